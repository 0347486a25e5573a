// The meaning of formulas: looks up names, checks shapes, and builds the costs' graph. The indices
// of sums become axes of arrays, so that the graph's size does not depend on their ranges.
#pragma once

#include <exception>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "formula/arrays.hpp"
#include "formula/expression.hpp"
#include "formula/random_inputs.hpp"

namespace firstmove::engine {

struct FormulaParameter {
  std::string name;
  std::vector<std::size_t> shape;   // {}: a scalar, {n}: a vector, {r, c}: a matrix
  std::vector<double> values = {};  // row-major
};

// The names that a formula may use: players' actions, parameters, random inputs and definitions.
struct FormulaNames {
  struct Player {
    std::string name;
    std::size_t size = 1;  // coordinates; one: a scalar, more: a vector
  };
  using Parameter = FormulaParameter;
  std::vector<Player> players;
  std::vector<Parameter> parameters;
  std::map<std::string, Expression> definitions;  // of 'let'; they may use each other
  std::vector<RandomInput> random_inputs = {};    // by name; the position is the stream
};

// "a vector of 3"
std::string shape_text(const std::vector<std::size_t>& shape);

// The functions of formulas, and whether a name is reserved.
const std::vector<std::string>& formula_functions();
bool is_reserved(const std::string& name);

class Meaning {
 public:
  // With the values of parameters, unless only the formulas are checked: then parameters are
  // leaves of the right shape.
  Meaning(const FormulaNames& names, Graph& graph, bool with_values);
  // A cost: a number. Throws FormulaError, or DefinitionError.
  NodeId cost(const Expression& formula);

 private:
  // A number, vector or matrix, for all positions of the open sums that it depends on.
  struct Value : Array {
    // If it is a product of two: a sum of it may be a matrix product.
    std::shared_ptr<const std::pair<Array, Array>> factors = nullptr;
    std::vector<std::size_t> shape() const;
    bool scalar() const { return dimensions.empty() || !is_of_value(dimensions.back().axis); }
  };

  Value value(const Expression& e);
  Value scalar(const Expression& e, const std::string& what);
  Value any_value(const Expression& e);
  Value name(const Expression& e);
  Value action(std::size_t player);
  Value parameter(std::size_t number);
  Value random_input(std::size_t number);
  Value definition(const Expression& use);
  void define(const std::string& name);
  void evaluate(const std::string& name);
  std::vector<std::string> known_names() const;
  Value binary(const Expression& e);
  Value power(const Expression& e);
  Value product_with(const Expression& e);
  Value call(const Expression& e);
  Value function(const std::string& name, const Value& of);
  Value logsumexp(const Expression& e);
  Value index(const Expression& e);
  Value sum(const Expression& e);
  // The same of the body, whose index is on the axis.
  Value total(const Value& body, const Dimension& over);
  Value each(const Expression& e, const std::vector<Value>& in,
             const ArrayBuilder::Operations& apply);
  // Checks that they have the same shape, or are numbers.
  void require_alike(const Expression& e, const std::vector<Value>& in) const;
  Value branch(const Expression& e);
  Whole whole(const Expression& e);
  Whole length(const Expression& e);
  // Opens the axis of a sum and returns its index; nothing if there is no term.
  std::optional<Whole> open(const Whole& first, const Whole& last, Dimension& axis);
  void within(const Expression& e, const Whole& index, std::size_t size,
              const std::string& of) const;

  const FormulaNames& names_;
  Graph& graph_;
  const bool with_values_;
  Axes axes_;
  ArrayBuilder arrays_{graph_, axes_};
  std::vector<std::size_t> offsets_;      // of players' blocks, and the number of coordinates
  std::map<std::string, Whole> indices_;  // of the sums around the current term
  std::map<std::string, Value> defined_;  // evaluated definitions
  std::map<std::string, std::exception_ptr> mistaken_;  // definitions with a mistake
  std::set<std::string> open_;                          // definitions being evaluated
};

// A mistake in a definition, found through a formula that uses it.
struct DefinitionError : FormulaError {
  DefinitionError(std::string definition, const FormulaError& error)
      : FormulaError(error), name(std::move(definition)) {}
  std::string name;
};

}  // namespace firstmove::engine
