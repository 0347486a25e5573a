// The learner under check as one player of a practice game.
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
  std::vector<std::uint32_t> order;  // each player's place in the order of play
  std::string text() const;
};
// Every player of every practice game, in the natural order of play and its reverse.
std::vector<Place> places();

// The output of one learner at each step: d_i values for each replica.
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

  // The learner's output at x in a step. Throws PluginFailure.
  BatchArray act(std::uint64_t step, const BatchArray& x, double step_size = 0.05);
  // act() in two parts: bring() evaluates the quantities that the learner subscribed to, act_into()
  // calls it. They are separate so that only the second part can be made to fail.
  void bring(std::uint64_t step, const BatchArray& x);
  void act_into(std::uint64_t step, const BatchArray& x, double step_size, BatchArray& out);

  // Plays some steps from x, while the other players descend their own gradients.
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

// Makes a call in which every PluginFailure is a fault of the plugin: throws Failed.
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

// Starting points in the practice games. A replicate's point does not depend on its place.
BatchArray starts(const Shape& shape, const std::vector<std::uint32_t>& replicates,
                  double padding = 0.25);

// The first place of each practice game that the learner accepts. Throws Skipped if there is none.
std::vector<Place> taken_places(const CheckedPlugin& subject);

// Throws Failed unless replica `a` of one path has the same bits as replica `b` of another.
void same_path(const Path& left, std::size_t a, const Path& right, std::size_t b,
               const std::string& what);

}  // namespace firstmove::engine::checks
