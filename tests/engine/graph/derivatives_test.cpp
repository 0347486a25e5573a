// Derivatives of graphs against central differences in long double, and closed forms.
#include "graph/derivatives.hpp"

#include <doctest/doctest.h>

#include <random>

#include <cstdlib>

#include "support/differences.hpp"
#include "support/naive_graph.hpp"
#include "support/random_cost.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

using Reals = std::vector<long double>;

Reals evaluated(const Graph& graph, NodeId node, const Reals& x,
                const std::vector<Reals>& directions = {}) {
  return NaiveEvaluator<long double>(graph, x, directions)(node);
}

struct Compared {
  std::size_t checked = 0, skipped = 0;
};

// Checks the `derivative` of `node` along `direction` on coordinates first .. first + count - 1.
void check_derivative(const Graph& graph, NodeId node, NodeId derivative, const Reals& x,
                      std::uint32_t first, const std::vector<Reals>& directions,
                      const Reals& direction, Compared& compared) {
  const Reals got = evaluated(graph, derivative, x, directions);
  std::vector<std::optional<long double>> wanted(got.size(), 0.0L);
  for (std::size_t c = 0; c < direction.size(); ++c) {
    const auto slopes = slopes_in(
        [&](const Reals& at) { return evaluated(graph, node, at, directions); }, x, first + c);
    for (std::size_t e = 0; e < got.size(); ++e)
      if (wanted[e] && slopes[e])
        *wanted[e] += *slopes[e] * direction[c];
      else
        wanted[e].reset();
  }
  for (std::size_t e = 0; e < got.size(); ++e) {
    if (!wanted[e]) {
      ++compared.skipped;
      continue;
    }
    ++compared.checked;
    CHECK(std::fabs(got[e] - *wanted[e]) <= 1e-11L * (1 + std::fabs(*wanted[e])));
  }
}

// Doubles against long doubles, relative to the largest element of the array.
void check_rounding(const Graph& graph, NodeId node, const Reals& x,
                    const std::vector<Reals>& directions) {
  const Reals exact = evaluated(graph, node, x, directions);
  std::vector<std::vector<double>> rounded;
  for (const Reals& d : directions) rounded.emplace_back(d.begin(), d.end());
  NaiveEvaluator<double> doubles(graph, {x.begin(), x.end()}, rounded);
  const std::vector<double> got = doubles(node);
  long double scale = 1;
  for (const long double v : exact) scale = std::max(scale, std::fabs(v));
  for (std::size_t e = 0; e < got.size(); ++e)
    CHECK(std::fabs(got[e] - exact[e]) <= 1e-13L * scale);
}

Reals random_point(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::uniform_real_distribution<double> uniform(-1.5, 1.5);
  Reals x(size);
  for (long double& v : x) v = uniform(generator);
  return x;
}

// First, second and third derivatives of one cost in two blocks of coordinates.
Compared check_all(Graph& graph, NodeId cost, std::uint32_t first_dim, std::uint32_t second_dim,
                   std::uint64_t seed, bool rounding) {
  Compared compared;
  const std::uint32_t d = first_dim + second_dim;
  const Reals x = random_point(d, seed);
  const std::vector<Reals> directions = {random_point(second_dim, seed + 1),
                                         random_point(first_dim, seed + 2)};
  const NodeId slopes = gradient(graph, cost, 0, first_dim);
  CHECK(graph.extent(slopes) == Extent{first_dim, 1});
  const Reals got = evaluated(graph, slopes, x);
  for (std::uint32_t c = 0; c < first_dim; ++c) {
    const auto wanted =
        slopes_in([&](const Reals& at) { return evaluated(graph, cost, at); }, x, c)[0];
    if (!wanted) {
      ++compared.skipped;
      continue;
    }
    ++compared.checked;
    CHECK(std::fabs(got[c] - *wanted) <= 1e-11L * (1 + std::fabs(*wanted)));
    // The same by forward mode.
    const NodeId along = derivative(graph, cost, {true, 0, c, 1});
    CHECK(std::fabs(evaluated(graph, along, x)[0] - got[c]) <= 1e-15L * (1 + std::fabs(got[c])));
  }
  const NodeId second = derivative(graph, slopes, {false, 0, first_dim, second_dim});
  check_derivative(graph, slopes, second, x, first_dim, directions, directions[0], compared);
  const NodeId third = derivative(graph, second, {false, 1, 0, first_dim});
  check_derivative(graph, second, third, x, 0, directions, directions[1], compared);
  if (rounding)
    for (const NodeId node : {slopes, second, third}) check_rounding(graph, node, x, directions);
  return compared;
}

TEST_CASE("derivatives of every elementwise operation agree with central differences") {
  struct Case {
    Operation operation;
    double shift;  // moves the arguments to where the function is smooth
  };
  for (const Case& one : std::vector<Case>{
           {Operation::negate, 0},      {Operation::absolute, 4},    {Operation::absolute, -4},
           {Operation::square_root, 4}, {Operation::exp, 0},         {Operation::expm1, 0},
           {Operation::log, 4},         {Operation::log1p, 3},       {Operation::sin, 0},
           {Operation::cos, 0},         {Operation::tanh, 0},        {Operation::sigmoid, 0},
           {Operation::softplus, 0},    {Operation::logical_not, 4}, {Operation::add, 0},
           {Operation::subtract, 0},    {Operation::multiply, 0},    {Operation::divide, 4},
           {Operation::minimum, 1},     {Operation::maximum, 1},     {Operation::less, 9},
           {Operation::less_equal, 9},  {Operation::equal, 9},       {Operation::logical_and, 9},
           {Operation::logical_or, 9}}) {
    INFO(name_of(one.operation));
    // Inputs of one or two shapes that are broadcast in every way.
    for (const int shapes : {0, 1, 2, 3}) {
      Graph graph;
      NodeId a = graph.apply(Operation::add, graph.action(0, 3), graph.number(one.shift));
      NodeId b = graph.apply(Operation::add, graph.action(2, 3), graph.number(one.shift));
      if (shapes == 1) b = graph.transpose(b);
      if (shapes == 2) b = graph.sum(b);
      if (shapes == 3) a = graph.sum(a);
      const NodeId node = inputs_of(one.operation) == 1 ? graph.apply(one.operation, a)
                                                        : graph.apply(one.operation, a, b);
      const NodeId weighted =
          graph.apply(Operation::multiply, node, graph.apply(Operation::sin, b));
      const NodeId cost = graph.sum(graph.apply(Operation::multiply, weighted, weighted));
      const Compared compared = check_all(graph, cost, 3, 2, 7 + shapes, true);
      CHECK(compared.skipped == 0);
    }
  }
}

TEST_CASE("derivatives of powers") {
  for (const int n : {-3, -1, 0, 1, 2, 3, 7}) {
    Graph graph;
    const NodeId a = graph.apply(Operation::add, graph.action(0, 4), graph.number(3.0));
    const NodeId cost = graph.sum(graph.whole_power(a, n));
    CHECK(check_all(graph, cost, 2, 2, 3, true).skipped == 0);
  }
  for (const double p : {-1.5, 0.5, 2.5}) {
    Graph graph;
    const NodeId a = graph.apply(Operation::add, graph.action(0, 4), graph.number(3.0));
    const NodeId sum = graph.apply(Operation::add, graph.sum(a), a);
    const NodeId cost = graph.sum(graph.apply(Operation::power, sum, graph.number(p)));
    CHECK(check_all(graph, cost, 2, 2, 3, true).skipped == 0);
  }
  Graph graph;
  const NodeId lowest = graph.whole_power(graph.action(0, 1), -FM_MAX_POWER);
  const NodeId slope = gradient(graph, lowest, 0, 1);
  const long double got = evaluated(graph, slope, {1.001L})[0];
  CHECK(std::fabs(got / (-1000 * std::pow(1.001L, -1001.0L)) - 1) < 1e-15L);
}

TEST_CASE("the exponent of a power must not depend on the action") {
  Graph graph;
  const NodeId cost = graph.apply(Operation::power, graph.number(2.0), graph.action(0, 1));
  CHECK_THROWS_AS(gradient(graph, cost, 0, 1), GraphError);
  CHECK_THROWS_AS(derivative(graph, cost, {true, 0, 0, 1}), GraphError);
}

TEST_CASE("derivatives of random graphs agree with central differences") {
  Compared total;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    INFO("seed ", seed);
    Graph graph;
    const std::uint32_t first = 1 + seed % 4, second = 1 + seed / 4 % 3;
    const NodeId cost = RandomGraph(graph, first + second, seed).cost(5 + seed % 20);
    const Compared compared = check_all(graph, cost, first, second, seed, false);
    total.checked += compared.checked;
    total.skipped += compared.skipped;
  }
  CHECK(total.checked > 2000);
  CHECK(total.skipped * 10 < total.checked);
}

// Set FIRSTMOVE_RANDOM_GRAPHS to try more of them, as with sanitizers.
TEST_CASE("forward over reverse and reverse over forward mode agree on random graphs") {
  const char* const given = std::getenv("FIRSTMOVE_RANDOM_GRAPHS");
  const std::uint64_t graphs = given ? std::strtoull(given, nullptr, 10) : 2000;
  for (std::uint64_t seed = 0; seed < graphs; ++seed) {
    Graph graph;
    const std::uint32_t d = 1 + seed % 6;
    const NodeId cost = RandomGraph(graph, d, ~seed).cost(4 + seed % 24);
    const Along along = {false, 0, 0, d};
    const NodeId slopes = gradient(graph, cost, 0, d), slope = derivative(graph, cost, along);
    const NodeId product = derivative(graph, slopes, along);
    const NodeId same_product = gradient(graph, slope, 0, d);
    const NodeId third = derivative(graph, product, {false, 1, 0, d});
    NaiveEvaluator<long double> evaluate(graph, random_point(d, seed),
                                         {random_point(d, seed + 1), random_point(d, seed + 2)});
    const Reals first = evaluate(slopes), direction = random_point(d, seed + 1);
    long double sum = 0, scale = 1, size = 1;
    for (std::uint32_t c = 0; c < d; ++c) {
      sum += first[c] * direction[c];
      scale += std::fabs(first[c]);
    }
    const long double error = std::fabs(sum - evaluate(slope)[0]);
    const Reals one = evaluate(product), other = evaluate(same_product), last = evaluate(third);
    long double apart = 0;
    for (std::uint32_t c = 0; c < d; ++c) {
      apart = std::max(apart, std::fabs(one[c] - other[c]));
      size += std::fabs(one[c]);
    }
    const bool finite = std::ranges::all_of(last, [](long double v) { return std::isfinite(v); });
    if (!(error <= 1e-14L * scale && apart <= 1e-12L * size && finite)) {
      INFO("seed ", seed);
      CHECK(error <= 1e-14L * scale);
      CHECK(apart <= 1e-12L * size);
      CHECK(finite);
    }
  }
}

TEST_CASE("a chain of a hundred thousand nodes has derivatives") {
  Graph graph;
  NodeId node = graph.action(0, 1);
  const int length = 100000;
  for (int k = 0; k < length; ++k)
    node = graph.apply(Operation::add, node, graph.apply(Operation::sin, node));
  const NodeId slope = gradient(graph, node, 0, 1);
  const NodeId curvature = derivative(graph, slope, {true, 0, 0, 1});
  // Near 0 a turn doubles x; from pi a turn does not move x.
  CHECK(evaluated(graph, slope, {0.0L})[0] == std::pow(2.0L, length));
  const long double pi = std::acos(-1.0L);
  CHECK(std::fabs(evaluated(graph, slope, {pi})[0]) < 1e-15L);
  CHECK(std::isfinite(evaluated(graph, curvature, {pi})[0]));
}

}  // namespace
