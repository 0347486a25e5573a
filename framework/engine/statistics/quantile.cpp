#include "statistics/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace firstmove::engine {

OrderedSample::OrderedSample(std::vector<double> sample) : values_(std::move(sample)) {
  left_out_ = std::erase_if(values_, [](double x) { return std::isnan(x); });
  std::sort(values_.begin(), values_.end());
}

double OrderedSample::quantile(double p) const { return quantile_of_ascending(values_, p); }

double quantile_of_ascending(std::span<const double> values, double p) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  double place = static_cast<double>(values.size() - 1) * p;
  // A product that misses an integer only by rounding must not use the next value, which may be
  // infinite.
  const double whole = std::round(place);
  if (std::abs(place - whole) <= 4 * std::numeric_limits<double>::epsilon() * whole) place = whole;
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= values.size()) return values.back();
  return between(values[below], values[below + 1], place - std::floor(place));
}

double between(double a, double b, double w) {
  if (a == b || w == 0) return a;
  if (w == 1) return b;
  if (std::isinf(a) && std::isinf(b)) return w < 0.5 ? a : w > 0.5 ? b : 0;
  if (std::isinf(a)) return a;
  if (std::isinf(b)) return b;
  return w == 0.5 ? std::midpoint(a, b) : std::lerp(a, b, w);
}

}  // namespace firstmove::engine
