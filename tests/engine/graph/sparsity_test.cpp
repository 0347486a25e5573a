// Patterns of dependence: exact where they are simple, and never too small.
#include "graph/sparsity.hpp"

#include <doctest/doctest.h>

#include <random>

#include "graph/derivatives.hpp"
#include "support/naive_graph.hpp"
#include "support/random_cost.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using enum Operation;

using Pattern = std::vector<std::vector<Span>>;

bool contains(const std::vector<Span>& row, std::uint32_t c) {
  return std::ranges::any_of(row, [c](const Span& s) { return s.first <= c && c < s.end; });
}

std::vector<std::uint32_t> entries(const std::vector<Span>& row) {
  std::vector<std::uint32_t> all;
  for (const Span& span : row)
    for (std::uint32_t c = span.first; c < span.end; ++c) all.push_back(c);
  return all;
}

TEST_CASE("patterns of vectors") {
  Graph g;
  const NodeId x = g.action(0, 5);
  const NodeId step = g.apply(subtract, g.slice(x, 1, 1, 4), g.slice(x, 0, 1, 4));
  const Pattern steps = dependencies(g, step, 0, 5);
  REQUIRE(steps.size() == 4);
  CHECK(entries(steps[2]) == std::vector<std::uint32_t>{2, 3});
  // Counted from the first coordinate that is asked for.
  CHECK(entries(dependencies(g, step, 2, 2)[1]) == std::vector<std::uint32_t>{0});
  CHECK(entries(dependencies(g, step, 2, 2)[3]) == std::vector<std::uint32_t>{1});
  CHECK(entries(dependencies(g, g.sum(step), 0, 5)[0]).size() == 5);
  // A slope of a square depends on its own coordinate alone, that of a linear cost on none.
  const NodeId squares = gradient(g, g.sum(g.apply(multiply, x, x)), 0, 5);
  CHECK(entries(dependencies(g, squares, 0, 5)[3]) == std::vector<std::uint32_t>{3});
  CHECK(dependencies(g, gradient(g, g.sum(x), 0, 5), 0, 5)[3].empty());
  // Truth values and conditions have no derivatives.
  const NodeId chosen = g.choose(g.apply(less, g.action(0, 1), x), g.action(4, 1), g.number(0.0));
  CHECK(entries(dependencies(g, chosen, 0, 5)[1]) == std::vector<std::uint32_t>{4});
}

TEST_CASE("a matrix product depends on a row and a column") {
  Graph g;
  const NodeId a = g.reshape(g.action(0, 6), {2, 3}), b = g.reshape(g.action(6, 6), {3, 2});
  const Pattern both = dependencies(g, g.product(a, b), 0, 12);
  CHECK(entries(both[1]) == std::vector<std::uint32_t>{0, 1, 2, 7, 9, 11});
  const Pattern first =
      dependencies(g, g.product(a, b, FM_TRANSPOSE_FIRST | FM_TRANSPOSE_SECOND), 0, 12);
  CHECK(entries(first[1]) == std::vector<std::uint32_t>{0, 3, 8, 9});
}

TEST_CASE("patterns contain all dependencies of random graphs") {
  std::size_t zeros = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    INFO("seed ", seed);
    Graph graph;
    const std::uint32_t d = 2 + seed % 5;
    const NodeId cost = RandomGraph(graph, d, 1000 + seed).cost(10);
    const NodeId slopes = gradient(graph, cost, 0, d);
    const Pattern pattern = dependencies(graph, slopes, 0, d);
    std::mt19937_64 generator(seed);
    std::uniform_real_distribution<double> uniform(-1.5, 1.5);
    std::vector<double> x(d);
    for (double& v : x) v = uniform(generator);
    for (std::uint32_t c = 0; c < d; ++c) {
      const NodeId column = derivative(graph, slopes, {true, 0, c, 1});
      const std::vector<double> values = NaiveEvaluator<double>(graph, x)(column);
      for (std::uint32_t r = 0; r < d; ++r) {
        if (values[r] != 0) CHECK(contains(pattern[r], c));
        zeros += !contains(pattern[r], c);
      }
    }
  }
  CHECK(zeros > 50);
}

TEST_CASE("no row has two entries of one colour") {
  std::mt19937_64 generator(5);
  for (int turn = 0; turn < 200; ++turn) {
    const auto columns = static_cast<std::uint32_t>(1 + generator() % 30);
    Pattern pattern(1 + generator() % 30);
    for (auto& row : pattern)
      for (std::uint32_t c = 0; c < columns; ++c)
        if (generator() % 8 == 0) row.push_back({c, c + 1});
    const std::vector<std::uint32_t> colours = column_colours(pattern, columns);
    for (const auto& row : pattern)
      for (const std::uint32_t a : entries(row))
        for (const std::uint32_t b : entries(row)) CHECK((a == b || colours[a] != colours[b]));
  }
  Pattern band(50);
  for (std::uint32_t r = 0; r < 50; ++r) band[r] = {{r == 0 ? 0 : r - 1, std::min(r + 2, 50u)}};
  const std::vector<std::uint32_t> colours = column_colours(band, 50);
  CHECK(*std::ranges::max_element(colours) == 2);
}

}  // namespace
