// What it costs to reach targets, in oracle products: expected running times, and the share of
// targets reached within an effort.
#pragma once

#include <vector>

#include "compare/study.hpp"
#include "statistics/running_time.hpp"

namespace firstmove::engine {

// The expected running time of these runs, which are of one variant and one learner, to stay near
// their landmarks (times.hpp).
BootstrapInterval expected_products(const Study& study, std::size_t variant,
                                    const std::vector<const RunRecord*>& runs);

// Targets are distances to the landmark nearest to a run's end, relative to 1 + |x| of it, from
// 1e-8 to 1. Runs are all that were played, of all variants whose landmarks are known; those that
// failed or diverged reach nothing.
struct TargetCurves {
  struct OfLearner {
    std::size_t learner;
    TargetsReached reached;
  };
  std::vector<double> targets;
  std::vector<OfLearner> learners;  // those with a recorded path
};
TargetCurves target_curves(const Study& study);

}  // namespace firstmove::engine
