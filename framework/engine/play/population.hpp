// The replicas of one batch: their joint actions, and how each of them ended.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "game/batch_array.hpp"
#include "game/game.hpp"
#include "play/moves.hpp"
#include "play/noise.hpp"
#include "play/outcome.hpp"
#include "play/record.hpp"

namespace firstmove::engine {

class Population {
 public:
  // `stride` is that of the batch (Oracle::stride).
  Population(const Shape& shape, std::size_t count, std::size_t stride);

  const BatchArray& x() const { return x_; }
  // The joint action at the beginning of the last step; before the first one, the start.
  const BatchArray& before() const { return before_; }
  // Sets a replica's joint action before the first step.
  void place(std::size_t replica, const std::vector<double>& x);
  // Copies the first replica into the padding, so that it holds valid numbers.
  void pad();

  // What a player's block moves by: d, the rows of `direction`, and its noise w. Both live as long
  // as the population.
  void moves_by(std::uint32_t player, const BatchArray& direction, const Noise::OfPlayer& noise);
  // x_i+ = x_i - gamma_i (d + w) for all blocks that move, mapped into the domains. Returns whether
  // all directions are finite. `step_sizes` has one entry per player.
  bool move(const std::vector<double>& step_sizes);
  // From now on moves widen the boxes of the coordinates that they move; boxes[c] is that of
  // coordinate c. None: of none.
  void widen(std::span<const Box> boxes);
  bool is_moved(std::size_t coordinate) const;  // by move()
  // The number of columns that hold replicas, in whole registers.
  std::size_t columns() const { return columns_; }
  // Sets a player's action, mapped into the domains.
  void set(std::uint32_t player, const BatchArray& action);
  // Ends replicas whose entries of `values` are not finite: "player 2's direction is nan".
  void require_finite(const BatchArray& values, std::uint32_t player, const char* what,
                      std::uint64_t step);
  void end(std::size_t replica, RunStatus status, Cause cause, std::string reason,
           std::uint64_t steps);

  // In a step each player's block is moved, or held and then set. finish_step() restores the joint
  // action of replicas that have ended, including those that overflowed in this step.
  void hold(std::uint32_t player);
  void finish_step(std::uint64_t step);
  // The joint action has not moved: before() is x().
  void stay();
  // Euclidean length of a replica's last update; on circles the short way round.
  double update_norm(std::size_t replica) const;

  std::size_t count() const { return active_.size(); }
  std::size_t alive() const { return alive_; }
  const std::vector<std::uint8_t>& active() const { return active_; }

  struct End {
    RunStatus status = RunStatus::finished;
    Cause cause = Cause::steps;
    std::string reason;
    std::uint64_t steps = 0;
  };
  const End& end_of(std::size_t replica) const { return ends_[replica]; }
  std::vector<double> state(std::size_t replica) const;

 private:
  void mark_overflow(std::uint64_t step);

  const Shape& shape_;
  const Moves& functions_;
  const std::size_t columns_;
  std::vector<Move> moves_;
  struct Source {
    std::uint32_t player;
    const Noise::OfPlayer* noise;
    std::size_t coordinate;  // the first one, of the player's
  };
  std::vector<Source> sources_;  // of each move
  BatchArray x_, before_;
  bool overflow_ = false;  // whether a value of x_ may not be finite
  std::vector<std::uint8_t> active_;
  std::size_t alive_;
  std::vector<End> ends_;
};

}  // namespace firstmove::engine
