// Simpler nodes with the same value in every bit.
#pragma once

#include <span>

#include "graph/graph.hpp"

namespace firstmove::engine {

// A node that equals the elementwise operation, bit for bit (NaNs are equal whatever their
// payload), or no_node. `extent` is that of the result.
NodeId simplified(Graph& graph, Operation operation, std::span<const NodeId> inputs,
                  std::int64_t attribute, Extent extent);

}  // namespace firstmove::engine
