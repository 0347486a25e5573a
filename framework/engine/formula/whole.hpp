// Integers in formulas: bounds of sums and indices of arrays, for all positions of open sums.
#pragma once

#include <cstdint>
#include <vector>

#include "formula/axes.hpp"

namespace firstmove::engine {

// One integer for each position of `dimensions`: base + the sum of steps[k] times the position on
// axis k, or any integers, in `listed`.
struct Whole {
  Dimensions dimensions;
  std::int64_t base = 0;
  std::vector<std::int64_t> steps;
  std::vector<std::int64_t> listed;  // empty: they follow from base and steps
  std::int64_t least = 0, most = 0;
  bool known() const { return dimensions.empty(); }

  static Whole constant(std::int64_t value) { return {{}, value, {}, {}, value, value}; }
  // base + step * position, on one axis.
  static Whole along(const Dimension& axis, std::int64_t base, std::int64_t step);
  static Whole list(const Dimensions& dimensions, std::vector<std::int64_t> values);
};

// Of absolute values below 10^9 each, so that nothing overflows.
Whole plus(const Axes& axes, const Whole& a, const Whole& b);
Whole times(const Axes& axes, const Whole& a, const Whole& b);
// One integer for each position of `to`, whose axes include or descend from those of `a`.
std::vector<std::int64_t> listed(const Axes& axes, const Whole& a, const Dimensions& to);

}  // namespace firstmove::engine
