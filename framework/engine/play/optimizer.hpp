// Turns a player's noisy direction into its update.
#pragma once

#include <cstdint>

#include "game/batch_array.hpp"
#include "spec/specs.hpp"

namespace firstmove::engine {

class Optimizer {
 public:
  Optimizer(const OptimizerSpec& spec, std::size_t rows, std::size_t stride);

  // Whether updates are the directions themselves.
  bool plain() const { return std::holds_alternative<PlainOptimizer>(spec_); }
  // Turns the direction of step k into the update u, in place: x+ = x - gamma u.
  void apply(std::uint64_t k, BatchArray& direction);

 private:
  OptimizerSpec spec_;
  BatchArray first_, second_;  // state: of directions, and of their squares
};

}  // namespace firstmove::engine
