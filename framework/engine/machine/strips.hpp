// Runs of steps over long rows, which are computed strip by strip, so that what one step leaves for
// the next is still in the cache.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "machine/rows.hpp"

namespace firstmove::engine {

struct StripedSteps {
  std::size_t first = 0, last = 0;  // steps first .. last - 1
  std::uint64_t count = 0;          // elements of a row
  // Rows that are written and read here alone: one strip of them is enough.
  std::set<Place> passing;
};

constexpr std::uint64_t strip_length = 2048;  // elements; a multiple of FM_LANES

// All of a layout of a single replica, in their order.
std::vector<StripedSteps> striped_steps(const Layout& layout, Side side);

}  // namespace firstmove::engine
