// How often one learner is better than another.
#pragma once

#include <cstddef>
#include <span>

#include "statistics/confidence_interval.hpp"

namespace firstmove::engine {

// The probability that the first learner's value is below the second's on the same replicate, ties
// counting one half: the probability of improvement of Agarwal et al. 2021, section 4.3, taken over
// pairs, because replicates share their start and noise. Its interval is Wilson's (share.hpp),
// which ties can only make too wide.
struct ProbabilityOfImprovement {
  std::size_t better = 0, equal = 0, worse = 0;  // pairs
  double estimate = 0.5;
  ConfidenceInterval interval{0, 1, 1};  // for no pairs
};

// `differences` are first - second, lower values being better; those of at most `margin` in
// absolute value are equal. -infinity: only the second failed. NaN is left out.
ProbabilityOfImprovement probability_of_improvement(std::span<const double> differences,
                                                    double margin, double confidence);

}  // namespace firstmove::engine
