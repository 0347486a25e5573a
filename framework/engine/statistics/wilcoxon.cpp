#include "statistics/wilcoxon.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "statistics/midranks.hpp"
#include "statistics/quantile.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_exact = 50;  // 2^50 sign assignments are counted without rounding

// The share of all sign assignments whose positive ranks sum to at least `sum`. Twice each rank is
// an integer, so the counts are exact, also with ties.
double upper_tail(const std::vector<double>& ranks, double sum) {
  std::vector<std::uint64_t> choices = {1};  // by twice the sum
  for (const double rank : ranks) {
    const auto twice = static_cast<std::size_t>(2 * rank);
    choices.resize(choices.size() + twice);
    for (std::size_t s = choices.size(); s-- > twice;) choices[s] += choices[s - twice];
  }
  const auto from = choices.begin() + static_cast<std::ptrdiff_t>(2 * sum);
  const std::uint64_t count = std::accumulate(from, choices.end(), std::uint64_t{0});
  return std::ldexp(static_cast<double>(count), -static_cast<int>(ranks.size()));
}

// Lehmann 1975, "Nonparametrics", section 3.2: sums of signed ranks have mean sum(r) / 2 and
// variance sum(r^2) / 4, whatever the ties and zeros.
double normal_tails(const std::vector<double>& ranks, double farther, double total) {
  double squares = 0;
  for (const double rank : ranks) squares += rank * rank;
  const double apart = std::max(0.0, farther - 0.5 * total - 0.5);
  return std::erfc(apart / std::sqrt(0.25 * squares) / std::numbers::sqrt2);
}

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

SignedRankTest signed_rank_test(std::span<const double> differences) {
  SignedRankTest test;
  test.size = differences.size();
  std::vector<double> sizes;
  for (const double d : differences) sizes.push_back(std::abs(d));
  const std::vector<double> all = midranks(sizes);
  std::vector<double> ranks;  // of the nonzero differences
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (differences[i] == 0) {
      ++test.zeros;
      continue;
    }
    ranks.push_back(all[i]);
    (differences[i] > 0 ? test.positive : test.negative) += all[i];
  }
  if (ranks.empty()) return test;
  const double total = test.positive + test.negative;
  const double farther = std::max(test.positive, test.negative);
  test.exact = ranks.size() <= most_exact;
  // The distribution is symmetric: both tails together are twice the upper one.
  test.p = test.exact ? std::min(1.0, 2 * upper_tail(ranks, farther))
                      : normal_tails(ranks, farther, total);
  test.rank_biserial = (test.positive - test.negative) / total;
  return test;
}

double hodges_lehmann(std::span<const double> differences) {
  const OrderedSample sample({differences.begin(), differences.end()});
  if (sample.size() == 0) return std::numeric_limits<double>::quiet_NaN();
  const std::uint64_t n = sample.size(), pairs = n * (n + 1) / 2;
  const double lower = pair_mean(sample.values(), (pairs + 1) / 2);
  return pairs % 2 == 1 ? lower : between(lower, pair_mean(sample.values(), pairs / 2 + 1), 0.5);
}

}  // namespace firstmove::engine
