// The numbers of nodes that do not depend on the joint action, as far as a graph's meaning needs
// them.
#pragma once

#include <optional>
#include <vector>

#include "graph/graph.hpp"

namespace firstmove::engine {

// Row-major, if the node is made of constants by +, -, *, / and changes of shape: these are rounded
// correctly, so that they are the numbers that every evaluator gets. Else nothing.
std::optional<std::vector<double>> known_values(const Graph& graph, NodeId node);

}  // namespace firstmove::engine
