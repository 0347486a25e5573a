// Performance profiles: on how many problems is a learner within a factor of the best?
#pragma once

#include <cstddef>
#include <vector>

#include "statistics/score_table.hpp"

namespace firstmove::engine {

// Dolan and More 2002, "Benchmarking optimization software with performance profiles": the share of
// all problems on which the learner's score is at most `ratio` times the best learner's. A failure
// is within no ratio; a problem on which all learners fail still counts as a problem. Where the
// best score is 0, learners with score 0 have ratio 1, the others none. Profiles compare with the
// best of the given learners, so their order may change with the set of learners.
struct PerformanceProfile {
  std::vector<double> ratios;  // ascending and distinct: where the profile steps up
  std::vector<double> shares;  // from each ratio up to the next
  double at(double ratio) const;
};

// One profile for each learner. Throws std::invalid_argument if a score is negative.
std::vector<PerformanceProfile> performance_profiles(const ScoreTable& scores);

}  // namespace firstmove::engine
