// Which learner ends with lower costs: medians, tests of all pairs and ranks, over replicates.
#pragma once

#include <cstdint>
#include <vector>

#include "compare/chance.hpp"
#include "compare/study.hpp"
#include "statistics/bayesian_signed_rank.hpp"
#include "statistics/confidence_interval.hpp"
#include "statistics/post_hoc.hpp"
#include "statistics/probability_of_improvement.hpp"
#include "statistics/ranks.hpp"

namespace firstmove::engine {

// An estimate over replicates. Without chance the interval is NaN.
struct IntervalEstimate {
  double value;
  ConfidenceInterval interval;
};

struct LearnerCosts {
  std::size_t learner;
  std::size_t runs = 0, worst = 0,
              skipped = 0;     // runs, those that failed or diverged, skipped ones
  std::vector<double> values;  // of its replicates, each a mean over variants
  IntervalEstimate median, interquartile_mean;
};

// What is known about two learners: with chance, from the interval of their difference and Holm's
// p; without, from the differences themselves.
enum class PairVerdict { first_lower, second_lower, equivalent, undecided };
const char* verdict_name(PairVerdict verdict);  // "first is lower"

struct CostPair {
  std::size_t first, second;                        // learners
  std::size_t replicates = 0, left_out = 0;         // that both have; that only one has
  std::size_t failed_first = 0, failed_second = 0;  // replicates with the value +infinity
  bool chance = false;                              // whether their differences vary by chance
  double margin = 0;                                // within which differences count as 0
  IntervalEstimate difference;                      // Hodges and Lehmann's; first - second
  double rank_biserial = 0;
  double p = 0, p_holm = 0;  // NaN: not tested, without chance or if all differences count as 0
  ProbabilityOfImprovement improvement;
  BayesianSignedRank bayes;
  std::size_t seeds_needed = 0;  // 0: no number suffices, or not tested
  PairVerdict verdict = PairVerdict::undecided;
};

struct CostRanks {
  std::vector<std::size_t> learners;  // those that were played
  std::size_t replicates = 0, left_out = 0;
  RankTable table;
  bool tested = false;  // with chance, at least two learners and two replicates
  std::vector<PairOfRanks> pairs;
  CriticalDifference critical;
};

struct CostComparison {
  std::size_t player;
  std::vector<LearnerCosts> learners;  // those that were played
  std::vector<CostPair> pairs;
  bool all_pairs = true;  // else only the pairs with the first learner
  CostRanks ranks;
};

// The costs of one player in some variants of a study.
CostComparison compare_costs(const Study& study, const Chance& chance,
                             const std::vector<std::size_t>& variants, std::size_t player);

// The median of scores over replicates, with its interval if they differ by chance.
IntervalEstimate median_estimate(const std::vector<double>& scores, bool chance, double confidence);

}  // namespace firstmove::engine
