// What a run came to, decided by stated tests from the path that it took.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batch_array.hpp"
#include "game.hpp"
#include "specs.hpp"

namespace firstmove {

class Population;

enum class Outcome { converged, cycling, diverged, budget_spent, timed_out, failed, skipped };
constexpr Outcome all_outcomes[] = {Outcome::converged,    Outcome::cycling,   Outcome::diverged,
                                    Outcome::budget_spent, Outcome::timed_out, Outcome::failed,
                                    Outcome::skipped};
const char* outcome_name(Outcome outcome);  // "budget spent"
std::optional<Outcome> outcome_named(std::string_view name);

// Why a run took no further step.
enum class Cause {
  steps,      // it took them all
  stop_rule,  // its update became as small as the manifest asks
  products,   // its budget of oracle products is spent
  seconds,    // its budget of time is spent
  infinite,   // a direction or an action left the numbers
  nan,        // a direction is none
  fault       // a plugin failed, crashed or gave the replica up
};

// The paths of a batch's replicas at evenly spaced steps, between 64 and 128 of them however long
// the runs are, so that a step costs next to nothing. Periodic coordinates are kept as points on
// their circles; of more than eight coordinates eight fixed signed sums are kept, which stay close
// where the path does (a count sketch; Charikar, Chen, Farach-Colton 2002).
class PathMemory {
 public:
  PathMemory(const Shape& shape, const Population& population);

  // After step k (0: the start), every step in order.
  void see(std::uint64_t k);

  // What the run of a replica that has just ended came to. In this order:
  //  timed out     its time was up.
  //  diverged      it left the numbers, or ended beyond bound (1 + |x_0|).
  //  failed        a plugin did.
  //  converged     its stopping rule held, or over its last quarter the root mean square distance
  //                from its mean there is at most tolerance (1 + |x|).
  //  cycling       over its last half it came back to where it ended twice or more, from farther
  //                than half of its largest distance to closer than a quarter of it, and by steps
  //                that follow from one another: |sum <u_k, u_{k+1}>| >= 0.5 sum |u_k| |u_{k+1}|,
  //                which noise about a resting point does not do.
  //  budget spent  none of these, or fewer than 16 steps.
  Outcome judge(std::size_t replica, Cause cause, const OutcomeTests& tests) const;

 private:
  struct Sample {
    BatchArray x;                  // features
    std::vector<double> dot, len;  // of each replica: <u_k, u_{k+1}>, |u_k| |u_{k+1}|
  };
  void features(const BatchArray& x, BatchArray& out) const;
  std::vector<double> features(const BatchArray& x, std::size_t replica) const;

  const Shape& shape_;
  const Population& population_;
  std::size_t count_;  // features
  std::uint64_t every_ = 1;
  std::vector<Sample> samples_;
  BatchArray update_, last_, next_;  // u_k of the sample that waits for u_{k+1}
  bool waiting_ = false;
};

}  // namespace firstmove
