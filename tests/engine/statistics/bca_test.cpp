// BCa intervals against published ones, closed forms and all resamples.
#include "statistics/bca.hpp"

#include <doctest/doctest.h>

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "statistics/bootstrap.hpp"
#include "statistics/interquartile_mean.hpp"
#include "statistics/quantile.hpp"
#include "statistics/running_time.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using doctest::Approx;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
using Strata = std::vector<std::vector<double>>;

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}
double variance(std::span<const double> values) {
  double sum = 0;
  for (const double x : values) sum += (x - mean(values)) * (x - mean(values));
  return sum / static_cast<double>(values.size());
}

// The statistics of all resamples of all strata.
std::vector<double> all_resamples(const Strata& strata, const Statistic& statistic) {
  std::vector<std::pair<std::size_t, std::size_t>> wheels;  // stratum, value
  for (std::size_t s = 0; s < strata.size(); ++s)
    for (std::size_t i = 0; i < strata[s].size(); ++i) wheels.emplace_back(s, 0);
  std::vector<double> results;
  for (std::size_t wheel = 0; wheel < wheels.size();) {
    std::vector<double> resample;
    for (const auto& [s, i] : wheels) resample.push_back(strata[s][i]);
    std::sort(resample.begin(), resample.end());
    results.push_back(statistic(resample));
    for (wheel = 0;
         wheel < wheels.size() && ++wheels[wheel].second == strata[wheels[wheel].first].size();
         ++wheel)
      wheels[wheel].second = 0;
  }
  return results;
}

// The statistics without one value each.
Strata all_left_out(const Strata& strata, const Statistic& statistic) {
  Strata left_out(strata.size());
  for (std::size_t s = 0; s < strata.size(); ++s)
    for (std::size_t i = 0; i < strata[s].size(); ++i) {
      std::vector<double> others;
      for (std::size_t t = 0; t < strata.size(); ++t)
        for (std::size_t j = 0; j < strata[t].size(); ++j)
          if (t != s || j != i) others.push_back(strata[t][j]);
      std::sort(others.begin(), others.end());
      left_out[s].push_back(statistic(others));
    }
  return left_out;
}

// Efron and Tibshirani 1993, table 14.2: test A of the spatial data, the variance, 90%: the BCa
// interval is (115.8, 259.6), with a = 0.061 and a bias of 0.146; the percentile interval ends at
// 233.9.
TEST_CASE("the BCa interval of the spatial data, against the published one") {
  const Strata test_a = {{48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                          0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41}};
  CHECK(acceleration(all_left_out(test_a, variance)) == Approx(0.061).epsilon(0.01));
  const BootstrapInterval interval = stratified_bootstrap(
      test_a, variance, {.method = BootstrapMethod::bca, .confidence = 0.9, .resamples = 100000});
  CHECK(interval.estimate == Approx(171.5).epsilon(1e-3));
  CHECK(interval.lower == Approx(115.8).epsilon(0.02));
  CHECK(interval.upper == Approx(259.6).epsilon(0.02));
}

TEST_CASE("the acceleration of a mean is a sixth of the skewness over the root of n") {
  const Strata sample = {{0.3, 1.1, 1.7, 8.25, 2.0, 2.5, 7.75, 0.01}};
  const double n = 8, m = mean(sample[0]);
  double cubes = 0;
  for (const double x : sample[0]) cubes += std::pow(x - m, 3) / n;
  CHECK(acceleration(all_left_out(sample, mean)) ==
        Approx(cubes / std::pow(variance(sample[0]), 1.5) / 6 / std::sqrt(n)).epsilon(1e-12));
  CHECK(acceleration(all_left_out({{3, 3, 3}}, mean)) == 0);
  CHECK(acceleration({}) == 0);
  CHECK(std::isnan(acceleration(Strata{{1, 2, inf}})));
}

// By a program in Python, from the formulas and all resamples; scipy.stats.bootstrap has the same.
TEST_CASE("levels and ends, against all resamples") {
  const auto compare = [](const Strata& strata, const Statistic& statistic, double confidence,
                          const std::vector<double>& expected) {
    const std::vector<double> resampled = all_resamples(strata, statistic);
    const double a = acceleration(all_left_out(strata, statistic));
    CHECK(a == Approx(expected[0]).epsilon(1e-12));
    std::vector<double> values;
    for (const auto& stratum : strata) values.insert(values.end(), stratum.begin(), stratum.end());
    std::sort(values.begin(), values.end());
    const double estimate = statistic(values);
    const BootstrapLevels levels = bca_levels(estimate, resampled, a, confidence);
    CHECK(levels.lower == Approx(expected[1]).epsilon(1e-9));
    CHECK(levels.upper == Approx(expected[2]).epsilon(1e-9));
    const OrderedSample ordered(resampled);
    CHECK(ordered.quantile(levels.lower) == Approx(expected[3]).epsilon(1e-12));
    CHECK(ordered.quantile(levels.upper) == Approx(expected[4]).epsilon(1e-12));
    // Drawn resamples approach them; so do their levels.
    const BootstrapInterval drawn = stratified_bootstrap(
        strata, statistic,
        {.method = BootstrapMethod::bca, .confidence = confidence, .resamples = 200000});
    CHECK(drawn.estimate == estimate);
    CHECK(drawn.lower >= ordered.quantile(levels.lower - 0.005));
    CHECK(drawn.lower <= ordered.quantile(levels.lower + 0.005));
    CHECK(drawn.upper >= ordered.quantile(levels.upper - 0.005));
    CHECK(drawn.upper <= ordered.quantile(levels.upper + 0.005));
  };
  compare({{0.3, 1.1, 1.7, 8.25}, {2.0, 2.5, 7.75}}, mean, 0.9,
          {0.06388998283440828, 0.0799814577488166, 0.9738697301346764, 1.7428571428571427,
           5.528571428571429});
  compare({{0.5, 1.25, 1.5, 3.0, 10.0}}, interquartile_mean, 0.8,
          {0.027720562932731438, 0.0956827154593839, 0.8952085079622335, 1.0833333333333333,
           4.833333333333333});
}

TEST_CASE("without bias and skewness the levels are those of the percentile interval") {
  const std::vector<double> symmetric = {-2, -1, 0, 1, 2};
  const BootstrapLevels levels = bca_levels(0, symmetric, 0, 0.9);
  CHECK(levels.lower == Approx(0.05).epsilon(1e-12));
  CHECK(levels.upper == Approx(0.95).epsilon(1e-12));
  // A bias alone shifts both levels by twice as much.
  const boost::math::normal normal;
  const double bias = boost::math::quantile(normal, 0.7), z = boost::math::quantile(normal, 0.95);
  const BootstrapLevels shifted = bca_levels(1, symmetric, 0, 0.9);
  CHECK(shifted.lower == Approx(boost::math::cdf(normal, 2 * bias - z)).epsilon(1e-12));
  CHECK(shifted.upper == Approx(boost::math::cdf(normal, 2 * bias + z)).epsilon(1e-12));
}

TEST_CASE("where there is no BCa interval its ends are not numbers") {
  const std::vector<double> resampled = {1, 2, 3};
  CHECK(std::isnan(bca_levels(0.5, resampled, 0, 0.9).lower));
  CHECK(std::isnan(bca_levels(4, resampled, 0, 0.9).upper));
  CHECK(std::isnan(bca_levels(2, resampled, nan, 0.9).lower));
  CHECK(std::isnan(bca_levels(2, resampled, 1, 0.9).upper));  // beyond the pole at 1 / a
  const auto middle = [](const std::vector<double>& sample) {
    return stratified_bootstrap(Strata{sample}, interquartile_mean,
                                {.method = BootstrapMethod::bca});
  };
  CHECK(middle({1, 2, 3, 4, 5, 6, 7, inf}).lower > 1);  // without any value the middle is finite
  CHECK(std::isnan(middle({1, 2, 3, inf}).upper));      // not without 1
  CHECK(std::isnan(middle({inf, inf, inf}).upper));
  CHECK(std::isnan(middle({5}).lower));
  CHECK(middle({5, 5, 5, 5}).lower == 5);
  CHECK(middle({5, 5, 5, 5}).upper == 5);
}

TEST_CASE("the BCa interval of an expected running time, from what runs without one need") {
  const std::vector<TargetEffort> runs = {{10, true},   {30, true}, {100, false},
                                          {100, false}, {20, true}, {40, true}};
  const BootstrapSettings settings{.method = BootstrapMethod::bca, .confidence = 0.8};
  const BootstrapInterval found = expected_running_time_interval(runs, settings);
  // The same resamples.
  const BootstrapInterval plain = expected_running_time_interval(runs, {.confidence = 0.8});
  CHECK(found.estimate == 75);
  CHECK(found.lower > plain.lower);  // the distribution is skewed to long times
  CHECK(found.upper > plain.upper);
  std::vector<double> left_out;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::vector<TargetEffort> others = runs;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    left_out.push_back(expected_running_time(others));
  }
  CHECK(acceleration(Strata{left_out}) > 0);
  const std::vector<TargetEffort> lucky = {{10, true}, {100, false}, {100, false}};
  CHECK(std::isnan(expected_running_time_interval(lucky, settings).upper));
  CHECK(std::isnan(expected_running_time_interval({lucky.data(), 1}, settings).lower));
}

}  // namespace
