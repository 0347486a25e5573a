// Intervals without assumptions on the distribution, against enumeration of all signs: an interval
// with confidence c leaves out 0 for a share 1 - c of the sign choices of symmetric differences.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "statistics/order_statistics.hpp"
#include "statistics/quantile.hpp"
#include "statistics/walsh_averages.hpp"
#include "statistics/wilcoxon.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using doctest::Approx;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> distinct_sizes(std::mt19937_64& generator, std::size_t n) {
  std::exponential_distribution<double> size;
  std::vector<double> sizes(n);
  for (double& x : sizes) x = size(generator);
  return sizes;
}

template <class MakeInterval>
double share_without_zero(const std::vector<double>& sizes, MakeInterval interval) {
  const std::size_t choices = std::size_t{1} << sizes.size();
  std::size_t without = 0;
  for (std::size_t signs = 0; signs < choices; ++signs) {
    std::vector<double> differences = sizes;
    for (std::size_t i = 0; i < sizes.size(); ++i)
      if (signs >> i & 1) differences[i] *= -1;
    const ConfidenceInterval found = interval(differences);
    without += found.lower > 0 || found.upper < 0;
  }
  return static_cast<double>(without) / static_cast<double>(choices);
}

TEST_CASE("both intervals have exactly the confidence that they state") {
  std::mt19937_64 generator(1);
  for (std::size_t n = 1; n <= 11; ++n)
    for (const double confidence : {0.5, 0.9, 0.95, 0.99}) {
      const std::vector<double> sizes = distinct_sizes(generator, n);
      const ConfidenceInterval median = median_interval(sizes, confidence);
      CHECK(share_without_zero(sizes, [&](const auto& d) {
              return median_interval(d, confidence);
            }) == Approx(1 - median.confidence).epsilon(1e-12));
      const ConfidenceInterval walsh = walsh_interval(sizes, confidence);
      CHECK(share_without_zero(sizes, [&](const auto& d) {
              return walsh_interval(d, confidence);
            }) == Approx(1 - walsh.confidence).epsilon(1e-12));
      const double most = 1 - std::exp2(1 - static_cast<double>(n));
      CHECK((median.confidence >= confidence) == (most >= confidence));
      CHECK((walsh.confidence >= confidence) == (most >= confidence));
    }
}

TEST_CASE("with equal values they miss at most as often") {
  for (const std::vector<double>& sizes :
       {std::vector<double>{1, 1, 1, 2, 2, 3, 3, 3}, std::vector<double>(9, 1.0)}) {
    CHECK(share_without_zero(sizes, [](const auto& d) { return median_interval(d, 0.9); }) <= 0.1);
    CHECK(share_without_zero(sizes, [](const auto& d) { return walsh_interval(d, 0.9); }) <= 0.1);
  }
}

// Conover 1999, table A3 (binomial, 1/2).
TEST_CASE("the median's interval, against the binomial table") {
  CHECK(median_rank(5, 0.95) == 0);
  CHECK(median_rank(6, 0.95) == 1);
  CHECK(median_rank(10, 0.95) == 2);
  CHECK(median_rank(20, 0.95) == 6);
  CHECK(median_rank(25, 0.95) == 8);
  CHECK(median_rank(100, 0.95) == 40);
  const ConfidenceInterval six = median_interval(std::vector<double>{3, 1, nan, 2, 9, 5, 4}, 0.95);
  CHECK(six.lower == 1);
  CHECK(six.upper == 9);
  CHECK(six.confidence == 1 - 2.0 / 64);
  CHECK(median_interval(std::vector<double>{3, 1, 2, 9, 5}, 0.95).confidence == 1 - 2.0 / 32);
  CHECK(median_rank(6, 1 - 2.0 / 64) == 1);
  for (std::size_t n = 1; n < 400; n += 7) {  // the largest rank with the confidence
    const boost::math::binomial below(static_cast<double>(n), 0.5);
    const auto rank = static_cast<double>(median_rank(n, 0.9));
    if (rank > 0) CHECK(boost::math::cdf(below, rank - 1) <= 0.05);
    CHECK(boost::math::cdf(below, rank) > 0.05);
  }
}

TEST_CASE("failed runs make ends infinite, missing ones do not count") {
  const ConfidenceInterval costs =
      median_interval(std::vector<double>{1, inf, 2, inf, 3, 4, nan, 5}, 0.95);
  CHECK(costs.lower == 1);
  CHECK(costs.upper == inf);
  const ConfidenceInterval differences =
      walsh_interval(std::vector<double>{1, inf, 2, -inf, 3, 4, nan, 5}, 0.95);
  CHECK(differences.lower == -inf);
  CHECK(differences.upper == inf);
  const ConfidenceInterval better = walsh_interval(std::vector<double>(7, -inf), 0.95);
  CHECK(better.upper == -inf);
  CHECK(std::isnan(median_interval({}, 0.95).lower));
  CHECK(walsh_interval(std::vector<double>{nan}, 0.95).confidence == 0);
}

TEST_CASE("the interval of the typical difference holds what the test does not reject") {
  std::mt19937_64 generator(2);
  std::normal_distribution<double> draw(0.3);
  for (const std::size_t n : {6u, 15u, 60u}) {
    std::vector<double> differences(n);
    for (double& d : differences) d = draw(generator);
    const ConfidenceInterval interval = walsh_interval(differences, 0.95);
    const auto p_at = [&](double shift) {
      std::vector<double> shifted = differences;
      for (double& d : shifted) d -= shift;
      return signed_rank_test(shifted).p;
    };
    CHECK(p_at(interval.lower - 1e-9) <= 0.05);
    CHECK(p_at(interval.lower + 1e-9) > 0.05);
    CHECK(p_at(interval.upper - 1e-9) > 0.05);
    CHECK(p_at(interval.upper + 1e-9) <= 0.05);
    CHECK(interval.lower <= hodges_lehmann(differences));
    CHECK(hodges_lehmann(differences) <= interval.upper);
  }
}

TEST_CASE("the share of positive pair means, by counting") {
  std::mt19937_64 generator(3);
  std::uniform_int_distribution<int> draw(-3, 4);
  for (std::size_t n = 1; n < 40; ++n) {
    std::vector<double> d(n);
    for (double& x : d) x = draw(generator);
    double positive = 0, pairs = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i; j < n; ++j, ++pairs)
        positive += d[i] + d[j] > 0 ? 1 : d[i] + d[j] == 0 ? 0.5 : 0;
    CHECK(positive_walsh_share(d) == Approx(positive / pairs));
  }
  CHECK(positive_walsh_share(std::vector<double>{inf, inf, -inf, nan}) == Approx(4.0 / 6));
  CHECK(std::isnan(positive_walsh_share({})));
}

}  // namespace
