#include "statistics/walsh_averages.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "statistics/quantile.hpp"
#include "statistics/signed_rank_sums.hpp"

namespace firstmove::engine {
namespace {

// Integers in the same order as the doubles.
std::int64_t place_of(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x + 0.0);  // -0 becomes +0
  return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
}
double at_place(std::int64_t place) {
  return std::bit_cast<double>(place >= 0 ? place
                                          : std::numeric_limits<std::int64_t>::min() - place);
}

// The number of pairs i <= j with a mean of at most `bound`: as i grows, the last such j decreases.
std::uint64_t pairs_up_to(std::span<const double> ascending, double bound) {
  std::uint64_t count = 0;
  std::size_t end = ascending.size();
  for (std::size_t i = 0; i < end; ++i) {
    while (end > i && between(ascending[i], ascending[end - 1], 0.5) > bound) --end;
    count += end - i;
  }
  return count;
}

// The pair mean of rank `rank` (from 1), by bisection over the doubles between the least and the
// largest value: 64 passes over the sample instead of the square of its size.
double pair_mean(std::span<const double> ascending, std::uint64_t rank) {
  std::int64_t low = place_of(ascending.front()), high = place_of(ascending.back());
  while (low < high) {
    const std::int64_t middle = std::midpoint(low, high);  // rounds towards low
    if (pairs_up_to(ascending, at_place(middle)) >= rank)
      high = middle;
    else
      low = middle + 1;
  }
  return at_place(low);
}

}  // namespace

double hodges_lehmann(std::span<const double> differences) {
  const OrderedSample sample({differences.begin(), differences.end()});
  if (sample.size() == 0) return std::numeric_limits<double>::quiet_NaN();
  const std::uint64_t n = sample.size(), pairs = n * (n + 1) / 2;
  const double lower = pair_mean(sample.values(), (pairs + 1) / 2);
  return pairs % 2 == 1 ? lower : between(lower, pair_mean(sample.values(), pairs / 2 + 1), 0.5);
}

ConfidenceInterval walsh_interval(std::span<const double> differences, double confidence) {
  const OrderedSample sample({differences.begin(), differences.end()});
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (sample.size() == 0) return {none, none, 0};
  const std::uint64_t n = sample.size(), pairs = n * (n + 1) / 2;
  // The test does not reject a pseudo-median that more than `least` pair means lie above and more
  // than `least` below.
  const double least = std::max(0.0, signed_rank_quantile(n, 0.5 * (1 - confidence)));
  const auto rank = static_cast<std::uint64_t>(least) + 1;
  std::vector<double> ranks(n);
  std::iota(ranks.begin(), ranks.end(), 1.0);
  const double tail = signed_rank_tail(ranks, static_cast<double>(pairs) - least);
  return {pair_mean(sample.values(), rank), pair_mean(sample.values(), pairs + 1 - rank),
          1 - 2 * tail};
}

double positive_walsh_share(std::span<const double> differences) {
  const OrderedSample sample({differences.begin(), differences.end()});
  const std::uint64_t n = sample.size(), pairs = n * (n + 1) / 2;
  if (pairs == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto up_to_zero = static_cast<double>(pairs_up_to(sample.values(), 0));
  const auto below =
      static_cast<double>(pairs_up_to(sample.values(), -std::numeric_limits<double>::denorm_min()));
  return 1 - 0.5 * (up_to_zero + below) / static_cast<double>(pairs);
}

}  // namespace firstmove::engine
