// A derivative from central differences over halved steps (differences.hpp).
#pragma once

#include <firstmove/abi.h>

#include <limits>
#include <vector>

namespace firstmove::engine {

// With an estimate of its own error.
struct Slope {
  double value = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::infinity();
};
// From the slopes over steps h, h / 2, ..; `rounding` is that of the first.
Slope extrapolate(const std::vector<double>& slopes, double rounding);

// How many slopes, and a step to begin with that stays within a box.
constexpr int difference_levels = 10;
double first_step(const fm_domain& domain, double x);

}  // namespace firstmove::engine
