// Graphs from plugins: what is imported, and what is refused with which message.
#include "graph/import.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <functional>
#include <string>

#include "graph/evaluate.hpp"
#include "support/graph_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

// f_1 = sum over i of a_i x_i^3, f_2 = x_0 - x_2.
GivenGraph small() {
  GivenGraph g;
  const auto x = g.add(FM_NODE_ACTION, 3, 1);
  const auto a = g.constant(3, 1, {2, 3, 5});
  const auto cubes = g.add(FM_NODE_WHOLE_POWER, 3, 1, {x}, 3);
  const auto terms = g.add(FM_NODE_MULTIPLY, 3, 1, {a, cubes});
  const auto sum = g.add(FM_NODE_SUM, 1, 1, {terms}, FM_SUM_ALL);
  const auto ends = g.add(FM_NODE_SLICE, 2, 1, {x}, 0, 2);
  const auto ordered = g.add(FM_NODE_GATHER, 2, 1, {ends}, g.keep({1, 0}));
  const auto first = g.add(FM_NODE_SLICE, 1, 1, {ordered}, 1, 1);
  const auto last = g.add(FM_NODE_SLICE, 1, 1, {ordered}, 0, 1);
  const auto difference = g.add(FM_NODE_SUBTRACT, 1, 1, {first, last});
  g.costs = {sum, difference};
  return g;
}

std::string fault_of(const GivenGraph& g, std::uint32_t players = 2) {
  try {
    import_graph(g.get(), players, 3);
    return "";
  } catch (const GraphError& error) {
    return error.what();
  }
}

void check_fault(const std::function<void(GivenGraph&)>& break_it, const std::string& expected) {
  GivenGraph g = small();
  break_it(g);
  CAPTURE(expected);
  CHECK(fault_of(g) == expected);
}

TEST_CASE("a graph is imported with the costs of all players") {
  const CostGraph game = import_graph(small().get(), 2, 3);
  REQUIRE(game.costs.size() == 2);
  Evaluator<double> costs(game.graph, game.costs);
  const double x[] = {2, -1, 0.5};
  const auto& f = costs.run(x);
  CHECK(f[0][0] == 2 * 8 + 3 * -1 + 5 * 0.125);
  CHECK(f[1][0] == 1.5);
}

TEST_CASE("equal nodes of a plugin are one node") {
  GivenGraph g = small();
  const std::uint32_t again = g.add(FM_NODE_SUM, 1, 1, {3}, FM_SUM_ALL);
  g.costs[1] = again;
  const CostGraph game = import_graph(g.get(), 2, 3);
  CHECK(game.costs[0] == game.costs[1]);
}

TEST_CASE("every field of a wrong node is refused by name") {
  check_fault([](GivenGraph& g) { g.nodes[2].operation = 7; },
              "node 2 ('unknown'): operation 7 is unknown");
  check_fault([](GivenGraph& g) { g.nodes[2].operation = 1000; },
              "node 2 ('direction'): operation 1000 is unknown");
  check_fault([](GivenGraph& g) { g.nodes[2].rows = 0; },
              "node 2 ('whole_power'): its shape is 0 x 1; arrays have elements");
  check_fault([](GivenGraph& g) { g.nodes[2].rows = 4; },
              "node 2 ('whole_power'): its shape is given as 4 x 1, but it is 3 x 1");
  check_fault([](GivenGraph& g) { g.nodes[3].inputs_count = 1; },
              "node 3 ('multiply'): inputs_count is 1, but it takes 2");
  check_fault([](GivenGraph& g) { g.nodes[3].inputs_begin = UINT64_MAX; },
              "node 3 ('multiply'): inputs_begin is 18446744073709551615, inputs_count 2, but "
              "inputs has 10 entries");
  check_fault([](GivenGraph& g) { g.inputs[0] = 2; },
              "node 2 ('whole_power'): its input 0 is node 2, which does not come before it");
  check_fault([](GivenGraph& g) { g.nodes[2].attribute[0] = 1001; },
              "node 2 ('whole_power'): the whole power 1001 is beyond 1000");
  check_fault([](GivenGraph& g) { g.nodes[2].attribute[1] = 1; },
              "node 2 ('whole_power'): attribute[1] is 1, but has no meaning here and must be 0");
  check_fault([](GivenGraph& g) { g.nodes[3].attribute[0] = 1; },
              "node 3 ('multiply'): attribute[0] is 1, but has no meaning here and must be 0");
  check_fault([](GivenGraph& g) { g.nodes[0].attribute[0] = 1; },
              "node 0 ('action'): coordinates 1 .. 3 are asked for, but the joint action has 3");
  check_fault([](GivenGraph& g) { g.nodes[0].attribute[0] = -1; },
              "node 0 ('action'): attribute[0] is -1, but must be from 0 to 4294967295");
  check_fault(
      [](GivenGraph& g) {
        g.nodes[0] = {FM_NODE_ACTION, 1, 3, 0, 0, {0, 0}};
      },
      "node 0 ('action'): columns is 3, but its result is a vector");
  check_fault([](GivenGraph& g) { g.nodes[1].attribute[0] = 1; },
              "node 1 ('constant'): attribute[0] is 1, and it needs 3 numbers, but there are 3");
  check_fault([](GivenGraph& g) { g.nodes[1].attribute[0] = -1; },
              "node 1 ('constant'): attribute[0] is -1, and it needs 3 numbers, but there are 3");
  check_fault([](GivenGraph& g) { g.nodes[4].attribute[0] = 3; },
              "node 4 ('sum'): attribute[0] is 3, but must be from 0 to 2");
  check_fault(
      [](GivenGraph& g) { g.nodes[4].operation = FM_NODE_LOGSUMEXP, g.nodes[4].attribute[0] = -1; },
      "node 4 ('logsumexp'): attribute[0] is -1, but must be from 0 to 2");
  check_fault([](GivenGraph& g) { g.nodes[5].attribute[0] = 1; },
              "node 5 ('slice'): elements 1 + 2 i, i < 2, are not all within an array of 3");
  check_fault([](GivenGraph& g) { g.nodes[5].attribute[1] = 0; },
              "node 5 ('slice'): attribute[1] is 0, but must be from 1 to 4294967295");
  check_fault([](GivenGraph& g) { g.indices[1] = 2; },
              "node 6 ('gather'): element 2 is not within an array of 2");
  check_fault([](GivenGraph& g) { g.nodes[6].attribute[0] = 1; },
              "node 6 ('gather'): attribute[0] is 1, and it needs 2 indices, but there are 2");
  check_fault([](GivenGraph& g) { g.nodes[3].operation = FM_NODE_POWER; },
              "node 3 ('power'): its exponent depends on the joint action; write e^(b log a)");
  check_fault([](GivenGraph& g) { g.inputs[1] = 0, g.inputs[2] = 4; },
              "node 3 ('multiply'): its "
              "input 1 is node 4, which does not come before it");
  check_fault([](GivenGraph& g) { g.nodes[3].operation = FM_NODE_PRODUCT; },
              "node 3 ('product'): a matrix of 3 x 1 cannot be multiplied by one of 3 x 1");
  check_fault(
      [](GivenGraph& g) { g.nodes[3].operation = FM_NODE_PRODUCT, g.nodes[3].attribute[0] = 4; },
      "node 3 ('product'): attribute[0] is 4, but must be from 0 to 3");
}

TEST_CASE("assembled vectors and scatters must fit") {
  const auto fault = [](std::int32_t operation, std::uint32_t rows, std::vector<std::uint32_t> to) {
    GivenGraph g;
    const auto x = g.add(FM_NODE_ACTION, 3, 1);
    g.indices = std::move(to);
    const auto y = g.add(operation, rows, 1, {x});
    g.costs = {g.add(FM_NODE_SUM, 1, 1, {y})};
    return fault_of(g, 1);
  };
  CHECK(fault(FM_NODE_ASSEMBLE, 6, {1, 2}) == "");
  CHECK(fault(FM_NODE_ASSEMBLE, 5, {1, 2}) ==
        "node 1 ('assemble'): elements 1 + 2 i, i < 3, are not all within a vector of 5");
  CHECK(fault(FM_NODE_ASSEMBLE, 5, {1, 0}) == "node 1 ('assemble'): its input 0 has the step 0");
  CHECK(fault(FM_NODE_ASSEMBLE, 5, {1}) ==
        "node 1 ('assemble'): attribute[0] is 0, and it needs 2 indices, but there are 1");
  CHECK(fault(FM_NODE_SCATTER, 5, {0, 4, 0}) == "");
  CHECK(fault(FM_NODE_SCATTER, 5, {0, 5, 0}) ==
        "node 1 ('scatter'): element 5 is not within a vector of 5");
}

TEST_CASE("wrong lists and costs are refused") {
  check_fault([](GivenGraph& g) { g.costs[1] = 99; },
              "costs[1] is node 99, but there are 10 nodes");
  check_fault([](GivenGraph& g) { g.costs[0] = 2; },
              "costs[0] is node 2, an array of 3 x 1; a cost is 1 x 1");
  const auto fault = [](const std::function<void(fm_graph&)>& break_it) -> std::string {
    const GivenGraph g = small();
    fm_graph graph = g.get();
    break_it(graph);
    try {
      import_graph(graph, 2, 3);
      return "";
    } catch (const GraphError& error) {
      return error.what();
    }
  };
  CHECK(fault([](fm_graph& g) { g.struct_size = 16; }) == "struct_size is 16");
  CHECK(fault([](fm_graph& g) { g.nodes = nullptr; }) == "nodes is NULL, but nodes_count is 10");
  CHECK(fault([](fm_graph& g) { g.indices = nullptr; }) ==
        "indices is NULL, but indices_count is 2");
  CHECK(fault([](fm_graph& g) { g.costs = nullptr; }) == "costs is NULL");
}

TEST_CASE("absurd sizes are refused and take no memory") {
  GivenGraph g;
  const auto x = g.add(FM_NODE_ACTION, 3, 1);
  g.add(FM_NODE_ASSEMBLE, 0xffffffff, 1, {x}, g.keep({0, 1}));
  g.costs = {0};
  CHECK(fault_of(g, 1) ==
        "node 1 ('assemble'): with its 4294967295 x 1 numbers and 1 inputs the graph has more than "
        "2147483648");
  g.nodes[1].rows = g.nodes[1].columns = 0xffffffff;
  CHECK(fault_of(g, 1).find("the graph has more than") != std::string::npos);
  g.nodes[1].rows = 1u << 30;
  g.nodes[1].columns = 1;
  for (int copy = 0; copy < 2; ++copy) g.nodes.push_back(g.nodes[1]);
  CHECK(fault_of(g, 1).find("node 2 ('assemble'): with its") == 0);
}

TEST_CASE("random graphs are refused or can be evaluated") {
  std::mt19937_64 random(7);
  int accepted = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    const GivenGraph g = random_graph(random, 4, trial % 2 == 1);
    try {
      const CostGraph game = import_graph(g.get(), 1, 4);
      const double x[] = {0.5, -0.25, 2, 0};
      REQUIRE(Evaluator<double>(game.graph, game.costs).run(x)[0].size() == 1);
      ++accepted;
    } catch (const GraphError& error) {
      REQUIRE(trial % 2 == 1);
      REQUIRE(std::string(error.what()).find("node ") == 0);
    }
  }
  CHECK(accepted > 11000);
}

TEST_CASE("graphs of random bytes are refused or can be evaluated") {
  std::mt19937_64 random(11);
  for (int trial = 0; trial < 20000; ++trial) {
    GivenGraph g = random_graph(random, 4, false);
    const auto spoil = [&random](auto& list) {
      const std::size_t size = list.size() * sizeof(list[0]);
      if (size == 0) return;
      const std::size_t at = random() % size;
      reinterpret_cast<unsigned char*>(list.data())[at] ^= 1u << random() % 8;
    };
    for (std::uint64_t left = 1 + random() % 4; left > 0; --left) {
      spoil(g.nodes);
      spoil(g.inputs);
      spoil(g.indices);
    }
    try {
      const CostGraph game = import_graph(g.get(), 1, 4);
      std::size_t numbers = 0;
      for (NodeId id = 0; id < game.graph.size(); ++id) numbers += game.graph.extent(id).size();
      if (numbers > 100000) continue;
      const double x[] = {0.5, -0.25, 2, 0};
      Evaluator<double>(game.graph, game.costs).run(x);
    } catch (const GraphError& error) {
      REQUIRE(!std::string(error.what()).empty());
    }
  }
}

}  // namespace
