// Graphs evaluated with numbers of several types, against the operations written out.
#include "graph/evaluate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "graph/import.hpp"
#include "support/graph_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

using Real = long double;
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class T>
std::vector<T> values(const Graph& graph, NodeId id, const std::vector<T>& x) {
  const NodeId outputs[] = {id};
  return Evaluator<T>(graph, outputs).run(x)[0];
}
bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

TEST_CASE("functions of one number are those of the C library") {
  const std::pair<Operation, std::function<Real(Real)>> functions[] = {
      {Operation::negate, [](Real x) { return -x; }},
      {Operation::absolute, [](Real x) { return std::fabs(x); }},
      {Operation::square_root, [](Real x) { return std::sqrt(x); }},
      {Operation::exp, [](Real x) { return std::exp(x); }},
      {Operation::expm1, [](Real x) { return std::expm1(x); }},
      {Operation::log, [](Real x) { return std::log(x); }},
      {Operation::log1p, [](Real x) { return std::log1p(x); }},
      {Operation::sin, [](Real x) { return std::sin(x); }},
      {Operation::cos, [](Real x) { return std::cos(x); }},
      {Operation::tanh, [](Real x) { return std::tanh(x); }},
      {Operation::sigmoid, [](Real x) { return 1 / (1 + std::exp(-x)); }},
      {Operation::softplus, [](Real x) { return std::log(1 + std::exp(x)); }},
      {Operation::logical_not, [](Real x) { return x == 0 ? 1 : 0; }},
  };
  const std::vector<Real> x = {0.5L, 2, 0.001L, 7.25L, 1};
  for (const auto& [operation, function] : functions) {
    CAPTURE(name_of(operation));
    Graph graph;
    const auto y = values(graph, graph.apply(operation, graph.action(0, 5)), x);
    for (std::size_t i = 0; i < x.size(); ++i)
      CHECK(std::fabs(y[i] - function(x[i])) <= 4e-19L * std::fabs(function(x[i])));
  }
}

TEST_CASE("sigmoid and softplus do not overflow") {
  Graph graph;
  const NodeId x = graph.action(0, 2);
  const std::vector<double> far = {1e3, -1e3};
  CHECK(values(graph, graph.apply(Operation::sigmoid, x), far) == std::vector<double>{1, 0});
  CHECK(values(graph, graph.apply(Operation::softplus, x), far) == std::vector<double>{1e3, 0});
  CHECK(values(graph, graph.logsumexp(x), far)[0] == 1e3);
}

TEST_CASE("whole powers are by squaring and include 0 and negative ones") {
  Graph graph;
  const NodeId x = graph.action(0, 1);
  for (int n = -5; n <= 7; ++n) {
    double expected = 1;
    for (int k = 0; k < std::abs(n); ++k) expected *= -1.5;
    if (n < 0) expected = 1 / expected;
    CHECK(values<double>(graph, graph.whole_power(x, n), {-1.5})[0] == expected);
  }
  CHECK(values<double>(graph, graph.whole_power(x, 0), {0.0})[0] == 1);
}

TEST_CASE("operations of two numbers and their cases for NaN") {
  Graph graph;
  const NodeId a = graph.action(0, 1), b = graph.action(1, 1);
  const auto minimum = [](double x, double y) { return y < x || std::isnan(y) ? y : x; };
  const auto maximum = [](double x, double y) { return x < y || std::isnan(y) ? y : x; };
  const std::pair<Operation, std::function<double(double, double)>> functions[] = {
      {Operation::add, [](double x, double y) { return x + y; }},
      {Operation::subtract, [](double x, double y) { return x - y; }},
      {Operation::multiply, [](double x, double y) { return x * y; }},
      {Operation::divide, [](double x, double y) { return x / y; }},
      {Operation::minimum, minimum},
      {Operation::maximum, maximum},
      {Operation::less, [](double x, double y) { return x < y ? 1 : 0; }},
      {Operation::less_equal, [](double x, double y) { return x <= y ? 1 : 0; }},
      {Operation::equal, [](double x, double y) { return x == y ? 1 : 0; }},
      {Operation::logical_and, [](double x, double y) { return x != 0 && y != 0 ? 1 : 0; }},
      {Operation::logical_or, [](double x, double y) { return x != 0 || y != 0 ? 1 : 0; }},
  };
  for (const auto& [operation, function] : functions)
    for (const double x : {0.0, 1.5, -2.0, inf, nan})
      for (const double y : {0.0, 1.5, -2.0, inf, nan}) {
        CAPTURE(name_of(operation));
        CAPTURE(x);
        CAPTURE(y);
        const double z = values<double>(graph, graph.apply(operation, a, b), {x, y})[0];
        CHECK(same(z, function(x, y)));
      }
}

TEST_CASE("a choice ignores the branch that is not taken and takes NaN for not 0") {
  Graph graph;
  const NodeId condition = graph.action(0, 1), yes = graph.action(1, 1), no = graph.action(2, 1);
  const NodeId chosen = graph.choose(condition, yes, no);
  CHECK(values<double>(graph, chosen, {1, 5, nan})[0] == 5);
  CHECK(values<double>(graph, chosen, {0, nan, 6})[0] == 6);
  CHECK(values<double>(graph, chosen, {nan, 5, 6})[0] == 5);
  CHECK(values<double>(graph, chosen, {-0.0, 5, 6})[0] == 6);
}

TEST_CASE("arrays are broadcast along each axis") {
  Graph graph;
  const double row_numbers[] = {1, 2, 3};
  const NodeId row = graph.numbers({1, 3}, row_numbers), column = graph.action(0, 2);
  const NodeId table = graph.apply(Operation::multiply, row, column);
  REQUIRE(graph.extent(table) == Extent{2, 3});
  CHECK(values<double>(graph, table, {10, 100}) == std::vector<double>{10, 20, 30, 100, 200, 300});
  CHECK(values<double>(graph, graph.sum(table, FM_SUM_COLUMNS), {10, 100}) ==
        std::vector<double>{60, 600});
  CHECK(values<double>(graph, graph.sum(table, FM_SUM_ROWS), {10, 100}) ==
        std::vector<double>{110, 220, 330});
  CHECK(values<double>(graph, graph.sum(table), {10, 100}) == std::vector<double>{660});
}

// abi.h: blocks of 4096, in each eight interleaved partial sums.
double sum_as_defined(const std::vector<double>& terms) {
  double total = 0;
  for (std::size_t begin = 0; begin < terms.size(); begin += 4096) {
    const std::size_t end = std::min(terms.size(), begin + 4096);
    double of_block = 0;
    for (std::size_t p = begin; p < std::min(end, begin + 8); ++p) {
      double partial = terms[p];
      for (std::size_t i = p + 8; i < end; i += 8) partial += terms[i];
      of_block = p == begin ? partial : of_block + partial;
    }
    total = begin == 0 ? of_block : total + of_block;
  }
  return total;
}

TEST_CASE("sums have the order that the interface defines") {
  std::mt19937_64 random(3);
  std::lognormal_distribution<double> draw(0, 4);
  for (const std::uint32_t n : {1u, 7u, 8u, 9u, 20u, 4095u, 4096u, 4097u, 4104u, 9001u}) {
    CAPTURE(n);
    std::vector<double> x(n), squares;
    for (double& value : x) value = draw(random);
    for (const double value : x) squares.push_back(value * value);
    Graph graph;
    const NodeId all = graph.action(0, n);
    CHECK(values(graph, graph.sum(all), x)[0] == sum_as_defined(x));
    CHECK(values(graph, graph.product(all, all, FM_TRANSPOSE_FIRST), x)[0] ==
          sum_as_defined(squares));
  }
}

TEST_CASE("matrix products with each transposition") {
  std::vector<double> x(12);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i * i % 7) - 2;
  for (const int flags : {0, 1, 2, 3}) {
    CAPTURE(flags);
    Graph graph;
    const NodeId a = graph.reshape(graph.action(0, 6), flags & 1 ? Extent{3, 2} : Extent{2, 3});
    const NodeId b = graph.reshape(graph.action(6, 6), flags & 2 ? Extent{2, 3} : Extent{3, 2});
    std::vector<double> expected;
    for (std::size_t r = 0; r < 2; ++r)
      for (std::size_t c = 0; c < 2; ++c) {
        double sum = 0;
        for (std::size_t k = 0; k < 3; ++k)
          sum += x[flags & 1 ? k * 2 + r : r * 3 + k] * x[6 + (flags & 2 ? c * 3 + k : k * 2 + c)];
        expected.push_back(sum);
      }
    CHECK(values(graph, graph.product(a, b, flags), x) == expected);
  }
}

TEST_CASE("elements are moved as the interface says") {
  Graph graph;
  const NodeId a = graph.action(0, 6);
  const std::vector<double> x = {1, 2, 3, 4, 5, 6};
  using List = std::vector<double>;
  CHECK(values(graph, graph.transpose(graph.reshape(a, {2, 3})), x) == List{1, 4, 2, 5, 3, 6});
  CHECK(values(graph, graph.slice(a, 1, 2, 3), x) == List{2, 4, 6});
  const std::uint32_t picked[] = {5, 0, 0, 2};
  CHECK(values(graph, graph.gather(a, picked, {2, 2}), x) == List{6, 1, 1, 3});
  const std::uint32_t places[] = {3, 0, 3, 1, 1, 1};
  CHECK(values(graph, graph.scatter(a, places, 5), x) == List{2, 15, 0, 4, 0});
  const Piece pieces[] = {{graph.slice(a, 0, 1, 2), 0, 2}, {graph.slice(a, 2, 1, 3), 1, 1}};
  CHECK(values(graph, graph.assemble(pieces, 5), x) == List{1, 3, 6, 5, 0});
}

TEST_CASE("logsumexp keeps the accuracy of a small logarithm") {
  Graph graph;
  const NodeId y = graph.logsumexp(graph.action(0, 3));
  CHECK(values<double>(graph, y, {0, -40, -50})[0] ==
        doctest::Approx(std::exp(-40.0) + std::exp(-50.0)).epsilon(1e-15));
  CHECK(std::isnan(values<double>(graph, y, {0, nan, -50})[0]));
}

// log(0) = -inf; e^-inf adds nothing.
TEST_CASE("logsumexp of infinite numbers is that of the mathematics, and hides no NaN") {
  Graph graph;
  const NodeId y = graph.logsumexp(graph.action(0, 3));
  const auto check = [&]<class T>(T) {
    const auto at = [&](double a, double b, double c) {
      return static_cast<double>(
          values<T>(graph, y, {static_cast<T>(a), static_cast<T>(b), static_cast<T>(c)})[0]);
    };
    CHECK(at(-inf, -inf, -inf) == -inf);
    CHECK(at(-inf, 3, -inf) == 3);
    CHECK(at(3, -inf, -inf) == 3);
    CHECK(at(-inf, 0, 0) == doctest::Approx(std::log(2.0)).epsilon(1e-15));
    CHECK(at(inf, 3, -inf) == inf);
    CHECK(at(0, inf, inf) == inf);
    for (const double other : {0.0, inf, -inf}) {
      CHECK(std::isnan(at(nan, other, other)));
      CHECK(std::isnan(at(other, nan, other)));
      CHECK(std::isnan(at(other, other, nan)));
    }
  };
  check(0.0);
  check(0.0L);
  CHECK(graph.logsumexp(graph.action(0, 1)) == graph.action(0, 1));
  for (const double x : {-inf, inf})
    CHECK(first_lane(value(values<Series>(graph, y, {Series(x), Series(x), Series(x)})[0])) == x);
}

// f = sin(x y) / (1 + z^2) + sum of logistic terms, with a comparison, as C++ and as a graph.
template <class T>
T written(const T& x, const T& y, const T& z) {
  const T a = sin(x * y) / (z * z + T(1.0)), b = tanh(x - z) * exp(y);
  return choose(x < y, a + b, a * b) + softplus(z) * sigmoid(x) + log(x * x + T(2.0)) + pow(y, 3) +
         pow(y * y + T(0.5), 1.5) + abs(z) + max(x, y) + sqrt(x * x + T(1.0)) + cos(z) +
         log1p(y * y) + expm1(x);
}
NodeId recorded(Graph& g) {
  using O = Operation;
  const NodeId x = g.action(0, 1), y = g.action(1, 1), z = g.action(2, 1);
  const auto plus = [&g](NodeId a, NodeId b) { return g.apply(O::add, a, b); };
  const auto times = [&g](NodeId a, NodeId b) { return g.apply(O::multiply, a, b); };
  const NodeId a = g.apply(O::divide, g.apply(O::sin, times(x, y)), plus(times(z, z), g.number(1)));
  const NodeId b = times(g.apply(O::tanh, g.apply(O::subtract, x, z)), g.apply(O::exp, y));
  NodeId sum = g.choose(g.apply(O::less, x, y), plus(a, b), times(a, b));
  sum = plus(sum, times(g.apply(O::softplus, z), g.apply(O::sigmoid, x)));
  sum = plus(sum, g.apply(O::log, plus(times(x, x), g.number(2))));
  sum = plus(sum, g.whole_power(y, 3));
  sum = plus(sum, g.apply(O::power, plus(times(y, y), g.number(0.5)), g.number(1.5)));
  sum = plus(sum, g.apply(O::absolute, z));
  sum = plus(sum, g.apply(O::maximum, x, y));
  sum = plus(sum, g.apply(O::square_root, plus(times(x, x), g.number(1))));
  sum = plus(sum, g.apply(O::cos, z));
  sum = plus(sum, g.apply(O::log1p, times(y, y)));
  return plus(sum, g.apply(O::expm1, x));
}

// To within rounding: a graph orders the factors of a product, and products of series add up many
// terms.
TEST_CASE("Taylor series of a graph are those of the same cost in C++") {
  Graph graph;
  const NodeId cost[] = {recorded(graph)};
  Evaluator<Series> evaluator(graph, cost);
  SeriesSpace space(3, 4);
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> draw(-2, 2);
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<Series> x;
    for (std::size_t c = 0; c < 3; ++c) x.push_back(Series::variable(space, c, draw(random)));
    const Series f = written(x[0], x[1], x[2]), g = evaluator.run(x)[0][0];
    for (std::size_t i = 0; i < space.size(4); ++i) {
      const double one = first_lane(f.derivative(i)), other = first_lane(g.derivative(i));
      CHECK(std::abs(one - other) <= 1e-13 * std::max(1.0, std::abs(one)));
    }
  }
}

TEST_CASE("series over intervals enclose all derivatives on a box and see kinks") {
  using Bounds = BasicSeries<Interval>;
  Graph graph;
  const NodeId cost[] = {recorded(graph)};
  Evaluator<Bounds> bounds(graph, cost);
  Evaluator<Series> points(graph, cost);
  BasicSpace<Interval> box(3, 3);
  SeriesSpace at(3, 3);
  std::mt19937_64 random(9);
  std::uniform_real_distribution<double> draw(-2, 2), within(0, 1);
  for (int trial = 0; trial < 100; ++trial) {
    const double width = trial % 2 == 0 ? 1e-3 : 0.5;
    std::vector<double> lower(3);
    std::vector<Bounds> wide;
    for (std::size_t c = 0; c < 3; ++c) {
      lower[c] = draw(random);
      wide.push_back(Bounds::variable(box, c, Interval(lower[c], lower[c] + width)));
    }
    Interval::kinked() = false;
    const Bounds f = bounds.run(wide)[0][0];
    const bool crosses = lower[2] <= 0 && 0 <= lower[2] + width;
    const bool equal = std::abs(lower[0] - lower[1]) <= width;
    CHECK(Interval::kinked() == (crosses || equal));
    for (int point = 0; point < 10; ++point) {
      std::vector<Series> x;
      for (std::size_t c = 0; c < 3; ++c)
        x.push_back(Series::variable(at, c, lower[c] + width * within(random)));
      const Series g = points.run(x)[0][0];
      for (std::size_t i = 0; i < at.size(3); ++i) {
        const double d = first_lane(g.derivative(i)), error = 1e-12 * std::abs(d) + 1e-12;
        CHECK(f.derivative(i).lower() <= d + error);
        CHECK(d - error <= f.derivative(i).upper());
      }
    }
  }
}

TEST_CASE("values of random graphs lie within their intervals") {
  std::mt19937_64 random(13);
  int finite = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    const GivenGraph given = random_graph(random, 4, false);
    const CostGraph game = import_graph(given.get(), 1, 4);
    std::vector<Real> x;
    std::vector<Interval> box;
    for (int c = 0; c < 4; ++c) {
      const double lower = std::uniform_real_distribution<double>(-2, 2)(random);
      box.push_back(Interval(lower, lower + 0.25));
      x.push_back(lower + 0.125L);
    }
    // A comparison of what is not a number has a value, but none of its bounds.
    const NodeOrder order(game.graph, game.costs);
    const auto all = Evaluator<Real>(game.graph, order.nodes).run(x);
    if (std::ranges::any_of(all, [](const std::vector<Real>& array) {
          return std::ranges::any_of(array, [](Real v) { return std::isnan(v); });
        }))
      continue;
    const Real value = Evaluator<Real>(game.graph, game.costs).run(x)[0][0];
    if (!std::isfinite(value)) continue;
    const Interval bounds = Evaluator<Interval>(game.graph, game.costs).run(box)[0][0];
    CAPTURE(trial);
    CHECK(bounds.lower() <= value);
    CHECK(value <= bounds.upper());
    finite += bounds.finite() ? 1 : 0;
  }
  CHECK(finite > 1000);
}

TEST_CASE("logsumexp along an axis is that of each row or column") {
  Graph graph;
  const NodeId array = graph.reshape(graph.action(0, 6), {2, 3});
  using List = std::vector<double>;
  const List x = {1, -1, 1000, -inf, -inf, -inf};
  CHECK(values(graph, graph.logsumexp(array, FM_SUM_COLUMNS), x) == List{1000, -inf});
  CHECK(values(graph, graph.logsumexp(array, FM_SUM_ROWS), x) == List{1, -1, 1000});
  CHECK(values<double>(graph, graph.logsumexp(array), {inf, 0, inf, 1, -inf, 1})[0] == inf);
}

TEST_CASE("arrays are freed and a second run gives the same") {
  std::mt19937_64 random(17);
  for (int trial = 0; trial < 200; ++trial) {
    const GivenGraph given = random_graph(random, 4, false);
    const CostGraph game = import_graph(given.get(), 1, 4);
    Evaluator<double> evaluator(game.graph, game.costs);
    const std::vector<double> x = {0.5, -0.25, 2, 0}, y = {1, 2, 3, 4};
    const double first = evaluator.run(x)[0][0];
    evaluator.run(y);
    CHECK(same(evaluator.run(x)[0][0], first));
  }
}

}  // namespace
