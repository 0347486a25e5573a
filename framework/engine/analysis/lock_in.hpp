// How often runs stay close to an equilibrium from some step on: the probability that Theorems 1
// and 2 bound from below.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

struct LockInQuestion {
  std::vector<double> target;           // the joint action x*
  std::optional<std::uint32_t> player;  // whose coordinates count; all if not given
  std::vector<double> epsilons;
  std::vector<std::uint64_t> from;  // steps n
  // Only runs that are within `radius` of the target at step `step`, over all coordinates, count:
  // the theorems' condition x_{n_0} in B_{q_0}.
  struct Reached {
    double radius;
    std::uint64_t step;
  };
  std::optional<Reached> reached;
  double confidence = 0.95;
};

struct LockIn {
  double epsilon;
  std::uint64_t from;
  std::uint64_t locked, runs;  // those with |x_k - x*| <= epsilon for all k >= from; all that count
  double lower, upper;         // the share's Wilson interval; 0 and 1 if no run counts
};

// Plays every replicate of the experiment to its end; a run that fails is not locked in. Distances
// are Euclidean, circles the short way round. Ordered by epsilon, then by step. Results don't
// depend on `jobs`. Throws InputError if the learner cannot play.
std::vector<LockIn> lock_in(const ExperimentSpec& spec, const LearnerSpec& learner,
                            const LockInQuestion& question, unsigned jobs);

}  // namespace firstmove::engine
