// The outcome of a run, decided from its path by documented tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "game/batch_array.hpp"
#include "game/game.hpp"
#include "spec/specs.hpp"

namespace firstmove::engine {

class Population;

enum class Outcome { converged, cycling, diverged, budget_spent, timed_out, failed, skipped };
constexpr Outcome all_outcomes[] = {Outcome::converged,    Outcome::cycling,   Outcome::diverged,
                                    Outcome::budget_spent, Outcome::timed_out, Outcome::failed,
                                    Outcome::skipped};
const char* outcome_name(Outcome outcome);  // "budget spent"
std::optional<Outcome> outcome_named(std::string_view name);

// Why a run ended.
enum class Cause {
  steps,      // it took all of its steps
  stop_rule,  // its update norm reached the manifest's limit
  products,   // its budget of oracle products is spent
  seconds,    // its budget of time is spent
  infinite,   // a direction or an action is infinite
  nan,        // a direction is NaN
  fault       // a plugin failed, crashed or gave the replica up
};

// Samples the paths of a batch's replicas at evenly spaced steps, between 64 and 128 of them for
// long runs, so that a step costs little. Periodic coordinates are taken as points on their
// circles; of more than eight coordinates eight fixed signed sums are kept, which are close where
// the points are (a count sketch; Charikar, Chen, Farach-Colton 2002).
class PathMemory {
 public:
  PathMemory(const Shape& shape, const Population& population);

  // To be called after every step k in order, from 0, the start.
  void see(std::uint64_t k);

  // The outcome of a replica whose run has just ended. The tests, in this order:
  //  timed out     its time budget is spent.
  //  diverged      it became infinite, or ended beyond bound (1 + |x_0|).
  //  failed        a plugin failed, or a direction is NaN.
  //  converged     its stopping rule held, or over its last quarter the root mean square distance
  //                from its mean there is at most tolerance (1 + |x|).
  //  cycling       over its last half it returned to its end point at least twice, from farther
  //                than half of its largest distance to closer than a quarter of it, and successive
  //                updates u_k are coherent, unlike those of noise about a rest point:
  //                |sum <u_k, u_{k+1}>| >= 0.5 sum |u_k| |u_{k+1}|, or, as in a rotation by any
  //                angle, u_k + u_{k+2} = c u_{k+1} for the best c up to half of their squares.
  //  budget spent  none of these, or fewer than 16 steps.
  Outcome judge(std::size_t replica, Cause cause, const OutcomeTests& tests) const;

 private:
  // Sums of one replica over successive updates.
  struct Turning {
    double dot = 0, len = 0;                                  // <u_k, u_{k+1}>, |u_k| |u_{k+1}|
    double across = 0, middle = 0, outer = 0, outer_sum = 0;  // of u_k + u_{k+2} on u_{k+1}
    void pair(const BatchArray& u0, const BatchArray& u1, std::size_t replica);
    void triple(const BatchArray& u0, const BatchArray& u1, const BatchArray& u2,
                std::size_t replica);
    void add(const Turning& other);
    bool coherent() const;
  };
  // A step and the next one: a cycle with the sampling period would look constant in samples alone.
  struct Sample {
    BatchArray x, next;
    std::vector<Turning> turning;  // of each replica
  };
  void keep(const BatchArray& x, BatchArray& out) const;
  void take_update();
  std::vector<double> embedding(const BatchArray& kept, std::size_t replica) const;
  bool sampled(std::uint64_t k) const { return k % every_ == 0; }
  void thin();

  const Shape& shape_;
  const Population& population_;
  bool sketched_;      // whether sums are kept, not all coordinates
  std::size_t count_;  // numbers kept per joint action
  std::uint64_t every_ = 1;
  std::vector<Sample> samples_;             // of the steps 0, every_, 2 every_, ..
  BatchArray update_, earlier_, earliest_;  // the last three updates, along circles
};

}  // namespace firstmove::engine
