#include "statistics/order_statistics.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <limits>

#include "statistics/quantile.hpp"

namespace firstmove::engine {
namespace {

// The probability that fewer than `rank` of `size` values lie below the median.
double fewer_below(std::size_t size, std::size_t rank) {
  const boost::math::binomial below(static_cast<double>(size), 0.5);
  return boost::math::cdf(below, static_cast<double>(rank - 1));
}

}  // namespace

std::size_t median_rank(std::size_t size, double confidence) {
  if (size == 0) return 0;
  // 1 - confidence is rounded: exactly attained confidences count.
  const double tail = 0.5 * (1 - confidence) * (1 + 1e-12);
  std::size_t low = 0, high = (size + 1) / 2;  // the rank is at least low and at most high
  while (low < high) {
    const std::size_t middle = (low + high + 1) / 2;
    if (fewer_below(size, middle) <= tail)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

ConfidenceInterval median_interval(std::span<const double> values, double confidence) {
  const OrderedSample sample({values.begin(), values.end()});
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const std::size_t n = sample.size();
  if (n == 0) return {none, none, 0};
  const std::size_t rank = std::max<std::size_t>(1, median_rank(n, confidence));
  return {sample.values()[rank - 1], sample.values()[n - rank], 1 - 2 * fewer_below(n, rank)};
}

}  // namespace firstmove::engine
