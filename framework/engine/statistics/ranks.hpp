// Ranks of learners over many problems, and a test of whether their order is more than chance.
#pragma once

#include <cstddef>
#include <vector>

#include "statistics/score_table.hpp"

namespace firstmove::engine {

struct RankTable {
  struct Learner {
    std::vector<double> ranks;  // on each problem, 1 the best; equal scores share their mean rank
    double mean = 0;
    std::size_t wins = 0;    // problems on which it alone is the best
    std::size_t shared = 0;  // problems on which it is the best together with others
    std::size_t failures = 0;
  };
  std::vector<Learner> learners;
  // Friedman 1937, "The use of ranks to avoid the assumption of normality implicit in the analysis
  // of variance", with the correction for ties: Conover 1999, "Practical nonparametric statistics",
  // section 5.8. p is that of chi-square with learners - 1 degrees of freedom, an approximation for
  // many problems; friedman = 0 and p = 1 if the learners do not differ.
  double friedman = 0, p = 1;
  // Iman and Davenport 1980, "Approximations of the critical region of the Friedman statistic": F
  // with learners - 1 and (learners - 1)(problems - 1) degrees of freedom, which is less
  // conservative. If all problems give the same strict order, it is infinite and p is that order's
  // probability, k!^(1 - problems) for k learners. 0 and 1 if the learners do not differ.
  double iman_davenport = 0, iman_davenport_p = 1;
};

// Failures share the last ranks on their problem; where all learners fail, none wins.
RankTable rank_table(const ScoreTable& scores);

}  // namespace firstmove::engine
