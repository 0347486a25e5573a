// The distribution of the range of normal values.
#pragma once

#include <cstddef>

namespace firstmove::engine {

// The probability that the range (largest minus least) of `count` >= 2 independent N(0, 1) values
// is above `range`: the studentized range with infinitely many degrees of freedom. Tukey 1953, "The
// problem of multiple comparisons".
double range_tail(std::size_t count, double range);

// The range that is exceeded with probability `tail`, in (0, 1).
double range_quantile(std::size_t count, double tail);

}  // namespace firstmove::engine
