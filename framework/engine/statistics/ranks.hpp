// Learners over many problems: who comes first, and is the order more than chance?
#pragma once

#include <cstddef>
#include <vector>

#include "statistics/score_table.hpp"

namespace firstmove::engine {

struct RankTable {
  struct Learner {
    std::vector<double> ranks;  // on each problem, 1 the best; equal scores share their mean rank
    double mean = 0;
    std::size_t wins = 0;    // alone the best
    std::size_t shared = 0;  // the best together with others
    std::size_t failures = 0;
  };
  std::vector<Learner> learners;
  // Friedman 1937, "The use of ranks to avoid the assumption of normality implicit in the analysis
  // of variance", with the correction for ties: Conover 1999, "Practical nonparametric statistics",
  // section 5.8. p is that of chi-square with learners - 1 degrees of freedom, an approximation for
  // many problems; 0 and 1 if nothing tells the learners apart.
  double friedman = 0, p = 1;
};

// Failures come last on their problem, all alike; where all fail, nobody wins.
RankTable rank_table(const ScoreTable& scores);

}  // namespace firstmove::engine
