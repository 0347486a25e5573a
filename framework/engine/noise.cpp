#include "noise.hpp"

#include <cmath>

#include <firstmove/random.hpp>

namespace firstmove {

void Noise::add(std::uint64_t step, std::span<const std::uint32_t> replicates,
                BatchArray& direction) const {
  const auto* normal = std::get_if<NormalNoise>(&spec_);
  if (!normal) return;
  const double deviation = std::sqrt(normal->variance);
  for (std::size_t r = 0; r < replicates.size(); ++r) {
    const Draw draw{seed_, replicates[r], player_, step, Purpose::noise};
    for (std::size_t c = 0; c < direction.rows(); ++c)
      direction.row(c)[r] += deviation * draw.normal(c);
  }
}

}  // namespace firstmove
