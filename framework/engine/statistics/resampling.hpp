// Draws with replacement.
#pragma once

#include <firstmove/random.hpp>

#include <cstdint>
#include <span>

namespace firstmove::engine {

// What a resample is for: the `replicate` of its draws, so that no two purposes share them.
enum class Resampling : std::uint64_t { strata = 0, posterior = 1, running_time = 2 };

inline Draw resampling_draw(Resampling purpose, std::uint64_t seed, std::uint64_t stratum,
                            std::uint64_t number) {
  return {seed, static_cast<std::uint64_t>(purpose), stratum, number, Purpose::bootstrap};
}

// Draws as many values as there are, and sets how often each is drawn.
void draw_times(const Draw& draw, std::span<unsigned> times);

}  // namespace firstmove::engine
