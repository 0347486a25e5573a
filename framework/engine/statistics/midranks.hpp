// Ranks of a sample.
#pragma once

#include <span>
#include <vector>

namespace firstmove::engine {

// From 1 for the smallest value; equal values share the mean of their ranks, a multiple of 1/2. No
// value may be NaN.
std::vector<double> midranks(std::span<const double> values);

}  // namespace firstmove::engine
