// Which learners differ, once Friedman's test says that some do.
#pragma once

#include <cstddef>
#include <vector>

#include "statistics/ranks.hpp"

namespace firstmove::engine {

struct PairOfRanks {
  std::size_t first, second;  // learners, first < second
  double difference;          // mean rank of the first minus that of the second
  // Nemenyi 1963, as in Demsar 2006, "Statistical comparisons of classifiers over multiple data
  // sets", section 3.2.2: by the range of all ranks, so that it holds for all pairs together.
  double nemenyi;
  // Conover 1999, equation 5.8.6: Student's t for the rank sums, with the variance that is left
  // within problems; over all pairs adjusted by Holm's method. More powerful than Nemenyi's.
  double conover;
};

// All pairs, those of the first learner first. The p values of learners that never differ are 1.
// Both tests compare mean ranks, which depend on all learners in the table (Benavoli, Corani and
// Mangili 2016, "Should we really use post-hoc tests based on mean-ranks?"): with two learners, or
// where that matters, use signed ranks of the pair, adjusted by Holm's method.
std::vector<PairOfRanks> post_hoc(const RankTable& table);

// The data of Demsar's critical-difference diagram.
struct CriticalDifference {
  // Mean ranks that differ by less do not differ significantly, by Nemenyi's test. Infinite without
  // problems; 0 for one learner.
  double difference;
  std::vector<std::size_t> order;  // the learners by mean rank, the best first
  // Bars of the diagram: first and last place in `order` of learners none of which differ. Each has
  // at least two learners, and none is within another.
  struct Group {
    std::size_t first, last;
  };
  std::vector<Group> groups;
};
CriticalDifference critical_difference(const RankTable& table, double alpha);

}  // namespace firstmove::engine
