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
  return each(e, {value(e.parts[0]), value(e.parts[1])}, [this](std::vector<const Term*> in) {
    const Term* exponent = in[1];
    if (exponent->kind == Term::Kind::number && exponent->value == std::floor(exponent->value) &&
        std::abs(exponent->value) <= 1000)
      return terms_.power(in[0], static_cast<int>(exponent->value));
    if (!exponent->varies) return terms_.apply("pow", std::move(in));
    return terms_.apply("exp", {terms_.apply("*", {exponent, terms_.apply("log", {in[0]})})});
  });
}

// A @ v, and A @ B.
Meaning::Value Meaning::product_with(const Expression& e) {
  const Value a = value(e.parts[0]), b = value(e.parts[1]);
  if (a.shape.size() != 2 || b.scalar() || a.shape[1] != b.shape[0])
    throw FormulaError(
        e.position, fmt::format("'@' needs a matrix and a vector or matrix of matching size, but "
                                "has {} and {}",
                                shape_text(a.shape), shape_text(b.shape)));
  std::vector<std::size_t> shape = b.shape;
  shape[0] = a.shape[0];
  const long inner = static_cast<long>(a.shape[1]);
  return {shape, [this, a, b, inner, position = e.position](const std::vector<Whole>& at) {
            return total(
                Whole::constant(1), Whole::constant(inner),
                [&](const Whole& k) {
                  std::vector<Whole> right = at;
                  right[0] = k;
                  return terms_.apply("*", {a.at({at[0], k}), b.at(right)});
                },
                position);
          }};
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
    return each(e, {value(e.parts[0])}, [this, f = e.text](std::vector<const Term*> in) {
      if (f == "tan") return terms_.apply("/", {terms_.apply("sin", in), terms_.apply("cos", in)});
      // The logarithm of a small probability, without the rounding of the probability.
      if (f == "log" && in[0]->kind == Term::Kind::apply && in[0]->code == "sigmoid")
        return terms_.apply("logsigmoid", in[0]->in);
      return terms_.apply(f, std::move(in));
    });
  }
  if (e.text == "min" || e.text == "max") {
    arguments(2, fmt::format("{}(a, b)", e.text).c_str());
    return each(
        e, {value(e.parts[0]), value(e.parts[1])},
        [this, f = e.text](std::vector<const Term*> in) { return terms_.apply(f, std::move(in)); });
  }
  if (e.text == "if") {
    arguments(3, "if(a < b, then, else)");
    return branch(e);
  }
  if (e.text == "len") return of(terms_.number(static_cast<double>(length(e).least)));
  if (e.text == "logsumexp") {
    std::vector<const Term*> elements;
    for (const Expression& part : e.parts) {
      const Value v = value(part);
      if (v.shape.size() > (e.parts.size() == 1 ? 1u : 0u))
        throw FormulaError(
            part.position,
            fmt::format("'logsumexp' takes a vector, or numbers, but has {}", shape_text(v.shape)));
      for (std::size_t i = 0; !v.scalar() && i < v.shape[0]; ++i)
        elements.push_back(v.at({Whole::constant(static_cast<long>(i + 1))}));
      if (v.scalar()) elements.push_back(v.at({}));
    }
    return of(terms_.apply("logsumexp", std::move(elements)));
  }
  if (e.text == "sum") {
    arguments(1, "sum(v) or sum(i = 1..3, x[i])");
    const Value v = value(e.parts[0]);
    if (v.shape.size() != 1)
      throw FormulaError(e.position,
                         fmt::format("'sum' takes a vector, but has {}; or write sum(i = 1..3, ..)",
                                     shape_text(v.shape)));
    return of(total(
        Whole::constant(1), Whole::constant(static_cast<long>(v.shape[0])),
        [&v](const Whole& i) { return v.at({i}); }, e.position));
  }
  if (e.text == "dot") {
    arguments(2, "dot(a, b)");
    const Value a = value(e.parts[0]), b = value(e.parts[1]);
    if (a.shape.size() != 1 || a.shape != b.shape)
      throw FormulaError(
          e.position, fmt::format("'dot' takes two vectors of the same length, but has {} and {}",
                                  shape_text(a.shape), shape_text(b.shape)));
    return of(total(
        Whole::constant(1), Whole::constant(static_cast<long>(a.shape[0])),
        [&](const Whole& i) {
          return terms_.apply("*", {a.at({i}), b.at({i})});
        },
        e.position));
  }
  throw FormulaError(e.position, fmt::format("there is no function '{}'{}", e.text,
                                             did_you_mean(e.text, formula_functions())));
}

// Every comparison becomes a "<", which all number types support.
Meaning::Value Meaning::branch(const Expression& e) {
  const Expression& holds = e.parts[0];
  if (holds.kind != Expression::Kind::compare)
    throw FormulaError(
        holds.position,
        "the first argument of 'if' must be a comparison, as in if(a < b, then, else)");
  const Term* a = scalar(holds.parts[0], "each side of a comparison");
  const Term* b = scalar(holds.parts[1], "each side of a comparison");
  if (holds.text == ">" || holds.text == "<=") std::swap(a, b);
  const Term* below = terms_.apply("<", {a, b});
  const bool swapped = holds.text.size() == 2;  // a <= b unless b < a
  return each(e, {value(e.parts[swapped ? 2 : 1]), value(e.parts[swapped ? 1 : 2])},
              [this, below](std::vector<const Term*> in) {
                return terms_.apply("choose", {below, in[0], in[1]});
              });
}

}  // namespace firstmove::engine
