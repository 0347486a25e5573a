// What a manifest says about one player or one run, as plain values. Their behaviour is defined
// with the code that runs them (schedule.hpp, optimizer.hpp, noise.hpp, start.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "call/call_limit.hpp"

namespace firstmove::engine {

// Step sizes gamma_k, k = 1, 2, ...
struct ConstantStep {
  double gamma;
};
struct PowerStep {
  double gamma, exponent;
};  // gamma / k^exponent
struct ExponentialStep {
  double gamma, factor;
};  // gamma * factor^k
struct ListedSteps {
  std::vector<double> gammas;
};  // the k-th one; after the end, the last one
using StepSpec = std::variant<ConstantStep, PowerStep, ExponentialStep, ListedSteps>;

// The noise w_k added to a player's direction.
struct NoNoise {};
struct NormalNoise {
  double variance;
};  // N(0, variance), independent for each coordinate
// Variance c (1 + |x|) on each coordinate, |x| the Euclidean norm of the joint action: the largest
// growth that assumption A1c of the paper allows.
struct StateNormalNoise {
  double factor;
};
// scale * Student's t with nu degrees of freedom: heavy tails; no finite variance for nu <= 2.
struct StudentNoise {
  double nu, scale;
};
struct UniformNoise {
  double half_width;
};  // on [-half_width, half_width]
using NoiseSpec = std::variant<NoNoise, NormalNoise, StateNormalNoise, StudentNoise, UniformNoise>;

// What turns a noisy direction into an update, before the step size.
struct PlainOptimizer {};
struct AdamOptimizer {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
};
struct MomentumOptimizer {
  double beta = 0.9;  // may be negative
};
struct RmsPropOptimizer {
  double decay = 0.99, epsilon = 1e-8;
};
using OptimizerSpec =
    std::variant<PlainOptimizer, AdamOptimizer, MomentumOptimizer, RmsPropOptimizer>;

// Where a replicate starts. Vectors have one entry for each coordinate of the joint action.
struct StartAt {
  std::vector<double> x;
};
struct UniformStart {
  std::vector<double> lower, upper;
};
struct NormalStart {
  std::vector<double> mean, variance;
};
struct GridStart {  // the product of the axes, last coordinate fastest; replicate r takes point r
  std::vector<double> lower, upper;
  std::vector<std::uint32_t> points;
};
using StartSpec = std::variant<StartAt, UniformStart, NormalStart, GridStart>;

// When a run stops before its last step.
struct StopSpec {
  double update_norm = -1;  // stop once |x_{k+1} - x_k| <= this (Euclidean, joint); < 0: never
};

// What a run may spend besides its steps; 0: no limit.
struct BudgetSpec {
  std::uint64_t products = 0;  // oracle products (oracle.hpp): no further step once they are spent
  double seconds = 0;          // wall time, a run's share of its batch
  double call =
      default_call_limit;  // seconds that one call of a plugin may take before it is ended
};

// The bounds of the tests that decide a run's outcome (outcome.hpp).
struct OutcomeTests {
  double tolerance = 0.01;
  double bound = 1e6;
};

// A number that is claimed elsewhere, to be compared with the experiment's own (report/claims.hpp).
struct ClaimSpec {
  enum class Measure { coordinate, cost, converged, share, points };
  std::string text, source;
  Measure measure = Measure::cost;
  std::uint32_t index = 0;  // of the coordinate or the player, from 0
  std::string kind;         // of critical points, as a report names it
  std::string learner;      // "": any learner
  std::vector<double> at;   // only runs that ended there; empty: all
  double value = 0, within = 0;
};

// Players of each team, counted from 0: every one once, in ascending order.
using Teams = std::vector<std::vector<std::uint32_t>>;

// The steps that an observer observes, besides the start and a run's last step.
struct EveryStep {
  std::uint64_t steps;
};  // k = steps, 2 steps, ...
struct LogSteps {
  std::uint64_t points;
};  // about this many steps, evenly spaced in log k
using CadenceSpec = std::variant<EveryStep, LogSteps>;

}  // namespace firstmove::engine
