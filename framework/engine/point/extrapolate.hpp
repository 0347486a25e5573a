// A derivative from central differences over halved steps (finite_differences.hpp).
#pragma once

#include <firstmove/abi.h>

#include <limits>
#include <vector>

namespace firstmove::engine {

// A derivative with an estimate of its error.
struct Slope {
  double value = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::infinity();
};
// Extrapolates the slopes over steps h, h / 2, ..; `rounding` is the rounding error of the first.
Slope extrapolate(const std::vector<double>& slopes, double rounding);

// The number of slopes, and a first step that stays within a box domain: a 64th of the
// coordinate's length (game/lengths.hpp).
constexpr int difference_levels = 12;
double first_step(const fm_domain& domain, double x, double length);

}  // namespace firstmove::engine
