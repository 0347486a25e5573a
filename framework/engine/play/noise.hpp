// The noise w_k of all players, equation (6).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "chance/draws.hpp"
#include "game/batch_array.hpp"
#include "game/game.hpp"
#include "spec/experiment_spec.hpp"
#include "spec/specs.hpp"

namespace firstmove::engine {

// Whether noise is added to the direction of any player.
bool has_noise(const LearnerSpec& learner);

// All learners see the same noise: it depends on the seed, the step, the replicate, the coordinate
// of the joint action and the noise's distribution alone.
class Noise {
 public:
  // `noises` has one entry per player.
  Noise(const std::vector<NoiseSpec>& noises, const Shape& shape, std::uint64_t seed,
        std::span<const std::uint32_t> replicates, std::size_t stride);

  // Draws w_k of every player; x is the joint action at which the directions were computed.
  void draw(std::uint64_t step, const BatchArray& x);

  // What was drawn for a player at this step: the noise of its coordinate a and replica r is
  // scale * numbers[a * distance + r]. Of a single replica the numbers beside it are not its own.
  struct OfPlayer {
    const double* numbers = nullptr;  // NULL: no noise
    double scale = 0;
    std::size_t distance = 0;
    bool alone = false;  // a single replica's: read one number for each coordinate only
  };
  const OfPlayer& of(std::uint32_t player) const { return of_[player]; }

  // Adds it to every coordinate of the player's direction.
  void add(std::uint32_t player, BatchArray& direction) const;
  // Adds its squared length, of all players, to sums[r].
  void add_squares(std::vector<double>& sums) const;

 private:
  // One call of the generator: a pair of coordinates, for all replicas.
  struct Pair {
    Distribution distribution;
    std::uint32_t index;
    double *even, *odd;  // NULL: not wanted
  };
  // Where noise grows with the joint action: the variance is factor (1 + |x|).
  struct ByState {
    std::uint32_t player;
    double factor;
  };
  void draw_alone(std::uint64_t step);
  void add_pair(const Distribution& distribution, std::uint32_t coordinate, double* to);
  void grow(const ByState& by, const BatchArray& x);

  const Shape& shape_;
  const Draws& draws_;
  std::uint64_t seed_;
  std::size_t stride_, count_;
  std::vector<std::uint64_t> replicates_;  // one for each column, those of padding too
  // Registers that a single replica would leave empty take its next steps: so many, from step
  // ahead_from_ on. 0: other batches.
  std::size_t ahead_;
  std::uint64_t ahead_from_ = ~std::uint64_t{0};  // none yet
  std::vector<BatchArray> numbers_;  // of each player; columns are replicas, or steps ahead
  std::vector<OfPlayer> of_;
  std::vector<Pair> pairs_;
  std::vector<Distribution> along_;  // of each player, for one replica in a contiguous batch
  std::vector<ByState> by_state_;
};

}  // namespace firstmove::engine
