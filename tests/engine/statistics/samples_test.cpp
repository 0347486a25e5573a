// Quantiles, shares and bootstrap intervals against published values, closed forms and enumeration.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "statistics/bootstrap.hpp"
#include "statistics/quantile.hpp"
#include "statistics/share.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using doctest::Approx;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// ---- Quantiles ---------------------------------------------------------------------------------

TEST_CASE("quantiles of 1 .. 10, against R's default") {
  const OrderedSample sample({7, 1, 10, 4, 3, 9, 2, 8, 6, 5});
  CHECK(sample.quantile(0.1) == Approx(1.9));
  CHECK(sample.quantile(0.25) == Approx(3.25));
  CHECK(sample.median() == 5.5);
  CHECK(sample.quantile(0.9) == Approx(9.1));
  CHECK(sample.quantile(0) == 1);
  CHECK(sample.quantile(1) == 10);
}

TEST_CASE("the k-th value is the quantile (k - 1) / (n - 1), whatever the other values") {
  for (std::size_t n = 2; n <= 200; ++n)
    for (std::size_t k = 0; k < n; ++k) {
      std::vector<double> values(n, -inf);
      values[k] = 1;
      for (std::size_t i = k + 1; i < n; ++i) values[i] = inf;
      const double p = static_cast<double>(k) / static_cast<double>(n - 1);
      CHECK(OrderedSample(values).quantile(p) == 1);
    }
}

TEST_CASE("infinite values dominate the quantiles beside them, NaN are only counted") {
  const OrderedSample costs({nan, 3, inf, 1, nan, inf, 2});
  CHECK(costs.size() == 5);
  CHECK(costs.left_out() == 2);
  CHECK(costs.median() == 3);
  CHECK(costs.quantile(0.51) == inf);
  CHECK(costs.quantile(0.25) == 2);
  CHECK(OrderedSample({-inf, inf}).median() == 0);
  CHECK(OrderedSample({-inf, inf}).quantile(0.4) == -inf);
  CHECK(OrderedSample({-inf, 5}).quantile(0.9) == -inf);
  CHECK(OrderedSample({inf, inf}).median() == inf);
  CHECK(OrderedSample({-1e308, 1e308, 1.5e308, 1.7e308}).median() == Approx(1.25e308));
  CHECK(std::isnan(OrderedSample({nan}).median()));
}

// ---- Shares ------------------------------------------------------------------------------------

TEST_CASE("Wilson's interval, against published values") {
  const ShareInterval most = wilson(8, 10, 0.95);
  CHECK(most.lower == Approx(0.4902).epsilon(1e-3));
  CHECK(most.upper == Approx(0.9433).epsilon(1e-3));
  const ShareInterval none = wilson(0, 20, 0.95);
  CHECK(none.lower == 0);
  CHECK(none.upper == Approx(0.1611).epsilon(1e-3));
  CHECK(wilson(0, 0, 0.95).lower == 0);
  CHECK(wilson(0, 0, 0.95).upper == 1);
}

TEST_CASE("Wilson's ends are the shares that a normal test just does not reject") {
  for (const double confidence : {0.5, 0.9, 0.95, 0.999}) {
    const double z = boost::math::quantile(boost::math::normal(), 0.5 + 0.5 * confidence);
    for (std::uint64_t n = 1; n <= 40; ++n)
      for (std::uint64_t hits = 0; hits <= n; ++hits) {
        const ShareInterval interval = wilson(hits, n, confidence);
        const double share = static_cast<double>(hits) / static_cast<double>(n);
        for (const double p : {interval.lower, interval.upper})
          CHECK((share - p) * (share - p) ==
                Approx(z * z * p * (1 - p) / static_cast<double>(n)).epsilon(1e-9).scale(1e-3));
        CHECK(interval.lower <= share);
        CHECK(share <= interval.upper);
      }
  }
}

TEST_CASE("Wilson's interval covers the true share as often as stated, on average over shares") {
  const unsigned trials = 30;
  double covered = 0;
  for (int i = 1; i < 1000; ++i) {
    const double share = i / 1000.0;
    const boost::math::binomial count(trials, share);
    for (unsigned hits = 0; hits <= trials; ++hits) {
      const ShareInterval interval = wilson(hits, trials, 0.95);
      if (interval.lower <= share && share <= interval.upper)
        covered += boost::math::pdf(count, hits) / 999;
    }
  }
  CHECK(covered == Approx(0.95).epsilon(0.01));
}

// ---- Bootstrap ---------------------------------------------------------------------------------

// Of one stratum.
BootstrapInterval bootstrap(const std::vector<double>& sample, const Statistic& statistic,
                            const BootstrapSettings& settings) {
  return stratified_bootstrap(std::span(&sample, 1), statistic, settings);
}

double median_of_ascending(std::span<const double> ascending) {
  return quantile_of_ascending(ascending, 0.5);
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}
double spread(std::span<const double> values) {
  double sum = 0;
  for (const double x : values) sum += (x - mean(values)) * (x - mean(values));
  return sum / static_cast<double>(values.size());
}

// The statistic of all n^n resamples, in order.
std::vector<double> all_resamples(const std::vector<double>& sample, const Statistic& statistic) {
  const std::size_t n = sample.size();
  std::vector<double> results;
  std::vector<std::size_t> pick(n, 0);
  for (std::size_t wheel = 0; wheel < n;) {
    std::vector<double> resample;
    for (const std::size_t i : pick) resample.push_back(sample[i]);
    std::sort(resample.begin(), resample.end());
    results.push_back(statistic(resample));
    for (wheel = 0; wheel < n && ++pick[wheel] == n; ++wheel) pick[wheel] = 0;
  }
  std::sort(results.begin(), results.end());
  return results;
}

TEST_CASE("percentile intervals approach those of all resamples") {
  const std::vector<double> sample = {2.5, 0.1, 7.3, 3.9, 4.4, 11.0};
  for (const Statistic& statistic : {Statistic(mean), Statistic(median_of_ascending)}) {
    const std::vector<double> all = all_resamples(sample, statistic);
    REQUIRE(all.size() == 46656);
    const BootstrapInterval found =
        bootstrap(sample, statistic, {.confidence = 0.8, .resamples = 200000});
    const auto share_below = [&](double x) {
      return static_cast<double>(std::lower_bound(all.begin(), all.end(), x) - all.begin()) /
             static_cast<double>(all.size());
    };
    const auto share_up_to = [&](double x) {
      return static_cast<double>(std::upper_bound(all.begin(), all.end(), x) - all.begin()) /
             static_cast<double>(all.size());
    };
    CHECK(found.estimate == statistic(OrderedSample(sample).values()));
    CHECK(share_below(found.lower) <= 0.1 + 0.005);
    CHECK(share_up_to(found.lower) >= 0.1 - 0.005);
    CHECK(share_below(found.upper) <= 0.9 + 0.005);
    CHECK(share_up_to(found.upper) >= 0.9 - 0.005);
  }
}

// Efron and Tibshirani 1993, table 14.2: test A of the spatial data, the variance, 90%.
TEST_CASE("the interval of the spatial data, against the published one") {
  const std::vector<double> test_a = {48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                                      0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41};
  const BootstrapInterval interval =
      bootstrap(test_a, spread, {.confidence = 0.9, .resamples = 20000});
  CHECK(interval.estimate == Approx(171.5).epsilon(1e-3));
  CHECK(std::abs(interval.lower - 100.8) < 5);
  CHECK(interval.upper == Approx(233.9).epsilon(0.02));
}

TEST_CASE("intervals cover the true median about as often as stated") {
  std::mt19937_64 generator(5);
  std::lognormal_distribution<double> draw;  // of median 1
  int covered = 0, below = 0;
  const int samples = 1000;
  for (int s = 0; s < samples; ++s) {
    std::vector<double> sample(25);
    for (double& x : sample) x = draw(generator);
    const BootstrapInterval interval =
        bootstrap(sample, median_of_ascending, {.confidence = 0.9, .resamples = 500, .seed = 3});
    covered += interval.lower <= 1 && 1 <= interval.upper;
    below += interval.upper < 1;
  }
  CHECK(covered > 0.87 * samples);
  CHECK(covered < 0.95 * samples);
  CHECK(below > 0.02 * samples);  // errors on both sides
  CHECK(below < 0.08 * samples);
}

TEST_CASE("an interval depends only on the values and the seed") {
  std::vector<double> sample = {3, 1, 4, 1.5, 9, 2.6, 5.3};
  const BootstrapInterval one = bootstrap(sample, mean, {.seed = 1});
  const BootstrapInterval other = bootstrap(sample, mean, {.seed = 2});
  CHECK(one.lower != other.lower);
  std::reverse(sample.begin(), sample.end());
  sample.insert(sample.begin() + 3, nan);
  const BootstrapInterval again = bootstrap(sample, mean, {.seed = 1});
  CHECK(again.lower == one.lower);
  CHECK(again.upper == one.upper);
  CHECK(again.size == 7);
  CHECK(again.left_out == 1);
}

TEST_CASE("small, constant and infinite samples") {
  const auto interval = [](const std::vector<double>& sample) {
    return bootstrap(sample, median_of_ascending, {});
  };
  CHECK(std::isnan(interval({}).lower));
  CHECK(std::isnan(interval({nan}).estimate));
  CHECK(interval({2}).estimate == 2);
  CHECK(std::isnan(interval({2}).lower));  // one value bounds nothing
  CHECK(std::isnan(interval({2}).upper));
  CHECK(interval({2, 4}).lower == 2);
  CHECK(interval({2, 4}).estimate == 3);
  CHECK(interval({2, 4}).upper == 4);
  const BootstrapInterval constant = interval({5, 5, 5, 5});
  CHECK(constant.lower == 5);
  CHECK(constant.upper == 5);
  const BootstrapInterval half = interval({1, 2, 3, 4, inf, inf, inf});
  CHECK(half.estimate == 4);
  CHECK(half.lower >= 1);
  CHECK(half.lower <= 3);
  CHECK(half.upper == inf);
  const BootstrapInterval most = interval({1, inf, inf, inf, inf, inf, inf, inf, inf, inf});
  CHECK(most.estimate == inf);
  CHECK(most.lower == inf);
  CHECK(interval({inf, inf}).lower == inf);
}

}  // namespace
