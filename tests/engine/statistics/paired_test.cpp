// Paired tests against all choices of signs, published values and their definitions.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "statistics/holm.hpp"
#include "statistics/midranks.hpp"
#include "statistics/paired.hpp"
#include "statistics/walsh_averages.hpp"
#include "statistics/wilcoxon.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using doctest::Approx;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// ---- Pairs -------------------------------------------------------------------------------------

const std::vector<KeyedValue> first_learner = {{4, 1.0}, {1, nan}, {9, 3.0}, {2, 5.0}, {7, inf}};
const std::vector<KeyedValue> second_learner = {{2, 7.0}, {1, 2.0}, {7, nan},
                                                {4, 0.5}, {3, 1.0}, {5, nan}};

TEST_CASE("pairs by key, failed runs are dropped with their partners") {
  const PairedSamples pairs = pair_by_key(first_learner, second_learner, FailedRuns::dropped);
  CHECK(pairs.keys == std::vector<std::uint64_t>{2, 4});
  CHECK(pairs.first == std::vector<double>{5, 1});
  CHECK(pairs.second == std::vector<double>{7, 0.5});
  CHECK(pairs.differences() == std::vector<double>{-2, 0.5});
  CHECK(pairs.alone_first == 1);
  CHECK(pairs.alone_second == 2);
  CHECK(pairs.failed_first == 1);
  CHECK(pairs.failed_second == 1);
}

TEST_CASE("pairs by key, failed runs are worse than all others, two failures are equal") {
  const PairedSamples pairs = pair_by_key(first_learner, second_learner, FailedRuns::worst);
  CHECK(pairs.keys == std::vector<std::uint64_t>{1, 2, 4, 7});
  CHECK(pairs.differences() == std::vector<double>{inf, -2, 0.5, 0});
  CHECK(pairs.failed_first == 1);
  CHECK(pairs.failed_second == 1);
}

TEST_CASE("a key that occurs twice is an error") {
  const std::vector<KeyedValue> twice = {{3, 1.0}, {8, 2.0}, {3, 1.0}};
  CHECK_THROWS_WITH_AS(pair_by_key(first_learner, twice, FailedRuns::worst),
                       "key 3 occurs twice in a sample", std::invalid_argument);
}

// ---- Signed ranks ------------------------------------------------------------------------------

// By counting: 1 + the smaller values + half of the other equal values.
double rank_among(double x, const std::vector<double>& values) {
  double rank = 0.5;
  for (const double y : values) rank += y < x ? 1 : y == x ? 0.5 : 0;
  return rank;
}

std::vector<double> sizes_of(const std::vector<double>& differences) {
  std::vector<double> sizes;
  for (const double d : differences) sizes.push_back(std::abs(d));
  return sizes;
}

std::vector<double> random_differences(std::mt19937_64& generator, std::size_t n, int most) {
  std::uniform_int_distribution<int> draw(-most, most);
  std::vector<double> differences(n);
  for (double& d : differences) d = draw(generator);
  return differences;
}

TEST_CASE("midranks, by counting") {
  std::mt19937_64 generator(1);
  for (std::size_t n = 0; n < 30; ++n) {
    const std::vector<double> values = random_differences(generator, n, 6);
    const std::vector<double> ranks = midranks(values);
    for (std::size_t i = 0; i < n; ++i) CHECK(ranks[i] == rank_among(values[i], values));
  }
}

TEST_CASE("exact p values, against all choices of signs, with ties and zeros") {
  std::mt19937_64 generator(2);
  for (int round = 0; round < 200; ++round) {
    const std::vector<double> differences =
        random_differences(generator, static_cast<std::size_t>(round % 12), 1 + round % 9);
    const std::vector<double> sizes = sizes_of(differences);
    std::vector<double> ranks;
    double observed = 0;  // the sum of positive ranks minus that of negative ones
    for (const double d : differences) {
      if (d == 0) continue;
      ranks.push_back(rank_among(std::abs(d), sizes));
      observed += d > 0 ? ranks.back() : -ranks.back();
    }
    std::size_t as_far = 0;
    const std::size_t choices = std::size_t{1} << ranks.size();
    for (std::size_t signs = 0; signs < choices; ++signs) {
      double sum = 0;
      for (std::size_t i = 0; i < ranks.size(); ++i) sum += signs >> i & 1 ? ranks[i] : -ranks[i];
      as_far += std::abs(sum) >= std::abs(observed);
    }
    const SignedRankTest test = signed_rank_test(differences);
    CHECK(test.size == differences.size());
    CHECK(test.size - test.zeros == ranks.size());
    CHECK(test.positive - test.negative == observed);
    CHECK(test.p == Approx(static_cast<double>(as_far) / static_cast<double>(choices)));
  }
}

// Hollander and Wolfe 1973, table 3.1: depression at two visits.
TEST_CASE("the depression data, against published values") {
  const std::vector<double> before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
  const std::vector<double> after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
  std::vector<double> differences;
  for (std::size_t i = 0; i < before.size(); ++i) differences.push_back(before[i] - after[i]);
  const SignedRankTest test = signed_rank_test(differences);
  CHECK(test.positive == 40);
  CHECK(test.negative == 5);
  CHECK(test.p == 2 * 10.0 / 512);  // the book's 0.019, one-sided
  CHECK(test.rank_biserial == Approx(35.0 / 45));
  CHECK(hodges_lehmann(differences) == Approx(0.46));
}

TEST_CASE(
    "the effect is 1 if all differences are positive, changes sign with them, is 0 without any") {
  CHECK(signed_rank_test(std::vector<double>{1, 2, 0, 5}).rank_biserial == 1);
  CHECK(signed_rank_test(std::vector<double>{-1, -2, -3}).rank_biserial == -1);
  CHECK(signed_rank_test(std::vector<double>{3, -1, -2}).rank_biserial == 0);
  CHECK(signed_rank_test(std::vector<double>{0, 0}).rank_biserial == 0);
  CHECK(signed_rank_test(std::vector<double>{0, 0}).p == 1);
  CHECK(signed_rank_test({}).p == 1);
}

TEST_CASE("infinite differences rank as equal largest ones") {
  const SignedRankTest infinite = signed_rank_test(std::vector<double>{inf, -1, 2, inf, -inf, 3});
  const SignedRankTest large = signed_rank_test(std::vector<double>{9, -1, 2, 9, -9, 3});
  CHECK(infinite.positive == large.positive);
  CHECK(infinite.p == large.p);
}

double brute_pseudo_median(const std::vector<double>& d) {
  std::vector<double> means;
  for (std::size_t i = 0; i < d.size(); ++i)
    for (std::size_t j = i; j < d.size(); ++j)
      means.push_back(std::isinf(d[i]) && d[j] == -d[i] ? 0 : d[i] / 2 + d[j] / 2);
  std::sort(means.begin(), means.end());
  const double low = means[(means.size() - 1) / 2], high = means[means.size() / 2];
  return low == high ? low : std::isinf(low) && high == -low ? 0 : low / 2 + high / 2;
}

TEST_CASE("the pseudo-median, against all pairs") {
  std::mt19937_64 generator(4);
  std::normal_distribution<double> normal;
  for (std::size_t n = 1; n < 80; ++n) {
    std::vector<double> continuous(n);
    for (double& d : continuous) d = normal(generator);
    CHECK(hodges_lehmann(continuous) == brute_pseudo_median(continuous));
    std::vector<double> crude = random_differences(generator, n, 4);
    CHECK(hodges_lehmann(crude) == brute_pseudo_median(crude));
    for (double& d : crude)
      if (std::abs(d) > 2) d *= inf;
    CHECK(hodges_lehmann(crude) == brute_pseudo_median(crude));
  }
  CHECK(std::isnan(hodges_lehmann({})));
  std::vector<double> many(2000);
  for (double& d : many) d = 1 + normal(generator);
  CHECK(hodges_lehmann(many) == brute_pseudo_median(many));
}

// ---- Many tests --------------------------------------------------------------------------------

// Holm's procedure is the closed test with Bonferroni's: a hypothesis is rejected if every set of
// hypotheses that contains it is.
std::vector<double> by_closure(const std::vector<double>& p) {
  std::vector<double> adjusted(p.size(), 0);
  for (std::size_t set = 1; set < std::size_t{1} << p.size(); ++set) {
    double least = 1, size = 0;
    for (std::size_t i = 0; i < p.size(); ++i)
      if (set >> i & 1) {
        least = std::min(least, p[i]);
        ++size;
      }
    for (std::size_t i = 0; i < p.size(); ++i)
      if (set >> i & 1) adjusted[i] = std::max(adjusted[i], std::min(1.0, size * least));
  }
  return adjusted;
}

TEST_CASE("Holm's p values, against the closed test over all sets") {
  std::mt19937_64 generator(6);
  std::uniform_int_distribution<int> draw(0, 30);
  for (int round = 0; round < 300; ++round) {
    std::vector<double> p(static_cast<std::size_t>(round % 9));
    for (double& x : p) x = draw(generator) / 30.0 * (round % 2 == 0 ? 1 : 0.2);
    CHECK(holm(p) == by_closure(p));
  }
}

TEST_CASE("Holm's p values ignore comparisons that were not tested") {
  const std::vector<double> adjusted = holm(std::vector<double>{0.01, nan, 0.04, 0.03, 0.005});
  CHECK(adjusted[0] == Approx(0.03));
  CHECK(std::isnan(adjusted[1]));
  CHECK(adjusted[2] == Approx(0.06));
  CHECK(adjusted[3] == Approx(0.06));
  CHECK(adjusted[4] == Approx(0.02));
}

}  // namespace
