// All zeros of a field in a box, with proofs: none is missed, none is told twice.
#pragma once

#include <cstdint>
#include <vector>

#include "critical_points.hpp"
#include "krawczyk.hpp"

namespace firstmove {

struct ExhaustiveSearch {
  std::vector<EnclosedZero> zeros;  // in the order of the coordinates
  // Where nothing could be proven, touching boxes as one: the search is complete if there are none.
  std::vector<Box> open;
  std::uint64_t boxes = 0;  // looked at
};

// Branch and bound: a box that neither is proven empty nor lies where a known zero is proven to be
// the only one is narrowed by Krawczyk's method or cut in two. `starts` are points close to zeros
// that are known already. Boxes smaller than 1e-9 of the search box, and all that are left after
// `most_boxes`, stay open: around zeros with a singular Jacobian, where a cost has a kink, or where
// the field is not defined. On circles both ends of the search box are one point.
ExhaustiveSearch search_exhaustively(const FieldOverBox& field, const Shape& shape,
                                     const SearchBox& within,
                                     const std::vector<std::vector<double>>& starts,
                                     std::uint64_t most_boxes);

}  // namespace firstmove
