// Derivatives at kinks, at the ends of the numbers, and where zeros meet infinities.
#include <doctest/doctest.h>

#include <limits>

#include "graph/derivatives.hpp"
#include "support/naive_graph.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Values = std::vector<double>;

Values evaluated(const Graph& graph, NodeId node, const Values& x) {
  return NaiveEvaluator<double>(graph, x)(node);
}

// The gradient in all coordinates by both modes, which must agree.
Values gradient_at(Graph& graph, NodeId cost, const Values& x) {
  const auto d = static_cast<std::uint32_t>(x.size());
  const Values reverse = evaluated(graph, gradient(graph, cost, 0, d), x);
  for (std::uint32_t c = 0; c < d; ++c) {
    const double forward = evaluated(graph, derivative(graph, cost, {true, 0, c, 1}), x)[0];
    CHECK((forward == reverse[c] || (std::isnan(forward) && std::isnan(reverse[c]))));
  }
  return reverse;
}

TEST_CASE("a branch that is not taken has no derivative, whatever its values are") {
  Graph graph;
  const NodeId x = graph.action(0, 1), zero = graph.number(0.0);
  const NodeId root = graph.apply(Operation::square_root, x);
  const NodeId positive = graph.apply(Operation::less, zero, x);
  // The root and its slope are infinite or not a number where x <= 0.
  const NodeId cost = graph.choose(positive, root, graph.apply(Operation::multiply, x, x));
  CHECK(gradient_at(graph, cost, {0.0}) == Values{0.0});
  CHECK(gradient_at(graph, cost, {-1.0}) == Values{-2.0});
  CHECK(gradient_at(graph, cost, {4.0}) == Values{0.25});
  // The second derivative, too.
  const NodeId slope = gradient(graph, cost, 0, 1);
  const NodeId second = derivative(graph, slope, {true, 0, 0, 1});
  CHECK(evaluated(graph, second, {-1.0}) == Values{2.0});
  CHECK(evaluated(graph, second, {0.0}) == Values{2.0});
  CHECK(evaluated(graph, second, {4.0}) == Values{-1.0 / 32});
}

TEST_CASE("two branches that use the same term add their derivatives") {
  Graph graph;
  const NodeId x = graph.action(0, 1), y = graph.action(1, 1), zero = graph.number(0.0);
  const NodeId root = graph.apply(Operation::square_root, x);
  const NodeId a = graph.choose(graph.apply(Operation::less, zero, y), root, zero);
  const NodeId b = graph.choose(graph.apply(Operation::less, graph.number(1.0), y),
                                graph.apply(Operation::multiply, root, root), zero);
  const NodeId cost = graph.apply(Operation::add, a, b);
  CHECK(gradient_at(graph, cost, {0.0, -1.0}) == Values{0.0, 0.0});
  CHECK(gradient_at(graph, cost, {0.0, 0.5}) == Values{infinity, 0.0});
  CHECK(gradient_at(graph, cost, {4.0, 2.0}) == Values{1.25, 0.0});
}

TEST_CASE("minimum, maximum and abs at kinks take the derivatives of the value that they take") {
  Graph graph;
  const NodeId a = graph.action(0, 1), b = graph.action(1, 1);
  const NodeId least = graph.apply(Operation::minimum, a, b);
  const NodeId most = graph.apply(Operation::maximum, a, b);
  CHECK(gradient_at(graph, least, {2.0, 2.0}) == Values{1.0, 0.0});
  CHECK(gradient_at(graph, most, {2.0, 2.0}) == Values{1.0, 0.0});
  CHECK(gradient_at(graph, least, {2.0, 1.0}) == Values{0.0, 1.0});
  CHECK(gradient_at(graph, most, {2.0, 1.0}) == Values{1.0, 0.0});
  CHECK(gradient_at(graph, least, {2.0, nan}) == Values{0.0, 1.0});
  CHECK(gradient_at(graph, most, {nan, 2.0}) == Values{1.0, 0.0});
  const NodeId size = graph.apply(Operation::absolute, a);
  CHECK(gradient_at(graph, size, {0.0, 0.0}) == Values{1.0, 0.0});
  CHECK(gradient_at(graph, size, {-0.0, 0.0}) == Values{1.0, 0.0});
  CHECK(gradient_at(graph, size, {-3.0, 0.0}) == Values{-1.0, 0.0});
  // A constant that is not a number is taken, too.
  const NodeId taken = graph.apply(Operation::minimum, a, graph.number(nan));
  CHECK(gradient_at(graph, taken, {1.0, 0.0}) == Values{0.0, 0.0});
  // The root of what is cut off at 0.
  const NodeId cut =
      graph.apply(Operation::maximum, graph.number(1.0), graph.apply(Operation::square_root, a));
  CHECK(gradient_at(graph, cut, {0.0, 0.0}) == Values{0.0, 0.0});
}

TEST_CASE("what does not depend on a coordinate has the derivative 0 even beside infinities") {
  // Only the first of the roots is used, or each at its own coordinate.
  Graph graph;
  const NodeId roots = graph.apply(Operation::square_root, graph.action(0, 3));
  const NodeId first = graph.slice(roots, 0, 1, 1);
  CHECK(gradient_at(graph, first, {4.0, 0.0, 0.0}) == Values{0.25, 0.0, 0.0});
  const std::uint32_t chosen[] = {0, 0};
  const NodeId gathered = graph.sum(graph.gather(roots, chosen, {2, 1}));
  CHECK(gradient_at(graph, gathered, {4.0, 0.0, 0.0}) == Values{0.5, 0.0, 0.0});
  const std::uint32_t into[] = {1, 1, 3};
  const NodeId spread = graph.apply(Operation::square_root, graph.scatter(roots, into, 4));
  CHECK(gradient_at(graph, graph.slice(spread, 1, 1, 1), {4.0, 4.0, 1.0}) ==
        Values{0.0625, 0.0625, 0.0});
  CHECK(gradient_at(graph, graph.sum(roots), {4.0, 1.0, 0.0}) == Values{0.25, 0.5, infinity});
  // In blocks: the first coordinate's slope does not know the others.
  const NodeId block = gradient(graph, graph.sum(roots), 0, 1);
  CHECK(evaluated(graph, block, {4.0, 0.0, -1.0}) == Values{0.25});
  const NodeId along = derivative(graph, graph.slice(roots, 0, 1, 2), {true, 0, 0, 1});
  CHECK(evaluated(graph, along, {4.0, 0.0, 0.0}) == Values{0.25, 0.0});
}

TEST_CASE("a part of a choice in an array that is reduced or multiplied stays unseen") {
  Graph graph;
  const NodeId x = graph.action(0, 2), zero = graph.number(0.0);
  const NodeId positive = graph.apply(Operation::less, zero, x);
  const NodeId total = graph.sum(x);
  // A number that is spread over the elements: 1 / sum(x) where no element is positive.
  const NodeId spread =
      graph.choose(positive, graph.apply(Operation::divide, graph.number(1.0), total), zero);
  CHECK(gradient_at(graph, graph.sum(spread), {1.0, 1.0}) == Values{-0.5, -0.5});
  CHECK(gradient_at(graph, graph.sum(spread), {0.0, 0.0}) == Values{0.0, 0.0});
  const double numbers[] = {1.0, 2.0, 3.0, 4.0};
  const NodeId matrix = graph.apply(Operation::divide, graph.numbers({2, 2}, numbers), total);
  const NodeId image = graph.product(matrix, x);
  const NodeId seen = graph.choose(graph.apply(Operation::less, zero, total), image, zero);
  CHECK(gradient_at(graph, graph.sum(seen), {0.0, 0.0}) == Values{0.0, 0.0});
  const NodeId each = graph.choose(positive, image, zero);
  CHECK(gradient_at(graph, graph.sum(each), {0.0, 0.0}) == Values{0.0, 0.0});
}

TEST_CASE("roots at 0, tanh and sigmoid at their ends") {
  Graph graph;
  const NodeId x = graph.action(0, 1);
  CHECK(gradient_at(graph, graph.apply(Operation::square_root, x), {0.0}) == Values{infinity});
  const NodeId whole = graph.whole_power(x, 3);
  CHECK(gradient_at(graph, whole, {0.0}) == Values{0.0});
  CHECK(gradient_at(graph, graph.whole_power(x, 0), {0.0}) == Values{0.0});
  for (const double end : {1e3, -1e3, 30.0, -30.0, 350.0, -350.0}) {
    const double tail = std::exp(-std::fabs(end)), tail_2 = std::exp(-2 * std::fabs(end));
    const double slope_of_tanh = gradient_at(graph, graph.apply(Operation::tanh, x), {end})[0];
    const double slope = gradient_at(graph, graph.apply(Operation::sigmoid, x), {end})[0];
    CHECK(std::fabs(slope - tail) <= 1e-12 * tail);
    CHECK(std::fabs(slope_of_tanh - 4 * tail_2) <= 1e-12 * tail_2 + 1e-320);
    const NodeId second =
        derivative(graph, gradient(graph, graph.apply(Operation::tanh, x), 0, 1), {true, 0, 0, 1});
    const double bent = evaluated(graph, second, {end})[0];
    CHECK(std::fabs(bent + std::copysign(8 * tail_2, end)) <= 1e-12 * tail_2 + 1e-320);
    const double soft = gradient_at(graph, graph.apply(Operation::softplus, x), {end})[0];
    CHECK(std::fabs(soft - (end > 0 ? 1.0 : tail)) <= 1e-12 * soft);
  }
}

TEST_CASE("a power with the exponent 0 is 1 with the derivative 0, whatever the base is") {
  Graph graph;
  const NodeId x = graph.action(0, 1);
  const NodeId base = graph.apply(Operation::multiply, x, graph.number(0.0));
  const NodeId one = graph.apply(Operation::power, base, graph.number(0.0));
  for (const double at : {0.0, 3.0, -2.0, infinity, nan}) {
    CHECK(evaluated(graph, one, {at})[0] == 1);
    CHECK(gradient_at(graph, one, {at})[0] == 0);
  }
}

TEST_CASE("a softmax keeps its small shares") {
  Graph graph;
  const NodeId x = graph.action(0, 3);
  const Values shares = gradient_at(graph, graph.logsumexp(x), {0.0, -700.0, -50.0});
  CHECK(shares[0] == 1.0);
  CHECK(std::fabs(shares[1] / std::exp(-700.0) - 1) < 1e-12);
  CHECK(std::fabs(shares[2] / std::exp(-50.0) - 1) < 1e-12);
  CHECK(gradient_at(graph, graph.logsumexp(x), {1e308, -1e308, 0.0}) == Values{1.0, 0.0, 0.0});
}

}  // namespace
