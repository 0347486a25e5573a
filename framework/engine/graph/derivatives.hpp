// Derivatives of graphs, as nodes of the same graph. Griewank, Walther, "Evaluating Derivatives",
// 2nd edition, 2008, chapters 3 and 5.
#pragma once

#include "graph/graph.hpp"

namespace firstmove::engine {

// A direction of differentiation: a unit vector of one coordinate, or a vector that is given at
// evaluation (Operation::direction) on some coordinates, and 0 on all others.
struct Along {
  bool unit;
  std::uint32_t which;         // number of the direction; 0 for a unit vector
  std::uint32_t first, count;  // its coordinates, row 0 first; count is 1 for a unit vector
};

// The gradient of a number in coordinates first .. first + count - 1 of the joint action, count
// x 1. Reverse mode: one adjoint sweep over the nodes that the cost needs, whatever `count` is. The
// order of all sums follows from the cost alone.
NodeId gradient(Graph& graph, NodeId cost, std::uint32_t first, std::uint32_t count);

// The derivative of an array along a direction, of its shape. Forward mode: what does not depend on
// these coordinates has no derivative and is not computed, so that zeros multiply no infinities.
NodeId derivative(Graph& graph, NodeId of, const Along& along);
// The same along the sum of the unit vectors of the coordinates first + c for which chosen[c].
NodeId derivative(Graph& graph, NodeId of, std::uint32_t first, const std::vector<bool>& chosen);

}  // namespace firstmove::engine
