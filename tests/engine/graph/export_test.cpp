// Graphs written as tables and read again.
#include "graph/export.hpp"

#include <doctest/doctest.h>

#include <bit>

#include "graph/evaluate.hpp"
#include "support/graph_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

TEST_CASE("a graph that is written as a table and read again has the same costs") {
  std::mt19937_64 random(23);
  for (int trial = 0; trial < 2000; ++trial) {
    const CostGraph game = import_graph(random_graph(random, 4, false).get(), 1, 4);
    const GraphTable table(game.graph, game.costs);
    const CostGraph again = import_graph(table.get(), 1, 4);
    CHECK(again.graph.size() <= game.graph.size());
    const double x[] = {0.5, -0.25, 2, 0};
    const double first = Evaluator<double>(game.graph, game.costs).run(x)[0][0];
    const double second = Evaluator<double>(again.graph, again.costs).run(x)[0][0];
    const bool same = std::bit_cast<std::uint64_t>(first) == std::bit_cast<std::uint64_t>(second);
    CHECK((same || (std::isnan(first) && std::isnan(second))));
  }
}

}  // namespace
