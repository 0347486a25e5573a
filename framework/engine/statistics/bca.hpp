// Which quantiles of a bootstrap are the ends of the BCa interval.
//
// Efron 1987, "Better bootstrap confidence intervals", J. Am. Stat. Assoc. 82; Efron and Tibshirani
// 1993, "An introduction to the bootstrap", section 14.3. The percentile interval supposes that the
// statistic has no bias and the same spread whatever its true value is; BCa corrects for both, and
// its error of coverage falls as 1 / n instead of 1 / sqrt(n).
#pragma once

#include <span>
#include <vector>

namespace firstmove::engine {

// The acceleration: a sixth of the skewness of the influence of single values, from the statistics
// without one of them each. left_out[s] are those of the values of stratum s; a stratum of one
// value has none. Davison and Hinkley 1997, "Bootstrap methods and their application",
// equation 5.29. 0 without any influence; NaN if a statistic is not finite.
double acceleration(std::span<const std::vector<double>> left_out);

struct BootstrapLevels {
  double lower, upper;  // probabilities; NaN if the interval does not exist
};

// The levels of the interval with this confidence. `resampled` are the statistics of the resamples,
// without NaN; those equal to the estimate count one half. There is no interval if the estimate
// lies outside all of them, or the acceleration is NaN.
BootstrapLevels bca_levels(double estimate, std::span<const double> resampled, double acceleration,
                           double confidence);

}  // namespace firstmove::engine
