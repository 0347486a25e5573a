// A place at the table of a practice game, in which the learner under check sits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "check/call.hpp"
#include "check/checked_plugin.hpp"
#include "check/practice.hpp"
#include "play/learner.hpp"

namespace firstmove::engine::checks {

struct Place {
  Practice game;
  std::uint32_t player;
  std::vector<std::uint32_t> order;  // of play, by player
  std::string text() const;
};
// Every player of every practice game, in the order of play that they have and its reverse.
std::vector<Place> places();

// What one learner gave, step by step: a row of d_i values for each replica.
struct Path {
  std::vector<BatchArray> acts;
  std::vector<bool> given_up;  // replicas
};

class Seat {
 public:
  // Throws PluginFailure if the learner refuses the place.
  Seat(const CheckedPlugin& subject, const Place& place, std::vector<std::uint32_t> replicates,
       bool failing = false);
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  const Shape& shape() const { return game_.shape(); }
  std::size_t stride() const { return oracle_.stride(); }
  std::size_t coordinates() const { return shape().dims[place_.player]; }
  Learner& learner() { return *learner_; }
  Oracle& oracle() { return oracle_; }

  // What it yields at x in a step. Throws PluginFailure.
  BatchArray act(std::uint64_t step, const BatchArray& x, double step_size = 0.05);
  // The quantities that it subscribed to are brought first; separately, so that they can go well.
  void bring(std::uint64_t step, const BatchArray& x);
  void act_into(std::uint64_t step, const BatchArray& x, double step_size, BatchArray& out);

  // Some steps of the game from x on, in which the others descend their own gradients.
  Path play(BatchArray x, std::uint64_t steps);

 private:
  const Place& place_;
  std::vector<std::uint32_t> replicates_;
  Game game_;
  Oracle oracle_;
  Subscriptions subscriptions_;
  std::optional<Learner> learner_;
  std::optional<std::size_t> subscribed_;
  std::size_t gradients_ = 0;
  std::vector<BatchArray> others_;
};

// A call of the learner in which every failure counts: throws Failed.
template <class Call>
auto sound_call(Call&& call) {
  try {
    return call();
  } catch (const PluginFailure& failure) {
    const std::string said = failure.what();
    throw Failed(
        fmt::format("{} failed: {}", journal().call, said),
        said.find("let an exception cross") != std::string::npos ? Fault::exception : Fault::none);
  }
}

// Starts of the practice games; replica r of replicate n is the same wherever it stands.
BatchArray starts(const Shape& shape, const std::vector<std::uint32_t>& replicates,
                  double padding = 0.25);

// The first place of each practice game that the learner takes. Throws Skipped if there is none.
std::vector<Place> taken_places(const CheckedPlugin& subject);

// Throws Failed unless replica `a` of one path has the bits of replica `b` of another.
void same_path(const Path& left, std::size_t a, const Path& right, std::size_t b,
               const std::string& what);

}  // namespace firstmove::engine::checks
