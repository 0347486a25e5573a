// Learners over many problems: on how many is one within a factor of the best?
#pragma once

#include <cstddef>
#include <vector>

#include "statistics/score_table.hpp"

namespace firstmove::engine {

// Dolan and More 2002, "Benchmarking optimization software with performance profiles": the share of
// all problems on which the learner's score is at most `ratio` times the best learner's. A failure
// is within no ratio; a problem on which all fail counts as one for all. Where the best score is 0,
// those that have it are at 1, the others within no ratio. Profiles compare with the best of the
// learners at hand, and may change their order with them.
struct PerformanceProfile {
  std::vector<double> ratios;  // ascending, each once: where the profile steps up
  std::vector<double> shares;  // from there up to the next
  double at(double ratio) const;
};

// One for each learner. Throws std::invalid_argument if a score is negative, which has no ratio.
std::vector<PerformanceProfile> performance_profiles(const ScoreTable& scores);

}  // namespace firstmove::engine
