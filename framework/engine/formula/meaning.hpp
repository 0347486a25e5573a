// The meaning of formulas: looks up names, checks shapes, and expands vectors and sums into scalar
// terms.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "formula/expression.hpp"
#include "formula/terms.hpp"

namespace firstmove::engine {

// The names that a formula may use: players' actions, parameters and definitions.
struct FormulaNames {
  struct Player {
    std::string name;
    std::size_t size = 1;  // coordinates; one: a scalar, more: a vector
  };
  struct Parameter {
    std::string name;
    std::vector<std::size_t> shape;  // {}: a scalar, {n}: a vector, {r, c}: a matrix
  };
  std::vector<Player> players;
  std::vector<Parameter> parameters;
  std::map<std::string, Expression> definitions;  // of 'let'; they may use each other
};

// "a vector of 3"
std::string shape_text(const std::vector<std::size_t>& shape);

// The functions of formulas, and whether a name is reserved.
const std::vector<std::string>& formula_functions();
bool is_reserved(const std::string& name);

class Meaning {
 public:
  explicit Meaning(const FormulaNames& names);
  // A cost: a scalar term. Throws FormulaError, or DefinitionError.
  const Term* cost(const Expression& formula);
  std::size_t coordinates() const { return offsets_.back(); }

 private:
  // A scalar, vector or matrix; its elements by their indices, from 1.
  struct Value {
    std::vector<std::size_t> shape;
    std::function<const Term*(const std::vector<Whole>&)> at;
    bool scalar() const { return shape.empty(); }
  };

  Value value(const Expression& e);
  const Term* scalar(const Expression& e, const std::string& what);
  Value name(const Expression& e);
  Value definition(const Expression& use, const Expression& formula);
  std::vector<std::string> known_names() const;
  Value binary(const Expression& e);
  Value power(const Expression& e);
  Value product_with(const Expression& e);
  Value call(const Expression& e);
  Value index(const Expression& e);
  Value sum(const Expression& e);
  Value each(const Expression& e, std::vector<Value> in,
             std::function<const Term*(std::vector<const Term*>)> apply);
  Value branch(const Expression& e);
  Whole whole(const Expression& e);
  Whole length(const Expression& e);
  // The sum of body(i), i from first to last: written out if short, else a loop.
  const Term* total(const Whole& first, const Whole& last,
                    const std::function<const Term*(const Whole&)>& body, std::size_t position);
  Value of(const Term* term) const;
  void within(const Expression& e, const Whole& index, std::size_t size,
              const std::string& of) const;

  const FormulaNames& names_;
  std::vector<std::size_t> offsets_;  // of players' blocks, and the number of coordinates
  Terms terms_;
  std::map<std::string, Whole> indices_;  // of the sums around the current term
  std::map<std::string, Value> defined_;  // evaluated definitions
  std::vector<std::string> open_;         // definitions being evaluated
  int loops_ = 0;                         // around the current term
};

// A mistake in a definition, found through a formula that uses it.
struct DefinitionError : FormulaError {
  DefinitionError(std::string definition, const FormulaError& error)
      : FormulaError(error), name(std::move(definition)) {}
  std::string name;
};

}  // namespace firstmove::engine
