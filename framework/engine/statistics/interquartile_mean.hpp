// The mean of the middle half of the values.
#pragma once

#include <span>

namespace firstmove::engine {

// Agarwal, Schwarzer, Castro, Courville and Bellemare 2021, "Deep reinforcement learning at the
// edge of the statistical precipice": the least and the largest quarter of the values are left out,
// of n values the whole part of n / 4 at each end. It needs fewer runs than the median for the same
// precision and ignores outliers, unlike the mean. Infinite if a value of the middle half is; NaN
// if there are no values. The values are in ascending order and none is NaN.
double interquartile_mean(std::span<const double> ascending);

}  // namespace firstmove::engine
