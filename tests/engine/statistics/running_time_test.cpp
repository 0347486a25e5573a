// Running times by their definitions, and numbers of replicates against SciPy.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "statistics/running_time.hpp"
#include "statistics/seeds_needed.hpp"
#include "statistics/walsh_averages.hpp"
#include "statistics/wilcoxon.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using doctest::Approx;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("the expected running time is that of runs that restart until one reaches the target") {
  const std::vector<TargetEffort> runs = {
      {10, true}, {30, true}, {100, false}, {100, false}, {20, true}};
  CHECK(expected_running_time(runs) == Approx(260.0 / 3));
  std::mt19937_64 generator(1);
  std::uniform_int_distribution<std::size_t> pick(0, runs.size() - 1);
  double total = 0;
  const int rounds = 200000;
  for (int round = 0; round < rounds; ++round)
    for (bool reached = false; !reached;) {
      const TargetEffort& run = runs[pick(generator)];
      total += run.effort;
      reached = run.reached;
    }
  CHECK(total / rounds == Approx(260.0 / 3).epsilon(0.01));
  CHECK(expected_running_time(std::vector<TargetEffort>(3, {5, false})) == inf);
  CHECK(std::isnan(expected_running_time({})));
}

TEST_CASE("intervals of the expected running time") {
  std::vector<TargetEffort> runs = {{10, true}, {30, true}, {100, false}, {100, false}, {20, true}};
  const BootstrapInterval found = expected_running_time_interval(runs, {.confidence = 0.9});
  CHECK(found.estimate == Approx(260.0 / 3));
  CHECK(found.lower < 40);
  CHECK(found.upper > 200);
  CHECK(found.upper < inf);  // no success in 2^5 / 5^5 = 1 % of the resamples
  CHECK(expected_running_time_interval(runs, {.confidence = 0.99}).upper == inf);
  std::reverse(runs.begin(), runs.end());
  CHECK(expected_running_time_interval(runs, {.confidence = 0.9}).upper == found.upper);
  const BootstrapInterval none =
      expected_running_time_interval(std::vector<TargetEffort>(3, {5, false}), {});
  CHECK(none.lower == inf);
  const BootstrapInterval certain =
      expected_running_time_interval(std::vector<TargetEffort>(4, {5, true}), {});
  CHECK(certain.lower == 5);
  CHECK(certain.upper == 5);
}

TEST_CASE("targets that were reached, by hand") {
  const std::vector<double> efforts = {1, 2, 3, 4, 5}, values = {9, 4, nan, 0.5, 2};
  const std::vector<double> targets = {0.1, 1, 5};
  const std::vector<TargetEffort> spent = spent_on_targets(efforts, values, targets);
  REQUIRE(spent.size() == 3);
  CHECK_FALSE(spent[0].reached);
  CHECK(spent[0].effort == 5);
  CHECK(spent[1].reached);
  CHECK(spent[1].effort == 4);
  CHECK(spent[2].effort == 2);
  const std::vector<std::vector<TargetEffort>> runs = {spent, {{7, false}, {2, true}, {0, true}}};
  const TargetsReached reached = targets_reached(runs);
  CHECK(reached.pairs == 6);
  CHECK(reached.efforts == std::vector<double>{0, 2, 4});
  CHECK(reached.at(-1) == 0);
  CHECK(reached.at(0) == Approx(1.0 / 6));
  CHECK(reached.at(3.9) == Approx(3.0 / 6));
  CHECK(reached.at(inf) == Approx(4.0 / 6));
  CHECK(targets_reached({}).pairs == 0);
  CHECK(spent_on_targets({}, {}, targets)[0].effort == 0);
}

TEST_CASE("targets on the log scale") {
  const std::vector<double> targets = log_targets(1e-8, 100, 51);
  CHECK(targets.size() == 51);
  CHECK(targets.front() == 1e-8);
  CHECK(targets.back() == 100);
  for (std::size_t i = 1; i < 51; ++i)
    CHECK(targets[i] / targets[i - 1] == Approx(std::pow(10, 0.2)));
  CHECK(log_targets(3, 5, 1) == std::vector<double>{3});
}

// scipy.stats.norm.ppf in Noether's formula: 65.4, 1401.0 and 24.3.
TEST_CASE("numbers of replicates, against the formula") {
  CHECK(seeds_needed(0.7, 0.05, 0.8) == 66);
  CHECK(seeds_needed(0.3, 0.05, 0.8) == 66);
  CHECK(seeds_needed(0.55, 0.05, 0.9) == 1401);
  CHECK(seeds_needed(0.9, 0.01, 0.8) == 25);
  CHECK(seeds_needed(1, 0.05, 0.8) == 11);
  CHECK(seeds_needed(1, 0.001, 0.01) == 11);  // 2^-10 is the first p below 0.001
  CHECK(seeds_needed(0.5, 0.05, 0.8) == 0);
  CHECK(walsh_share_of_normal(0.5) == Approx(0.7602499389065234));
  CHECK_THROWS_AS(seeds_needed(1.2, 0.05, 0.8), std::invalid_argument);
  CHECK_THROWS_AS(seeds_needed(0.7, 0, 0.8), std::invalid_argument);
  CHECK_THROWS_AS(seeds_needed(0.7, 0.05, 0.02), std::invalid_argument);
}

TEST_CASE("with that number of replicates the test finds the effect about as often as stated") {
  std::mt19937_64 generator(2);
  std::normal_distribution<double> draw(0.4);
  const std::size_t n = seeds_needed(walsh_share_of_normal(0.4), 0.05, 0.8);
  int found = 0;
  const int rounds = 1000;
  double share = 0;
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> differences(n);
    for (double& d : differences) d = draw(generator);
    found += signed_rank_test(differences).p <= 0.05;
    share += positive_walsh_share(differences) / rounds;
  }
  CHECK(found > 0.76 * rounds);
  CHECK(found < 0.86 * rounds);
  CHECK(share == Approx(walsh_share_of_normal(0.4)).epsilon(0.01));
}

}  // namespace
