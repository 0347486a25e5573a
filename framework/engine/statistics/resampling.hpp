// Draws with replacement.
#pragma once

#include <firstmove/random.hpp>

#include <cstdint>
#include <span>

namespace firstmove::engine {

// What a resample is for: the `replicate` of its draws, so that no two purposes share them.
enum class Resampling : std::uint64_t { sample = 0, strata = 1, posterior = 2, running_time = 3 };

inline Draw resampling_draw(Resampling purpose, std::uint64_t seed, std::uint64_t stratum,
                            std::uint64_t number) {
  return {seed, static_cast<std::uint64_t>(purpose), stratum, number, Purpose::bootstrap};
}

// Draws as many values as there are, and sets how often each is drawn.
void draw_times(const Draw& draw, std::span<unsigned> times);

}  // namespace firstmove::engine
