// Proven bounds on derivatives at one joint action, from the derivatives' own nodes: by reverse
// mode, so that they are there for many coordinates, too.
#pragma once

#include <span>
#include <vector>

#include "graph/evaluate.hpp"
#include "graph/import.hpp"
#include "graph/quantities.hpp"

namespace firstmove::engine {

// Whether such bounds take no more than a second or two for this cost.
bool offers_bounds(const CostGraph& game, std::uint32_t player, std::uint32_t coordinates);

// Bounds on all partial derivatives of one cost of order 0 to 2.
class PointBounds {
 public:
  // Adds the derivatives' nodes to the game's graph, which must outlive this object. `offsets` as
  // in quantities().
  PointBounds(CostGraph& game, std::span<const std::uint32_t> offsets, std::uint32_t player);
  // Writes them at x, one value per row of FM_TAYLOR. Evaluated in interval arithmetic: the exact
  // derivative lies within the bounds, which are as wide as rounding errors in the cost can be.
  // False if a branch of the cost is not decided to within them.
  bool at(std::span<const double> x, double* lower, double* upper);

 private:
  std::vector<std::uint32_t> offsets_;
  std::vector<fm_request> requests_;
  Quantities nodes_;
  Evaluator<Interval> evaluator_;              // of all outputs but blocks
  std::vector<Evaluator<Interval>> products_;  // of each block
};

}  // namespace firstmove::engine
