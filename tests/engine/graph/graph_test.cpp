// Graphs: shapes that do not fit, equal nodes, and simplifications that keep every bit.
#include "graph/graph.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <limits>
#include <random>

#include "support/naive_graph.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using enum Operation;

TEST_CASE("arrays that do not fit together are refused") {
  Graph g;
  const NodeId x = g.action(0, 3), y = g.action(3, 2), row = g.transpose(x);
  CHECK_THROWS_WITH_AS(g.apply(add, x, y),
                       "'add' needs arrays of the same shape, but has 3 x 1 and 2 x 1", GraphError);
  CHECK_THROWS_AS(g.choose(x, y, x), GraphError);
  CHECK_THROWS_AS(g.apply(add, x), GraphError);
  CHECK_THROWS_AS(g.apply(Operation::exp, x, x), GraphError);
  CHECK_THROWS_AS(g.apply(Operation::sum, x), GraphError);
  CHECK_THROWS_AS(g.whole_power(x, FM_MAX_POWER + 1), GraphError);
  CHECK_THROWS_WITH_AS(g.product(x, x), "a matrix of 3 x 1 cannot be multiplied by one of 3 x 1",
                       GraphError);
  CHECK_THROWS_AS(g.product(x, row, FM_TRANSPOSE_FIRST), GraphError);
  CHECK_THROWS_WITH_AS(g.reshape(x, {2, 2}), "an array of 3 x 1 cannot become one of 2 x 2",
                       GraphError);
  CHECK_THROWS_AS(g.slice(x, 1, 1, 3), GraphError);
  CHECK_THROWS_AS(g.slice(x, 0, 1, 0), GraphError);
  const std::uint32_t indices[] = {0, 3};
  CHECK_THROWS_AS(g.gather(x, indices, {2, 1}), GraphError);
  CHECK_THROWS_AS(g.gather(x, indices, {3, 1}), GraphError);
  CHECK_THROWS_AS(g.scatter(y, indices, 3), GraphError);
  CHECK_THROWS_AS(g.scatter(x, indices, 9), GraphError);
  const Piece beyond[] = {{x, 1, 1}};
  CHECK_THROWS_AS(g.assemble(beyond, 3), GraphError);
  CHECK_THROWS_AS(g.numbers({2, 1}, {}), GraphError);
  CHECK(g.extent(g.apply(add, x, row)) == Extent{3, 3});
  CHECK(g.extent(g.product(x, row)) == Extent{3, 3});
  CHECK(g.extent(g.product(x, x, FM_TRANSPOSE_FIRST)) == Extent{1, 1});
}

TEST_CASE("equal terms are one node") {
  Graph g;
  const NodeId x = g.action(0, 3), y = g.action(3, 3);
  CHECK(g.apply(sin, g.apply(multiply, x, y)) == g.apply(sin, g.apply(multiply, y, x)));
  CHECK(g.apply(add, x, y) == g.apply(add, y, x));
  CHECK(g.apply(subtract, x, y) != g.apply(subtract, y, x));
  CHECK(g.number(0.0) != g.number(-0.0));
  CHECK(g.number(2.0) == g.apply(add, g.number(1.0), g.number(1.0)));
  CHECK(g.slice(x, 1, 1, 2) == g.action(1, 2));
  CHECK(g.slice(x, 1, 2, 1) == g.action(1, 1));
  CHECK(g.transpose(g.transpose(x)) == x);
  CHECK(g.reshape(g.reshape(x, {1, 3}), {3, 1}) == x);
  const std::uint32_t indices[] = {2, 0};
  CHECK(g.gather(x, indices, {2, 1}) == g.gather(x, indices, {2, 1}));
  CHECK(g.gather(x, indices, {2, 1}) != g.gather(x, indices, {1, 2}));
  const Piece pieces[] = {{x, 0, 1}, {y, 1, 1}}, others[] = {{x, 0, 1}, {y, 2, 1}};
  CHECK(g.assemble(pieces, 5) == g.assemble(pieces, 5));
  CHECK(g.assemble(pieces, 5) != g.assemble(others, 5));
  CHECK(g.varies(g.apply(add, g.number(1.0), x)));
  CHECK_FALSE(g.varies(g.apply(sin, g.number(1.0))));
  CHECK_FALSE(g.apply(add, x, g.number(0.0)) == x);  // -0 + 0 is 0
}

TEST_CASE("the order of the inputs of sums does not depend on the order in which nodes were made") {
  const auto inputs = [](bool reversed) {
    Graph g;
    const double numbers[] = {0.5, 2.5};
    const std::uint32_t indices[] = {1, 0};
    const auto make = [&](int k) {
      const NodeId x = g.action(0, 2);
      switch (k) {
        case 0:
          return g.apply(sin, x);
        case 1:
          return g.numbers({2, 1}, numbers);
        case 2:
          return g.gather(x, indices, {2, 1});
        case 3:
          return g.apply(multiply, g.apply(cos, x), g.numbers({2, 1}, numbers));
        default:
          return g.apply(multiply, g.apply(Operation::exp, x), g.apply(cos, x));
      }
    };
    // The first of the inputs of each sum, by what it is.
    std::vector<Operation> first;
    for (int k = 0; k < 5; ++k) make(reversed ? 4 - k : k);
    for (int a = 0; a < 5; ++a)
      for (int b = 0; b < a; ++b) {
        const NodeId one = g.apply(add, make(a), make(b)), two = g.apply(add, make(b), make(a));
        CHECK(one == two);
        first.push_back(g[g.input(one, 0)].operation);
      }
    return first;
  };
  CHECK(inputs(false) == inputs(true));
}

bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

// What one operation gives, without a graph.
double direct(Operation operation, double a, double b, double c) {
  switch (operation) {
    case negate:
      return -a;
    case absolute:
      return std::fabs(a);
    case square_root:
      return std::sqrt(a);
    case add:
      return a + b;
    case subtract:
      return a - b;
    case multiply:
      return a * b;
    case divide:
      return a / b;
    case less:
      return a < b;
    case maximum:
      return a < b || b != b ? b : a;
    default:
      return a != 0 ? b : c;
  }
}

TEST_CASE("simplifications keep every bit of random expressions at special numbers") {
  constexpr double special[] = {0.0,
                                -0.0,
                                1.0,
                                -1.0,
                                0.1,
                                -3.7,
                                5e-324,
                                1e308,
                                std::numeric_limits<double>::infinity(),
                                -std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::quiet_NaN()};
  constexpr Operation all[] = {negate,   negate,   absolute, square_root, add,     subtract,
                               multiply, multiply, divide,   less,        maximum, choose};
  std::mt19937_64 generator(11);
  std::vector<std::vector<double>> points;
  for (const double x : special)
    for (const double y : special) points.push_back({x, y});
  for (int turn = 0; turn < 150; ++turn) {
    struct Term {
      NodeId node;
      std::vector<double> values;  // at the points
    };
    Graph g;
    std::vector<Term> terms;
    for (std::uint32_t c = 0; c < 2; ++c) {
      terms.push_back({g.action(c, 1), {}});
      for (const auto& point : points) terms.back().values.push_back(point[c]);
    }
    for (const double v : special)
      terms.push_back({g.number(v), std::vector<double>(points.size(), v)});
    for (int k = 0; k < 60; ++k) {
      const Operation operation = all[generator() % std::size(all)];
      const Term a = terms[generator() % terms.size()], b = terms[generator() % terms.size()],
                 c = terms[generator() % terms.size()];
      Term result{no_node, {}};
      const int inputs = inputs_of(operation);
      result.node = inputs == 1   ? g.apply(operation, a.node)
                    : inputs == 2 ? g.apply(operation, a.node, b.node)
                                  : g.choose(a.node, b.node, c.node);
      for (std::size_t p = 0; p < points.size(); ++p)
        result.values.push_back(direct(operation, a.values[p], b.values[p], c.values[p]));
      terms.push_back(result);
    }
    for (std::size_t p = 0; p < points.size(); ++p) {
      NaiveEvaluator<double> evaluator(g, points[p]);
      for (const Term& term : terms) {
        const double got = evaluator(term.node)[0];
        if (!same(got, term.values[p])) CHECK(got == term.values[p]);
      }
    }
  }
}

TEST_CASE("simplifications keep shapes") {
  Graph g;
  const NodeId x = g.action(0, 3), one = g.number(1.0), minus = g.number(-1.0);
  const double ones[] = {1.0, 1.0, 1.0};
  const NodeId scalar = g.action(5, 1);
  CHECK(g.extent(g.apply(multiply, scalar, g.numbers({3, 1}, ones))) == Extent{3, 1});
  CHECK(g.apply(multiply, x, one) == x);
  CHECK(g.apply(multiply, minus, x) == g.apply(negate, x));
  CHECK(g.extent(g.apply(multiply, g.apply(negate, scalar), x)) == Extent{3, 1});
  CHECK(g.extent(g.apply(divide, x, g.apply(negate, scalar))) == Extent{3, 1});
  CHECK(g.extent(g.choose(x, scalar, scalar)) == Extent{3, 1});
  const NodeId wide = g.choose(scalar, scalar, x);
  CHECK(g.extent(g.choose(scalar, wide, one)) == Extent{3, 1});
  CHECK(g.extent(g.whole_power(x, 0)) == Extent{3, 1});
}

}  // namespace
