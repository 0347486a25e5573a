// The value of a formula by its definition: one number at a time, sums as loops.
#pragma once

#include <cmath>
#include <map>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include "formula/expression.hpp"
#include "formula/meaning.hpp"

namespace firstmove::test {

class WrittenOut {
 public:
  // A number, vector or matrix with its elements by row.
  struct Value {
    std::vector<std::size_t> shape;
    std::vector<double> elements;
  };

  WrittenOut(const engine::FormulaNames& names, const std::vector<double>& x) {
    std::size_t next = 0;
    for (const auto& player : names.players) {
      Value block{{}, {}};
      if (player.size > 1) block.shape = {player.size};
      for (std::size_t i = 0; i < player.size; ++i) block.elements.push_back(x.at(next++));
      known_[player.name] = block;
    }
    for (const auto& parameter : names.parameters)
      known_[parameter.name] = {parameter.shape, parameter.values};
    known_["pi"] = number(std::numbers::pi);
    for (const auto& [name, formula] : names.definitions) definitions_[name] = &formula;
  }

  double cost(const engine::Expression& e) { return value(e).elements.at(0); }

 private:
  using Expression = engine::Expression;
  using Kind = Expression::Kind;

  static Value number(double v) { return {{}, {v}}; }

  Value value(const Expression& e) {
    switch (e.kind) {
      case Kind::number:
        return number(e.value);
      case Kind::name:
        if (const auto i = indices_.find(e.text); i != indices_.end())
          return number(static_cast<double>(i->second));
        if (const auto d = definitions_.find(e.text); d != definitions_.end())
          return value(*d->second);
        return known_.at(e.text);
      case Kind::negate:
        return each(value(e.parts[0]), number(0), [](double a, double) { return -a; });
      case Kind::binary:
        return e.text == "@" ? product(value(e.parts[0]), value(e.parts[1]))
                             : each(value(e.parts[0]), value(e.parts[1]), operation(e.text));
      case Kind::index: {
        const Value v = value(e.parts[0]);
        const auto at = static_cast<std::size_t>(whole(e.parts[1]) - 1);
        if (v.shape.size() == 1) return number(v.elements.at(at));
        return number(
            v.elements.at(at * v.shape[1] + static_cast<std::size_t>(whole(e.parts[2]) - 1)));
      }
      case Kind::sum: {
        const long first = whole(e.parts[0]), last = whole(e.parts[1]);
        double total = 0;
        for (long i = first; i <= last; ++i) {
          indices_[e.text] = i;
          const double term = cost(e.parts[2]);
          total = i == first ? term : total + term;
        }
        indices_.erase(e.text);
        return number(total);
      }
      default:
        return call(e);
    }
  }

  long whole(const Expression& e) {
    const long value = std::lround(cost(e));
    return value;
  }

  template <class F>
  static Value each(const Value& a, const Value& b, F&& f) {
    Value c = a.shape.empty() ? b : a;
    for (std::size_t i = 0; i < c.elements.size(); ++i)
      c.elements[i] = f(a.elements[a.shape.empty() ? 0 : i], b.elements[b.shape.empty() ? 0 : i]);
    return c;
  }

  static double (*operation(const std::string& text))(double, double) {
    switch (text[0]) {
      case '+':
        return [](double a, double b) { return a + b; };
      case '-':
        return [](double a, double b) { return a - b; };
      case '*':
        return [](double a, double b) { return a * b; };
      case '/':
        return [](double a, double b) { return a / b; };
      default:
        return [](double a, double b) { return std::pow(a, b); };
    }
  }

  static Value product(const Value& a, const Value& b) {
    const std::size_t columns = b.shape.size() == 2 ? b.shape[1] : 1;
    Value c{b.shape, {}};
    c.shape[0] = a.shape[0];
    for (std::size_t i = 0; i < a.shape[0]; ++i)
      for (std::size_t j = 0; j < columns; ++j) {
        double total = 0;
        for (std::size_t k = 0; k < a.shape[1]; ++k)
          total += a.elements[i * a.shape[1] + k] * b.elements[k * columns + j];
        c.elements.push_back(total);
      }
    return c;
  }

  Value call(const Expression& e) {
    if (e.text == "if") {
      const Expression& c = e.parts[0];
      const double a = cost(c.parts[0]), b = cost(c.parts[1]);
      const bool holds = c.text == "<"    ? a < b
                         : c.text == "<=" ? a <= b
                         : c.text == ">"  ? a > b
                                          : a >= b;
      return value(e.parts[holds ? 1 : 2]);
    }
    const Value a = value(e.parts[0]);
    if (e.text == "len") return number(static_cast<double>(a.elements.size()));
    if (e.text == "sum" || e.text == "logsumexp" || e.text == "dot") {
      Value terms = a;
      if (e.text == "dot") terms = each(a, value(e.parts[1]), operation("*"));
      for (std::size_t k = 1; e.text == "logsumexp" && k < e.parts.size(); ++k)
        terms.elements.push_back(cost(e.parts[k]));
      double total = e.text == "logsumexp" ? 0 : terms.elements[0];
      for (std::size_t i = e.text == "logsumexp" ? 0 : 1; i < terms.elements.size(); ++i)
        total += e.text == "logsumexp" ? std::exp(terms.elements[i]) : terms.elements[i];
      return number(e.text == "logsumexp" ? std::log(total) : total);
    }
    if (e.text == "min" || e.text == "max")
      return each(a, value(e.parts[1]), [&](double u, double v) {
        return e.text == "min" ? std::min(u, v) : std::max(u, v);
      });
    return each(a, number(0), [&](double u, double) { return function(e.text, u); });
  }

  static double function(const std::string& name, double u) {
    if (name == "sin") return std::sin(u);
    if (name == "cos") return std::cos(u);
    if (name == "tan") return std::tan(u);
    if (name == "exp") return std::exp(u);
    if (name == "expm1") return std::exp(u) - 1;
    if (name == "log") return std::log(u);
    if (name == "log1p") return std::log(1 + u);
    if (name == "sqrt") return std::sqrt(u);
    if (name == "tanh") return std::tanh(u);
    if (name == "sigmoid") return 1 / (1 + std::exp(-u));
    if (name == "softplus") return std::log(1 + std::exp(u));
    if (name == "logsigmoid") return -std::log(1 + std::exp(-u));
    if (name == "abs") return u < 0 ? -u : u;
    throw std::logic_error("no function " + name);
  }

  std::map<std::string, Value> known_;
  std::map<std::string, const Expression*> definitions_;
  std::map<std::string, long> indices_;
};

}  // namespace firstmove::test
