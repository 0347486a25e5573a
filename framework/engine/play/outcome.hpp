// What a run came to, decided by stated tests from the path that it took.
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

  // After step k, every step from 0, the start, in order.
  void see(std::uint64_t k);

  // What the run of a replica that has just ended came to. In this order:
  //  timed out     its time was up.
  //  diverged      it left the numbers, or ended beyond bound (1 + |x_0|).
  //  failed        a plugin did.
  //  converged     its stopping rule held, or over its last quarter the root mean square distance
  //                from its mean there is at most tolerance (1 + |x|).
  //  cycling       over its last half it came back to where it ended twice or more, from farther
  //                than half of its largest distance to closer than a quarter of it, and by updates
  //                u_k that follow from one another, which noise about a resting point's do not:
  //                |sum <u_k, u_{k+1}>| >= 0.5 sum |u_k| |u_{k+1}|, or, as turning by any angle
  //                does, u_k + u_{k+2} = c u_{k+1} for the best c but for half of their squares.
  //  budget spent  none of these, or fewer than 16 steps.
  Outcome judge(std::size_t replica, Cause cause, const OutcomeTests& tests) const;

 private:
  // Sums of one replica over updates that follow one another.
  struct Turning {
    double dot = 0, len = 0;                                  // <u_k, u_{k+1}>, |u_k| |u_{k+1}|
    double across = 0, middle = 0, outer = 0, outer_sum = 0;  // of u_k + u_{k+2} on u_{k+1}
    void pair(const BatchArray& u0, const BatchArray& u1, std::size_t replica);
    void triple(const BatchArray& u0, const BatchArray& u1, const BatchArray& u2,
                std::size_t replica);
    void add(const Turning& other);
    bool coherent() const;
  };
  // A step and the next one: what recurs every so many steps would hide from samples alone.
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
  bool sketched_;      // sums are kept, else all coordinates
  std::size_t count_;  // numbers kept of a joint action
  std::uint64_t every_ = 1;
  std::vector<Sample> samples_;             // of the steps 0, every_, 2 every_, ..
  BatchArray update_, earlier_, earliest_;  // the last three updates, along circles
};

}  // namespace firstmove::engine
