#include "formula/meaning.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/diagnostics.hpp"

namespace firstmove::engine {

std::string shape_text(const std::vector<std::size_t>& shape) {
  if (shape.empty()) return "a number";
  if (shape.size() == 1) return fmt::format("a vector of {}", shape[0]);
  return fmt::format("a matrix of {} x {}", shape[0], shape[1]);
}

Meaning::Meaning(const FormulaNames& names, Graph& graph, bool with_values)
    : names_(names), graph_(graph), with_values_(with_values), offsets_{0} {
  for (const FormulaNames::Player& player : names.players)
    offsets_.push_back(offsets_.back() + player.size);
}

std::vector<std::size_t> Meaning::Value::shape() const {
  std::vector<std::size_t> shape;
  for (const Dimension& d : dimensions)
    if (is_of_value(d.axis)) shape.push_back(d.size);
  return shape;
}

NodeId Meaning::cost(const Expression& formula) {
  const Value result = value(formula);
  if (!result.scalar())
    throw FormulaError(formula.position, fmt::format("a cost must be a number, but this is {}",
                                                     shape_text(result.shape())));
  return graph_.reshape(result.node, {1, 1});
}

Meaning::Value Meaning::scalar(const Expression& e, const std::string& what) {
  Value result = value(e);
  if (!result.scalar())
    throw FormulaError(e.position, fmt::format("{} must be a number, but this is {}", what,
                                               shape_text(result.shape())));
  return result;
}

Meaning::Value Meaning::value(const Expression& e) {
  try {
    return any_value(e);
  } catch (const GraphError& error) {
    throw FormulaError(e.position, error.what());
  }
}

Meaning::Value Meaning::any_value(const Expression& e) {
  switch (e.kind) {
    case Expression::Kind::number:
      return {arrays_.number(e.value)};
    case Expression::Kind::name:
      return name(e);
    case Expression::Kind::negate:
      return each(e, {value(e.parts[0])}, [this](std::span<const NodeId> in) {
        return graph_.apply(Operation::negate, in[0]);
      });
    case Expression::Kind::binary:
      return binary(e);
    case Expression::Kind::call:
      return call(e);
    case Expression::Kind::index:
      return index(e);
    case Expression::Kind::sum:
      return sum(e);
    case Expression::Kind::compare:
      break;
  }
  throw FormulaError(e.position, "a comparison is allowed only in if(a < b, then, else)");
}

Meaning::Value Meaning::action(std::size_t player) {
  const auto size = static_cast<std::uint32_t>(names_.players[player].size);
  const NodeId block = graph_.action(static_cast<std::uint32_t>(offsets_[player]), size);
  if (size == 1) return {{block, {}}};
  return {{block, {{row_axis, size}}}};
}

Meaning::Value Meaning::parameter(std::size_t number) {
  const FormulaNames::Parameter& parameter = names_.parameters[number];
  Dimensions dimensions;
  const AxisId axes[] = {row_axis, column_axis};
  for (std::size_t k = 0; k < parameter.shape.size(); ++k)
    dimensions.push_back({axes[k], static_cast<std::uint32_t>(parameter.shape[k])});
  if (with_values_) return {arrays_.numbers(dimensions, parameter.values)};
  // Any leaf of this shape; each parameter another one.
  const std::size_t size = size_of(dimensions);
  if (size == 0) return {arrays_.numbers(dimensions, {})};
  const std::size_t first = offsets_.back() + number;
  return {{graph_.action(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(size)),
           dimensions}};
}

// Where only the formulas are checked, tables have no values, and any numbers do.
Meaning::Value Meaning::random_input(std::size_t number) {
  const RandomInput& input = names_.random_inputs[number];
  Dimensions dimensions;
  const AxisId axes[] = {row_axis, column_axis};
  for (std::size_t k = 0; k < input.shape.size(); ++k)
    dimensions.push_back({axes[k], static_cast<std::uint32_t>(input.shape[k])});
  Sample sample{input.kind, static_cast<std::uint32_t>(number), dimensions[0].size,
                input.shape.size() > 1 ? dimensions[1].size : 1};
  if (sample.picks() && with_values_)
    sample.table =
        std::make_shared<const std::vector<double>>(names_.parameters[*input.table].values);
  else if (sample.picks())
    sample.kind = Sample::Kind::normal;
  return {{graph_.sample(std::move(sample)), dimensions}};
}

Meaning::Value Meaning::name(const Expression& e) {
  if (const auto found = indices_.find(e.text); found != indices_.end())
    return {arrays_.numbers(found->second)};
  for (std::size_t p = 0; p < names_.players.size(); ++p)
    if (names_.players[p].name == e.text) return action(p);
  for (std::size_t p = 0; p < names_.parameters.size(); ++p)
    if (names_.parameters[p].name == e.text) return parameter(p);
  for (std::size_t r = 0; r < names_.random_inputs.size(); ++r)
    if (names_.random_inputs[r].name == e.text) return random_input(r);
  if (names_.definitions.contains(e.text)) return definition(e);
  if (e.text == "pi") return {arrays_.number(std::numbers::pi)};
  if (is_reserved(e.text))
    throw FormulaError(e.position, fmt::format("'{}' is a function; write {}(..)", e.text, e.text));
  throw FormulaError(
      e.position, fmt::format("unknown name '{}'{}", e.text, did_you_mean(e.text, known_names())));
}

std::vector<std::string> Meaning::known_names() const {
  std::vector<std::string> known = {"pi"};
  for (const auto& player : names_.players) known.push_back(player.name);
  for (const auto& parameter : names_.parameters) known.push_back(parameter.name);
  for (const auto& input : names_.random_inputs) known.push_back(input.name);
  for (const auto& [definition, formula] : names_.definitions) known.push_back(definition);
  for (const auto& [i, range] : indices_) known.push_back(i);
  return known;
}

void Meaning::require_alike(const Expression& e, const std::vector<Value>& in) const {
  std::vector<std::size_t> shape;
  for (const Value& v : in) {
    if (v.scalar()) continue;
    if (!shape.empty() && v.shape() != shape)
      throw FormulaError(
          e.position, fmt::format("'{}' needs values of the same shape, but has {} and {}", e.text,
                                  shape_text(shape), shape_text(v.shape())));
    shape = v.shape();
  }
}

// Applies functions of numbers element by element; numbers combine with every element.
Meaning::Value Meaning::each(const Expression& e, const std::vector<Value>& in,
                             const ArrayBuilder::Operations& apply) {
  require_alike(e, in);
  return {arrays_.each({in.begin(), in.end()}, apply)};
}

Meaning::Value Meaning::binary(const Expression& e) {
  if (e.text == "^") return power(e);
  if (e.text == "@") return product_with(e);
  const Value a = value(e.parts[0]), b = value(e.parts[1]);
  const Operation operation = e.text == "+"   ? Operation::add
                              : e.text == "-" ? Operation::subtract
                              : e.text == "*" ? Operation::multiply
                                              : Operation::divide;
  Value made = each(e, {a, b}, [this, operation](std::span<const NodeId> in) {
    return graph_.apply(operation, in[0], in[1]);
  });
  if (operation == Operation::multiply)
    made.factors = std::make_shared<const std::pair<Array, Array>>(a, b);
  return made;
}

}  // namespace firstmove::engine
