// All zeros of a field in a box, with proofs: none is missed, none is listed twice.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/critical_points.hpp"
#include "base/pulse.hpp"
#include "proof/krawczyk.hpp"
#include "proof/open_regions.hpp"

namespace firstmove::engine {

// When a search stops.
struct SearchLimits {
  std::uint64_t boxes = 1000000;  // examined
  double seconds = 8;             // of wall-clock time
};

struct ExhaustiveSearch {
  std::vector<EnclosedZero> zeros;  // in the order of the coordinates
  // Where boxes of the smallest size could not be decided, and where larger ones were left when a
  // limit was reached. The search is complete if both are empty.
  std::vector<OpenRegion> undecided, unexplored;
  double unexplored_share = 0;  // of the box's volume
  std::uint64_t boxes = 0;      // examined
};

// Branch and bound, the largest box first. A box is discarded if it is proven empty or lies where a
// known zero is proven to be the only one; else it is narrowed by Krawczyk's method or halved.
// `starts` are points close to known zeros. Boxes smaller than 1e-9 of the search box stay
// undecided: around zeros with a singular Jacobian, where a cost has a kink, or where the field is
// not defined.
//
// On circles points that differ by a whole turn are the same. The length of a turn is that of the
// domain, up to the rounding of its two ends.
ExhaustiveSearch search_exhaustively(const FieldOverBox& field, const Shape& shape,
                                     const SearchBox& within,
                                     const std::vector<std::vector<double>>& starts,
                                     const SearchLimits& limits, const Tell& tell = {});

}  // namespace firstmove::engine
