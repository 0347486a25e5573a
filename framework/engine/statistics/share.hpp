// Confidence intervals of shares of trials.
#pragma once

#include <cstdint>

namespace firstmove::engine {

// The interval of a share of `hits` in `trials`: Wilson 1927, "Probable inference, the law of
// succession, and statistical inference". It is [0, 1] without trials.
struct ShareInterval {
  double lower, upper;
};
ShareInterval wilson(std::uint64_t hits, std::uint64_t trials, double confidence);

// The same of a mean of values in [0, 1], such as hits with ties that count one half: the variance
// of these is below that of hits with the same mean, so the interval is too wide if anything.
ShareInterval wilson_of_mean(double mean, std::uint64_t values, double confidence);

}  // namespace firstmove::engine
