#include "play/sketch.hpp"

#include <firstmove/random.hpp>

#include <algorithm>

namespace firstmove::engine {
namespace {

constexpr std::size_t most_sums = 8;

}  // namespace

Sketch::Sketch(std::size_t numbers) : width_(std::min(numbers, most_sums)) {
  if (numbers <= most_sums) return;
  // The same in every experiment: an outcome must not depend on its seed. No replicate has this
  // key.
  const Draw draw{0, ~std::uint64_t{0}, 0, 0, Purpose::search};
  for (std::size_t i = 0; i < numbers; ++i) {
    const std::uint64_t bits = draw.bits(i / 4)[i % 4];
    signs_.push_back(bits % 2 == 0 ? 1.0 : -1.0);
    places_.push_back(static_cast<std::uint8_t>(bits / 2 % most_sums));
  }
}

}  // namespace firstmove::engine
