// One learner playing a game: a batch of replicas, step by step.
#pragma once

#include <memory>
#include <vector>

#include "game/oracle.hpp"
#include "play/learner.hpp"
#include "play/population.hpp"
#include "play/record.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

class Play {
 public:
  // Throws PluginFailure like its functions do; with one replica these end it instead.
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
  // What each replica was charged for so far, in oracle products (oracle.hpp): what the rules
  // subscribed to, once a step for all of them, and what they evaluated themselves.
  const std::vector<std::uint64_t>& products() const { return products_; }
  // Of each replica, what the theory does not cover.
  std::vector<std::vector<WarningRow>>& warnings() { return warnings_; }

  // Once all replicas are placed: the padding is filled, rules that respond give their answers.
  void start();
  // Equation (6): every player's direction at x_k, then all moves at once, then the responses.
  // k = 1, 2, .. in order.
  void step(std::uint64_t k);

 private:
  struct Seat;  // one player's rule and all that turns its direction into a move

  void act(std::uint32_t player, std::uint64_t k);
  void respond(std::uint64_t k);
  void charge(std::uint64_t products, const double* needed);
  void take_step(std::uint64_t k);

  const ExperimentSpec& spec_;
  std::vector<std::uint32_t> replicates_;
  Game game_;
  Oracle oracle_;
  Population population_;
  std::vector<std::uint64_t> products_;
  std::vector<std::vector<WarningRow>> warnings_;
  std::vector<std::unique_ptr<Seat>> seats_;
  std::vector<std::uint32_t> responders_;  // in the order of play
  Subscriptions wanted_;
  std::size_t plan_ = 0;
  std::vector<double*> results_;
  std::vector<double> step_sizes_;
};

}  // namespace firstmove::engine
