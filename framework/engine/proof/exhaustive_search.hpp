// All zeros of a field in a box, with proofs: none is missed, none is told twice.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/critical_points.hpp"
#include "base/pulse.hpp"
#include "proof/krawczyk.hpp"
#include "proof/open_regions.hpp"

namespace firstmove::engine {

// Where a search is broken off.
struct SearchLimits {
  std::uint64_t boxes = 1000000;  // looked at
  double seconds = 8;             // of wall-clock time
};

struct ExhaustiveSearch {
  std::vector<EnclosedZero> zeros;  // in the order of the coordinates
  // Where boxes of the smallest size could not be decided, and where larger ones were left when a
  // limit was reached. The search is complete if there are none of either.
  std::vector<OpenRegion> undecided, unexplored;
  double unexplored_share = 0;  // of the box's volume
  std::uint64_t boxes = 0;      // looked at
};

// Branch and bound, the largest box first: one that neither is proven empty nor lies where a known
// zero is proven to be the only one is narrowed by Krawczyk's method or cut in two. `starts` are
// points close to zeros that are known already. Boxes smaller than 1e-9 of the search box stay
// undecided: around zeros with a singular Jacobian, where a cost has a kink, or where the field is
// not defined.
//
// On circles both ends of the search box are one point, and a circle's length is what its domain
// says, give or take the rounding of its two ends.
ExhaustiveSearch search_exhaustively(const FieldOverBox& field, const Shape& shape,
                                     const SearchBox& within,
                                     const std::vector<std::vector<double>>& starts,
                                     const SearchLimits& limits, const Tell& tell = {});

}  // namespace firstmove::engine
