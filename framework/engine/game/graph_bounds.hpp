// Proven bounds on derivatives at one joint action, from the derivatives' own nodes: by reverse
// mode, so that they are there for many coordinates, too.
#pragma once

#include <span>

#include "graph/import.hpp"

namespace firstmove::engine {

// Writes bounds on all partial derivatives of a cost of order 0 to 2 at x, one value per row of
// FM_TAYLOR. Evaluated in interval arithmetic: the exact derivative lies within the bounds, which
// are as wide as rounding errors in the cost can be. False if a branch of the cost is not decided
// to within them. `offsets` as in quantities(); adds the derivatives' nodes to the game's graph.
bool bounds_at(CostGraph& game, std::span<const std::uint32_t> offsets, std::uint32_t player,
               std::span<const double> x, double* lower, double* upper);

}  // namespace firstmove::engine
