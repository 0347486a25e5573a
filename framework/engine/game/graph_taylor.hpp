// All derivatives of a cost up to a low order (FM_TAYLOR) as nodes of the graph of the costs, so
// that the vector machine computes them with terms in common.
#pragma once

#include <span>

#include "graph/import.hpp"

namespace firstmove::engine {

// The rows of FM_TAYLOR, a vector; those of orders 0 to 2 have the bits of the cost, its gradients
// and its dense blocks. no_node where series are the better way (graph_series.hpp): for high orders
// and for many derivatives of a large cost. `offsets` as in quantities().
NodeId taylor_node(CostGraph& game, std::span<const std::uint32_t> offsets, std::uint32_t player,
                   std::uint32_t order);

}  // namespace firstmove::engine
