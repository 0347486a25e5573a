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

}  // namespace firstmove::engine
