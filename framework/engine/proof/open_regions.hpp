// Many boxes told by a few.
#pragma once

#include <cstdint>
#include <vector>

#include "proof/enclosed_field.hpp"

namespace firstmove::engine {

struct OpenRegion {
  Box box;                  // holds them all
  std::uint64_t boxes = 0;  // how many
};

// At most `most` regions that hold all the boxes, in the order of the coordinates. The widest
// region is cut first, at the widest gap between its boxes, until each is about filled by its own:
// what lies between two clusters is in no region. Widths are relative to those of `whole`.
std::vector<OpenRegion> open_regions(const std::vector<Box>& boxes, const Box& whole,
                                     std::size_t most);

// The sum of the boxes' volumes as a share of that of `whole`; coordinates in which `whole` has no
// width do not count.
double share_of(const std::vector<Box>& boxes, const Box& whole);

}  // namespace firstmove::engine
