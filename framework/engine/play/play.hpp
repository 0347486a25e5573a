// One learner playing a game: a batch of replicas, step by step.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "game/oracle.hpp"
#include "play/directions.hpp"
#include "play/learner.hpp"
#include "play/noise.hpp"
#include "play/population.hpp"
#include "play/record.hpp"
#include "play/schedule.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

class Play {
 public:
  // Throws PluginFailure. So do start() and step(), but with a single replica they end it instead.
  Play(const ExperimentSpec& spec, const LearnerSpec& learner,
       std::vector<std::uint32_t> replicates);
  ~Play();

  Game& game() { return game_; }
  Oracle& oracle() { return oracle_; }
  const Shape& shape() const { return game_.shape(); }
  Population& population() { return population_; }
  const std::vector<std::uint32_t>& replicates() const { return replicates_; }
  // gamma_{i,k} of every player at the last step.
  const std::vector<double>& step_sizes() const { return step_sizes_; }
  // What a replica was charged so far, in oracle products (oracle.hpp): the subscriptions of all
  // rules, once per step, and what the rules evaluated themselves.
  std::uint64_t products(std::size_t replica) const { return products_all_ + products_[replica]; }
  // Of each replica, the warnings of what the theory does not cover.
  std::vector<std::vector<WarningRow>>& warnings() { return warnings_; }
  // Of each replica, what its iterative solves left at most.
  std::vector<std::vector<ResidualRow>>& residuals() { return residuals_; }

  // Fills `directions` at every step at which they are wanted. They must outlive the last step.
  void tell(Directions& directions) { told_ = &directions; }

  // To be called once all replicas are placed: fills the padding and lets rules that respond act.
  void start();
  // Equation (6): every player's direction at x_k, then all moves at once, then the responses.
  // k = 1, 2, .. in order.
  void step(std::uint64_t k);

 private:
  struct Seat;  // one player's rule and what turns its direction into a move

  void act(std::uint32_t player, std::uint64_t k);
  void take_remarks(Learner& learner, std::uint64_t k);
  void move_all(std::uint64_t k);
  void respond(std::uint64_t k);
  void charge(std::uint64_t products, const double* needed);
  void note_residual(std::uint32_t player, std::size_t replica, double residual);
  void take_step(std::uint64_t k);
  void tell_directions();
  void tell_responses();

  const ExperimentSpec& spec_;
  std::vector<std::uint32_t> replicates_;
  Game game_;
  Oracle oracle_;
  Population population_;
  std::uint64_t products_all_ = 0;       // of every replica
  std::vector<std::uint64_t> products_;  // of each, besides
  std::vector<std::vector<WarningRow>> warnings_;
  std::vector<std::vector<ResidualRow>> residuals_;
  std::uint64_t now_ = 0;  // the step that is being taken
  std::vector<std::unique_ptr<Seat>> seats_;
  std::vector<std::uint32_t> movers_;      // the players whose rules give directions
  std::vector<std::uint32_t> responders_;  // the others, in the order of play
  std::optional<Noise> noise_;             // of the movers
  bool plain_ = true;                      // whether no mover has an optimizer with a state
  bool moved_ = false;                     // whether this step has moved a block
  Subscriptions wanted_;
  std::size_t plan_ = 0;
  std::vector<double*> results_;
  std::vector<StepSizes> schedules_;
  std::vector<double> step_sizes_;
  Directions* told_ = nullptr;
};

}  // namespace firstmove::engine
