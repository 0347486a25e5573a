// How a run would go on without noise, alone and from a point beside its end.
#pragma once

#include <limits>
#include <vector>

#include "play/motion.hpp"
#include "play/rest.hpp"

namespace firstmove::engine {

struct UnsettledRun {
  EndedRun run;
  double spread = 0;  // of the path around its mean
};

// How the separation of the two paths grows.
enum class Separation {
  regular,      // over the spread of the first path, the largest of the last half is at most 2.2
                // times that of the second quarter; or the path settles
  exponential,  // it is 4.5 times that, or 1e5 times the initial one: the largest Lyapunov exponent
                // is positive (Benettin, Galgani, Giorgilli, Strelcyn, Meccanica 15, 1980)
  unclear       // it lies between, or there is no continuation
};

struct Continuation {
  Separation separation = Separation::unclear;
  // The spread of the last quarter over that of the second, and over that of the run itself; 0 if
  // the path settles, NaN if it cannot go on.
  double amplitude = std::numeric_limits<double>::quiet_NaN(), share = amplitude;
};

// Goes on for as many steps as each run took, at least 256 and at most 16384, with fresh
// instances of the rules and optimizers, from the end and from a point 1e-8 spreads beside it. Two
// orbits with different periods separate in proportion to time. Throws PluginFailure.
std::vector<Continuation> continue_without_noise(const ExperimentSpec& spec,
                                                 const LearnerSpec& learner,
                                                 const std::vector<UnsettledRun>& runs);

}  // namespace firstmove::engine
