// Times to tolerance and the durations of runs, against published values and other algorithms.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <vector>

#include "statistics/kaplan_meier.hpp"
#include "statistics/time_to_tolerance.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using doctest::Approx;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// ---- Times -------------------------------------------------------------------------------------

TEST_CASE("the first value within tolerance, and the first from which on all are") {
  const std::vector<double> steps = {0, 1, 3, 7, 20, 50};
  const auto found = [&](std::vector<double> values, Within within) {
    const TimeToEvent time = time_to_tolerance(steps, values, 0.5, within);
    return time.reached ? time.time : -time.time;  // negative: censored
  };
  CHECK(found({9, 0.5, 2, 0.1, 0.2, 0}, Within::once) == 1);
  CHECK(found({9, 0.5, 2, 0.1, 0.2, 0}, Within::for_good) == 7);
  CHECK(found({0.1, 0, 0, 0, 0, 0}, Within::for_good) == 0);
  CHECK(found({9, 8, 7, 6, 5, 0.5}, Within::for_good) == 50);
  CHECK(found({9, 0, 0, 0, 0, 0.6}, Within::once) == 1);
  CHECK(found({9, 0, 0, 0, 0, 0.6}, Within::for_good) == -50);
  CHECK(found({9, 0, nan, 0, 0, 0}, Within::for_good) == 7);
  CHECK(found({nan, nan, inf, nan, 1, 2}, Within::once) == -50);
  CHECK_FALSE(time_to_tolerance({}, {}, 0.5, Within::for_good).reached);
}

// ---- Kaplan and Meier --------------------------------------------------------------------------

std::vector<TimeToEvent> times(std::vector<double> signed_times) {  // negative: censored
  std::vector<TimeToEvent> all;
  for (const double t : signed_times) all.push_back({std::abs(t), t > 0});
  return all;
}

// Freireich et al. 1963: weeks of remission under 6-MP and under placebo. Estimates and standard
// errors as in Kleinbaum and Klein, "Survival analysis", chapter 2.
TEST_CASE("the remission times of leukaemia, against published values") {
  const KaplanMeier treated = kaplan_meier(times({6,   6,   6,   -6, 7,  -9,  10,  -10, -11, 13, 16,
                                                  -17, -19, -20, 22, 23, -25, -32, -32, -34, -35}),
                                           0.95);
  struct Row {
    double time;
    std::size_t at_risk, events;
    double left, error;
  };
  const std::vector<Row> published = {{6, 21, 3, 0.8571, 0.0764},  {7, 17, 1, 0.8067, 0.0869},
                                      {10, 15, 1, 0.7529, 0.0963}, {13, 12, 1, 0.6902, 0.1068},
                                      {16, 11, 1, 0.6275, 0.1141}, {22, 7, 1, 0.5378, 0.1282},
                                      {23, 6, 1, 0.4482, 0.1346}};
  REQUIRE(treated.steps.size() == published.size());
  for (std::size_t i = 0; i < published.size(); ++i) {
    const KaplanMeier::Step& step = treated.steps[i];
    const Row& row = published[i];
    CHECK(step.time == row.time);
    CHECK(step.at_risk == row.at_risk);
    CHECK(step.events == row.events);
    CHECK(std::abs(step.left - row.left) < 6e-5);
    // The interval is symmetric around the estimate on the scale of log(-log).
    const double reach = 1.959964 * row.error / (row.left * -std::log(row.left));
    const auto scaled = [](double share) { return std::log(-std::log(share)); };
    CHECK(scaled(step.lower) == Approx(scaled(row.left) + reach).epsilon(2e-3));
    CHECK(scaled(step.upper) == Approx(scaled(row.left) - reach).epsilon(2e-3));
  }
  CHECK(treated.runs == 21);
  CHECK(treated.reached == 9);
  CHECK(treated.median == 23);
  CHECK(treated.lower == 13);
  CHECK(treated.upper == inf);
  CHECK(treated.share.lower == wilson(9, 21, 0.95).lower);

  const KaplanMeier placebo = kaplan_meier(
      times({1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23}), 0.95);
  CHECK(placebo.median == 8);
  CHECK(placebo.lower == 4);  // without censoring, the sixth and the sixteenth of 21 times: 97.3 %;
  CHECK(placebo.upper == 12);  // 11 by the log(-log) interval
  CHECK(placebo.steps.back().left == 0);
}

// Efron 1967, "The two sample problem with censored data": every run has the same weight, and a
// censored run passes its weight on to the runs that remain.
std::map<double, double> redistributed(std::vector<TimeToEvent> runs) {
  std::sort(runs.begin(), runs.end(), [](const TimeToEvent& a, const TimeToEvent& b) {
    return a.time != b.time ? a.time < b.time : a.reached && !b.reached;
  });
  std::vector<double> weight(runs.size(), 1 / static_cast<double>(runs.size()));
  std::map<double, double> left;
  double sum = 1;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].reached) {
      sum -= weight[i];
      left[runs[i].time] = sum;
    } else {
      for (std::size_t j = i + 1; j < runs.size(); ++j)
        weight[j] += weight[i] / static_cast<double>(runs.size() - i - 1);
    }
  }
  return left;
}

TEST_CASE("estimates, against weights redistributed to the right") {
  std::mt19937_64 generator(1);
  std::uniform_int_distribution<int> draw(1, 15);
  for (int round = 0; round < 200; ++round) {
    std::vector<TimeToEvent> runs(1 + static_cast<std::size_t>(round) % 30);
    for (TimeToEvent& run : runs) {
      run = {static_cast<double>(draw(generator)), draw(generator) > 6};
      if (draw(generator) == 1) run = never_reached;
    }
    const KaplanMeier estimate = kaplan_meier(runs, 0.95);
    const std::map<double, double> reference = redistributed(runs);
    REQUIRE(estimate.steps.size() == reference.size());
    double median = inf;
    auto it = reference.begin();
    for (const KaplanMeier::Step& step : estimate.steps) {
      CHECK(step.time == it->first);
      CHECK(std::abs(step.left - it->second) < 1e-12);
      CHECK(step.lower <= step.left);
      CHECK(step.left <= step.upper);
      if (it->second < 0.5 + 1e-9) median = std::min(median, step.time);
      ++it;
    }
    CHECK(estimate.median == median);
    CHECK(estimate.lower <= estimate.median);
    CHECK(estimate.median <= estimate.upper);
  }
}

TEST_CASE("all at the same time, none, one") {
  const KaplanMeier alike = kaplan_meier(std::vector<TimeToEvent>(10, {37, true}), 0.95);
  CHECK(alike.median == 37);
  CHECK(alike.lower == 37);
  CHECK(alike.upper == 37);
  CHECK(alike.steps[0].upper == Approx(1 - std::pow(0.025, 0.1)));  // Clopper and Pearson's
  const KaplanMeier none = kaplan_meier(std::vector<TimeToEvent>(10, never_reached), 0.95);
  CHECK(none.median == inf);
  CHECK(none.lower == inf);
  CHECK(none.reached == 0);
  const KaplanMeier one = kaplan_meier(times({5}), 0.95);
  CHECK(one.median == 5);
  CHECK(one.upper == inf);  // one run says nothing about the rest
  CHECK(kaplan_meier({}, 0.95).median == inf);
}

// 1 - 2 (1/2)^6 = 96.9 %: six known times are enough, whether or not some are infinite.
TEST_CASE("six runs, none censored, bound their median by the least and the largest time") {
  const KaplanMeier six = kaplan_meier(times({4, 9, 2, 7, 30, 11}), 0.95);
  CHECK(six.median == 7);
  CHECK(six.lower == 2);
  CHECK(six.upper == 30);
  std::vector<TimeToEvent> runs = times({4, 9, 2, 7, 30});
  CHECK(kaplan_meier(runs, 0.95).upper == inf);  // five are not
  runs.push_back(never_reached);
  CHECK(kaplan_meier(runs, 0.95).lower == 2);
  CHECK(kaplan_meier(runs, 0.95).upper == inf);
  runs = times({4, 9, 2, 7, 30, 11, 5, 8, 3, 12});
  runs.push_back(never_reached);  // of eleven the second and the tenth: 98.8 %
  CHECK(kaplan_meier(runs, 0.95).lower == 3);
  CHECK(kaplan_meier(runs, 0.95).upper == 30);
}

TEST_CASE("a run that diverges early is not a run whose budget ends early") {
  const KaplanMeier diverged = kaplan_meier(
      std::vector<TimeToEvent>{{9, true}, {9, true}, never_reached, never_reached, never_reached},
      0.95);
  CHECK(diverged.median == inf);
  const KaplanMeier censored = kaplan_meier(times({9, 9, -3, -3, -3}), 0.95);
  CHECK(censored.median == 9);
}

TEST_CASE("the median's interval covers the true one about as often as stated") {
  std::mt19937_64 generator(2);
  std::exponential_distribution<double> event(std::log(2.0));  // of median 1
  std::uniform_real_distribution<double> budget(0.5, 5);
  const int samples = 2000;
  int covered = 0, below = 0;
  for (int s = 0; s < samples; ++s) {
    std::vector<TimeToEvent> runs(40);
    for (TimeToEvent& run : runs) {
      const double time = event(generator), end = budget(generator);
      run = {std::min(time, end), time <= end};
    }
    const KaplanMeier estimate = kaplan_meier(runs, 0.95);
    covered += estimate.lower <= 1 && 1 <= estimate.upper;
    below += estimate.upper < 1;
  }
  CHECK(covered > 0.925 * samples);
  CHECK(covered < 0.975 * samples);
  CHECK(below > 0.01 * samples);
  CHECK(below < 0.04 * samples);
}

}  // namespace
