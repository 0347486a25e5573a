#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "base/diagnostics.hpp"
#include "formula/meaning.hpp"

namespace firstmove::engine {
namespace {

const std::vector<std::string> elementwise = {"sin",      "cos",        "tan",  "exp",  "expm1",
                                              "log",      "log1p",      "sqrt", "tanh", "sigmoid",
                                              "softplus", "logsigmoid", "abs"};

}  // namespace

const std::vector<std::string>& formula_functions() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> names = elementwise;
    names.insert(names.end(), {"logsumexp", "min", "max", "if", "sum", "dot", "len"});
    return names;
  }();
  return all;
}

bool is_reserved(const std::string& name) {
  return name == "pi" || std::find(formula_functions().begin(), formula_functions().end(), name) !=
                             formula_functions().end();
}

// x^2 is a product, x^0.5 needs x > 0, and so does x^y, which is exp(y log(x)).
Meaning::Value Meaning::power(const Expression& e) {
  const Value base = value(e.parts[0]), exponent = value(e.parts[1]);
  require_alike(e, {base, exponent});
  return {arrays_.power(base, exponent)};
}

// A @ v, and A @ B.
Meaning::Value Meaning::product_with(const Expression& e) {
  const Value a = value(e.parts[0]), b = value(e.parts[1]);
  const std::vector<std::size_t> left = a.shape(), right = b.shape();
  if (left.size() != 2 || right.empty() || left[1] != right[0])
    throw FormulaError(
        e.position, fmt::format("'@' needs a matrix and a vector or matrix of matching size, but "
                                "has {} and {}",
                                shape_text(left), shape_text(right)));
  return {arrays_.sum_of_products(ArrayBuilder::renamed(a, column_axis, inner_axis),
                                  ArrayBuilder::renamed(b, row_axis, inner_axis),
                                  {inner_axis, static_cast<std::uint32_t>(left[1])})};
}

Meaning::Value Meaning::function(const std::string& name, const Value& of) {
  static const std::map<std::string, Operation, std::less<>> operations = {
      {"sin", Operation::sin},          {"cos", Operation::cos},
      {"exp", Operation::exp},          {"expm1", Operation::expm1},
      {"log", Operation::log},          {"log1p", Operation::log1p},
      {"sqrt", Operation::square_root}, {"tanh", Operation::tanh},
      {"sigmoid", Operation::sigmoid},  {"softplus", Operation::softplus},
      {"abs", Operation::absolute}};
  const auto logsigmoid = [this](NodeId x) {
    const NodeId softplus = graph_.apply(Operation::softplus, graph_.apply(Operation::negate, x));
    return graph_.apply(Operation::negate, softplus);
  };
  return {arrays_.each({of}, [&](std::span<const NodeId> in) {
    if (name == "tan")
      return graph_.apply(Operation::divide, graph_.apply(Operation::sin, in[0]),
                          graph_.apply(Operation::cos, in[0]));
    if (name == "logsigmoid") return logsigmoid(in[0]);
    // The logarithm of a small probability, without the rounding of the probability.
    if (name == "log" && graph_[in[0]].operation == Operation::sigmoid)
      return logsigmoid(graph_.input(in[0], 0));
    return graph_.apply(operations.at(name), in[0]);
  })};
}

Meaning::Value Meaning::logsumexp(const Expression& e) {
  std::vector<Value> all;
  for (const Expression& part : e.parts) {
    all.push_back(value(part));
    if (all.back().shape().size() > (e.parts.size() == 1 ? 1u : 0u))
      throw FormulaError(part.position,
                         fmt::format("'logsumexp' takes a vector, or numbers, but has {}",
                                     shape_text(all.back().shape())));
  }
  if (all.size() == 1 && !all[0].scalar()) return {arrays_.logsumexp(all[0])};
  return {arrays_.logsumexp(arrays_.vector_of({all.begin(), all.end()}))};
}

Meaning::Value Meaning::call(const Expression& e) {
  const auto arguments = [&e](std::size_t count, const char* like) {
    if (e.parts.size() != count)
      throw FormulaError(
          e.position, fmt::format("'{}' takes {} argument{}, as in {}, but has {}", e.text, count,
                                  count == 1 ? "" : "s", like, e.parts.size()));
  };
  if (std::find(elementwise.begin(), elementwise.end(), e.text) != elementwise.end()) {
    arguments(1, fmt::format("{}(x)", e.text).c_str());
    return function(e.text, value(e.parts[0]));
  }
  if (e.text == "min" || e.text == "max") {
    arguments(2, fmt::format("{}(a, b)", e.text).c_str());
    const Operation operation = e.text == "min" ? Operation::minimum : Operation::maximum;
    return each(e, {value(e.parts[0]), value(e.parts[1])},
                [this, operation](std::span<const NodeId> in) {
                  return graph_.apply(operation, in[0], in[1]);
                });
  }
  if (e.text == "if") {
    arguments(3, "if(a < b, then, else)");
    return branch(e);
  }
  if (e.text == "len") return {arrays_.number(static_cast<double>(length(e).least))};
  if (e.text == "logsumexp") return logsumexp(e);
  if (e.text == "sum") {
    arguments(1, "sum(v) or sum(i = 1..3, x[i])");
    const Value v = value(e.parts[0]);
    if (v.shape().size() != 1)
      throw FormulaError(e.position,
                         fmt::format("'sum' takes a vector, but has {}; or write sum(i = 1..3, ..)",
                                     shape_text(v.shape())));
    return total(v, v.dimensions.back());
  }
  if (e.text == "dot") {
    arguments(2, "dot(a, b)");
    const Value a = value(e.parts[0]), b = value(e.parts[1]);
    if (a.shape().size() != 1 || a.shape() != b.shape())
      throw FormulaError(
          e.position, fmt::format("'dot' takes two vectors of the same length, but has {} and {}",
                                  shape_text(a.shape()), shape_text(b.shape())));
    return {arrays_.sum_of_products(a, b, a.dimensions.back())};
  }
  throw FormulaError(e.position, fmt::format("there is no function '{}'{}", e.text,
                                             did_you_mean(e.text, formula_functions())));
}

Meaning::Value Meaning::branch(const Expression& e) {
  const Expression& holds = e.parts[0];
  if (holds.kind != Expression::Kind::compare)
    throw FormulaError(
        holds.position,
        "the first argument of 'if' must be a comparison, as in if(a < b, then, else)");
  Value a = scalar(holds.parts[0], "each side of a comparison");
  Value b = scalar(holds.parts[1], "each side of a comparison");
  if (holds.text[0] == '>') std::swap(a, b);
  const Operation compare = holds.text.size() == 2 ? Operation::less_equal : Operation::less;
  const Value condition = each(holds, {a, b}, [this, compare](std::span<const NodeId> in) {
    return graph_.apply(compare, in[0], in[1]);
  });
  return each(e, {condition, value(e.parts[1]), value(e.parts[2])},
              [this](std::span<const NodeId> in) { return graph_.choose(in[0], in[1], in[2]); });
}

}  // namespace firstmove::engine
