// Summarizes many boxes by a few.
#pragma once

#include <cstdint>
#include <vector>

#include "proof/enclosed_field.hpp"

namespace firstmove::engine {

struct OpenRegion {
  Box box;                  // contains them all
  std::uint64_t boxes = 0;  // how many they are
};

// At most `most` regions that contain all the boxes, sorted by coordinates. The widest region is
// cut first, at the widest gap between its boxes, until its boxes fill at least half of each: the
// space between two clusters is in no region. Widths are relative to those of `whole`.
std::vector<OpenRegion> open_regions(const std::vector<Box>& boxes, const Box& whole,
                                     std::size_t most);

// The sum of the boxes' volumes as a share of that of `whole`; coordinates in which `whole` has no
// width do not count.
double share_of(const std::vector<Box>& boxes, const Box& whole);

}  // namespace firstmove::engine
