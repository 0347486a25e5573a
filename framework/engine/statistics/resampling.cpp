#include "statistics/resampling.hpp"

#include <algorithm>

namespace firstmove::engine {

void draw_times(const Draw& draw, std::span<unsigned> times) {
  const std::size_t n = times.size();
  std::fill(times.begin(), times.end(), 0u);
  for (std::size_t i = 0; i < n; i += 4) {
    const auto bits = draw.bits(i / 4);
    for (std::size_t k = 0; k < std::min<std::size_t>(4, n - i); ++k) {
      const auto picked = static_cast<std::size_t>(Draw::unit(bits[k]) * static_cast<double>(n));
      ++times[std::min(picked, n - 1)];
    }
  }
}

}  // namespace firstmove::engine
