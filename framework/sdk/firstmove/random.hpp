// Counter-based random numbers: a draw depends only on its purpose, player, step and coordinate,
// not on the order of the calls.
//
// Philox 4x64-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
// 2011), with the experiment's seed and the replicate as key. The learner is not part of the key:
// all learners see the same starts and the same noise. A game draws with Purpose::game.
#pragma once

#include <Random123/philox.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace firstmove {

enum class Purpose : std::uint64_t {
  start = 1,
  noise = 2,
  game = 3,
  search = 4,
  bootstrap = 5,
  sweep = 6
};

// Four independent draws for coordinates 4 * block .. 4 * block + 3 of one player at one step.
struct Draw {
  std::uint64_t seed, replicate, player, step;
  Purpose purpose;

  std::array<std::uint64_t, 4> bits(std::uint64_t block) const {
    const r123::Philox4x64::ctr_type counter = {
        {step, block, player, static_cast<std::uint64_t>(purpose)}};
    const r123::Philox4x64::key_type key = {{seed, replicate}};
    const auto drawn = r123::Philox4x64()(counter, key);
    return {drawn[0], drawn[1], drawn[2], drawn[3]};
  }

  // In the open interval (0, 1).
  static double unit(std::uint64_t bits) {
    return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
  }
  double uniform(std::uint64_t coordinate) const {
    return unit(bits(coordinate / 4)[coordinate % 4]);
  }
  // N(0, 1), by the Box-Muller transform: a pair of draws gives the values of two coordinates.
  double normal(std::uint64_t coordinate) const {
    const auto drawn = bits(coordinate / 4);
    const std::size_t pair = coordinate % 4 / 2 * 2;
    const double radius = std::sqrt(-2 * std::log(unit(drawn[pair])));
    const double angle = 2 * std::numbers::pi * unit(drawn[pair + 1]);
    return radius * (coordinate % 2 == 0 ? std::cos(angle) : std::sin(angle));
  }
};

}  // namespace firstmove
