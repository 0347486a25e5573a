// Graphs that plugins lend (fm_graph in abi.h), checked and made into graphs of the engine.
#pragma once

#include <firstmove/abi.h>

#include <vector>

#include "graph/graph.hpp"

namespace firstmove::engine {

// The costs of a game's players, as numbers (1 x 1) of one graph.
struct CostGraph {
  Graph graph;
  std::vector<NodeId> costs;  // players
};

// A copy of a plugin's graph for this number of players, over a joint action of `coordinates`
// numbers. Throws GraphError, which names the node and its field, unless every part of it is as
// abi.h says. A graph that passes can be evaluated without further checks.
CostGraph import_graph(const fm_graph& given, std::uint32_t players, std::uint32_t coordinates);

}  // namespace firstmove::engine
