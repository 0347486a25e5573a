// The typical difference, and its interval, from the means of all pairs of differences: Walsh
// averages.
#pragma once

#include <span>

#include "statistics/confidence_interval.hpp"

namespace firstmove::engine {

// The pseudo-median: the median of the means of all pairs, each value also with itself. Hodges and
// Lehmann 1963, "Estimates of location based on rank tests". Zeros count. NaN for an empty sample.
double hodges_lehmann(std::span<const double> differences);

// The interval of the pseudo-median that inverts Wilcoxon's signed-rank test: Tukey 1949;
// Hollander, Wolfe and Chicken 2014, "Nonparametric statistical methods", section 3.4. It assumes
// independent draws from a distribution that is symmetric about the pseudo-median; its confidence
// is then exact, or higher if values can be equal. For fewer than six values 95 % is impossible:
// the interval is from the least to the largest value and states its confidence of 1 - 2^(1 - n).
//
// Infinite differences are the largest or the least: the mean of a pair is infinite with one of
// them, and 0 for two of opposite signs. NaN is left out.
ConfidenceInterval walsh_interval(std::span<const double> differences, double confidence);

// The share of pairs, each value also with itself, whose mean is positive; means of 0 count half.
// An estimate of P(D + D' > 0), the effect that Noether's number of replicates depends on.
double positive_walsh_share(std::span<const double> differences);

}  // namespace firstmove::engine
