// The first derivatives of all functions, as the vector machine computes them, within 4 units in
// the last place, tails included.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>

#include "game/batch_array.hpp"
#include "graph/derivatives.hpp"
#include "machine/machine.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;

using Real = long double;

// The error of `got` in units in the last place of a double near `exact`.
Real error_in_ulps(double got, Real exact) {
  if (std::isnan(got) && std::isnan(exact)) return 0;
  const double near = static_cast<double>(exact);
  if (got == near) return 0;
  if (!std::isfinite(got) || !std::isfinite(near)) return std::numeric_limits<Real>::infinity();
  int exponent = 0;
  std::frexp(exact, &exponent);
  return std::fabs(got - exact) / std::ldexp(1.0L, std::max(exponent - 53, -1074));
}

struct Function {
  std::string name;
  std::function<NodeId(Graph&, NodeId)> of;
  std::function<Real(Real)> slope;
  double lower, upper;  // of the arguments
};

std::vector<double> slopes_by_machine(const Function& function, const std::vector<double>& points) {
  Graph graph;
  const NodeId slope = gradient(graph, function.of(graph, graph.action(0, 1)), 0, 1);
  const Program program(graph, {{slope}});
  Machine machine(program);
  BatchArray x(1, stride_for(points.size())), out(1, stride_for(points.size()));
  std::copy(points.begin(), points.end(), x.data());
  double* const to[] = {out.data()};
  machine.run(points.size(), x.stride(), x.data(), nullptr, to);
  return {out.data(), out.data() + points.size()};
}

// Arguments of all sizes within the bounds: a half spread evenly, a half by their exponents.
std::vector<double> arguments(const Function& function, std::size_t count) {
  std::mt19937_64 generator(17);
  std::uniform_real_distribution<double> even(function.lower, function.upper), unit(0, 1);
  std::vector<double> points;
  while (points.size() < count) {
    double x = even(generator);
    if (points.size() % 2 == 1) {
      const double end = unit(generator) < 0.5 ? function.lower : function.upper;
      x = end * std::pow(10.0, -17 * unit(generator));
    }
    if (x >= function.lower && x <= function.upper) points.push_back(x);
  }
  return points;
}

auto elementwise(Operation operation) {
  return [operation](Graph& graph, NodeId x) { return graph.apply(operation, x); };
}

Real logistic_slope(Real x) {
  const Real tail = std::exp(-std::fabs(x));
  return tail / ((1 + tail) * (1 + tail));
}

TEST_CASE("first derivatives of functions are within four units in the last place") {
  using enum Operation;
  const auto reciprocal = [](Real x) { return 1 / x; };
  const std::vector<Function> functions = {
      {"exp", elementwise(exp), [](Real x) { return std::exp(x); }, -750, 709},
      {"expm1", elementwise(expm1), [](Real x) { return std::exp(x); }, -750, 709},
      {"log", elementwise(log), reciprocal, 1e-300, 1e300},
      {"log1p", elementwise(log1p), [](Real x) { return 1 / (1 + x); }, -0.999999999, 1e300},
      {"sqrt", elementwise(square_root), [](Real x) { return 0.5L / std::sqrt(x); }, 1e-300, 1e300},
      {"sin", elementwise(sin), [](Real x) { return std::cos(x); }, -1e6, 1e6},
      {"cos", elementwise(cos), [](Real x) { return -std::sin(x); }, -1e6, 1e6},
      {"sigmoid", elementwise(sigmoid), logistic_slope, -750, 750},
      {"softplus", elementwise(softplus),
       [](Real x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); },
       -750, 750},
      {"tanh", elementwise(tanh), [](Real x) { return 4 * logistic_slope(2 * x); }, -375, 375},
      {"x^3", [](Graph& g, NodeId x) { return g.whole_power(x, 3); },
       [](Real x) { return 3 * x * x; }, -1e100, 1e100},
      {"x^-2", [](Graph& g, NodeId x) { return g.whole_power(x, -2); },
       [](Real x) { return -2 / (x * x * x); }, 1e-90, 1e90},
      {"x^1.5", [](Graph& g, NodeId x) { return g.apply(power, x, g.number(1.5)); },
       [](Real x) { return 1.5L * std::sqrt(x); }, 1e-300, 1e300},
      {"x^0.25", [](Graph& g, NodeId x) { return g.apply(power, x, g.number(0.25)); },
       [](Real x) { return 0.25L * std::pow(x, -0.75L); }, 1e-300, 1e300}};
  for (const Function& function : functions) {
    const std::vector<double> points = arguments(function, 100000);
    const std::vector<double> slopes = slopes_by_machine(function, points);
    Real worst = 0;
    double worst_at = 0;
    for (std::size_t p = 0; p < points.size(); ++p) {
      const Real error = error_in_ulps(slopes[p], function.slope(points[p]));
      if (error > worst) {
        worst = error;
        worst_at = points[p];
      }
    }
    INFO(function.name, " at ", worst_at, ": ", static_cast<double>(worst));
    CHECK(worst <= 4);
  }
}

}  // namespace
