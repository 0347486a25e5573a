#include "statistics/studentized_range.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace firstmove::engine {
namespace {

double normal_above(double z) { return 0.5 * std::erfc(z / std::numbers::sqrt2); }

double normal_density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }

}  // namespace

double range_tail(std::size_t count, double range) {
  if (!(range > 0)) return 1;
  const auto k = static_cast<double>(count);
  // By the least value z: the others are above it, and not all below z + range. The trapezoidal
  // rule has no error that doubles could tell for so smooth a function that vanishes at both ends.
  constexpr double step = 1.0 / 32;
  double sum = 0;
  for (double z = -range - 12; z <= 12; z += step) {
    const double above = normal_above(z), beyond = normal_above(z + range);
    if (above > 0)
      sum += normal_density(z) * std::pow(above, k - 1) *
             -std::expm1((k - 1) * std::log1p(-std::min(1.0, beyond / above)));
  }
  return std::min(1.0, k * sum * step);
}

double range_quantile(std::size_t count, double tail) {
  double low = 0, high = 1;
  while (range_tail(count, high) > tail) high *= 2;
  for (int i = 0; i < 60; ++i)
    (range_tail(count, 0.5 * (low + high)) > tail ? low : high) = 0.5 * (low + high);
  return 0.5 * (low + high);
}

}  // namespace firstmove::engine
