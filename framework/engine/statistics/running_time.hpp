// What it costs to reach targets: the measures of COCO.
//
// Hansen, Auger, Ros, Mersmann, Tusar and Brockhoff 2021, "COCO: a platform for comparing
// continuous optimizers in a black-box setting", section 3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "statistics/bootstrap.hpp"

namespace firstmove::engine {

// What one run spent on one target, in a unit that can be compared between learners, such as oracle
// products or steps.
struct TargetEffort {
  double effort;  // until the target was reached; else until the run ended. At least 0 and finite.
  bool reached;
};

// The expected running time: if unsuccessful runs are followed by new ones until one reaches the
// target, the effort of all runs over the number of runs that reached it. Infinite if none did, NaN
// for no runs. A run that failed or diverged spent what it spent.
double expected_running_time(std::span<const TargetEffort> runs);

// Its interval, resampling runs. Of the percentile interval `upper` is infinite if more than the
// tail of the resamples have no successful run; with at most one successful run there is no BCa
// interval.
BootstrapInterval expected_running_time_interval(std::span<const TargetEffort> runs,
                                                 const BootstrapSettings& settings);

// The share of pairs of run and target that were reached, as a function of the effort: COCO's
// runtime distribution (Hansen et al., section 3.4). Runs are those of one learner on any number of
// problems; each has the same targets.
struct TargetsReached {
  std::vector<double> efforts, shares;  // ascending; from each effort on the share
  std::size_t pairs = 0;
  double at(double effort) const;
};
// spent[run][target].
TargetsReached targets_reached(std::span<const std::vector<TargetEffort>> spent);

// What a run spent on each target: the effort at its first value of at most the target. `efforts`
// ascend; the last is what the run spent in all. NaN values reach nothing.
std::vector<TargetEffort> spent_on_targets(std::span<const double> efforts,
                                           std::span<const double> values,
                                           std::span<const double> targets);

// `count` targets from the hardest to the easiest, equally spaced on the log scale; both positive.
std::vector<double> log_targets(double hardest, double easiest, std::size_t count);

}  // namespace firstmove::engine
