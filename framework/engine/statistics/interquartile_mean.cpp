#include "statistics/interquartile_mean.hpp"

#include <cstddef>
#include <limits>

namespace firstmove::engine {

double interquartile_mean(std::span<const double> ascending) {
  if (ascending.empty()) return std::numeric_limits<double>::quiet_NaN();
  const std::size_t left_out = ascending.size() / 4;
  const auto middle = ascending.subspan(left_out, ascending.size() - 2 * left_out);
  double mean = 0;  // of shares: sums of large values would overflow
  for (const double x : middle) mean += x / static_cast<double>(middle.size());
  return mean;
}

}  // namespace firstmove::engine
