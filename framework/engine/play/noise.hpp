// The noise w_k of one player, equation (6).
#pragma once

#include <cstdint>
#include <span>

#include "game/batch_array.hpp"
#include "spec/experiment_spec.hpp"
#include "spec/specs.hpp"

namespace firstmove::engine {

// Whether noise is added to the direction of any player.
bool has_noise(const LearnerSpec& learner);

class Noise {
 public:
  Noise(const NoiseSpec& spec, std::uint64_t seed, std::uint32_t player)
      : spec_(spec), seed_(seed), player_(player) {}

  // Adds w_{i,k} to every coordinate of the direction of each replica; x is the joint action at
  // which the directions were computed.
  void add(std::uint64_t step, std::span<const std::uint32_t> replicates, const BatchArray& x,
           BatchArray& direction) const;

 private:
  NoiseSpec spec_;
  std::uint64_t seed_;
  std::uint32_t player_;
};

}  // namespace firstmove::engine
