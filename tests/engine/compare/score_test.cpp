// The rule for failed, diverged and skipped runs, run by run.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "compare/score.hpp"
#include "compare/times.hpp"

namespace {

using namespace firstmove::engine;

constexpr double inf = std::numeric_limits<double>::infinity();

RunRecord run_with(RunStatus status, Outcome outcome, std::vector<double> cost) {
  RunRecord run;
  run.status = status;
  run.outcome = outcome;
  run.dims = {1, 1};
  run.x = {3, 4};
  run.cost = std::move(cost);
  return run;
}

TEST_CASE("a run that ended well has its own cost, failed and diverged runs have the worst one") {
  CHECK(cost_score(run_with(RunStatus::finished, Outcome::converged, {-2, 5}), 0) == -2);
  CHECK(cost_score(run_with(RunStatus::stopped, Outcome::budget_spent, {-2, 5}), 1) == 5);
  CHECK(cost_score(run_with(RunStatus::finished, Outcome::cycling, {-2, 5}), 1) == 5);
  CHECK(cost_score(run_with(RunStatus::failed, Outcome::failed, {-5e122, 1}), 0) == inf);
  CHECK(cost_score(run_with(RunStatus::stopped, Outcome::diverged, {-5e122, 1}), 0) == inf);
  CHECK(cost_score(run_with(RunStatus::finished, Outcome::diverged, {-5e122, 1}), 1) == inf);
}

TEST_CASE("a cost that is not finite is the worst, also an infinitely low one") {
  for (const double cost : {inf, -inf, std::nan("")})
    CHECK(cost_score(run_with(RunStatus::finished, Outcome::converged, {cost, 0}), 0) == inf);
}

TEST_CASE("a skipped run is missing, and so is a player that the run's game does not have") {
  RunRecord skipped = run_with(RunStatus::skipped, Outcome::skipped, {});
  skipped.dims.clear();
  CHECK(std::isnan(cost_score(skipped, 0)));
  CHECK(std::isnan(plain_value(skipped, 7)));
  CHECK(std::isnan(cost_score(run_with(RunStatus::finished, Outcome::converged, {1, 2}), 2)));
  CHECK(std::isnan(cost_score(run_with(RunStatus::finished, Outcome::diverged, {1, 2}), 2)));
}

TEST_CASE("values without a worst one, such as actions, are those of runs that ended well") {
  CHECK(plain_value(run_with(RunStatus::finished, Outcome::converged, {1, 2}), 7) == 7);
  CHECK(std::isnan(plain_value(run_with(RunStatus::finished, Outcome::diverged, {1, 2}), 7)));
  CHECK(std::isnan(plain_value(run_with(RunStatus::failed, Outcome::failed, {1, 2}), 7)));
}

TEST_CASE("only a run whose budget has ended may still arrive") {
  for (const Outcome outcome : all_outcomes) {
    CAPTURE(outcome_name(outcome));
    const bool may = may_still_arrive(run_with(RunStatus::finished, outcome, {1, 2}));
    CHECK(may == (outcome == Outcome::budget_spent || outcome == Outcome::timed_out ||
                  outcome == Outcome::still_moving));
  }
}

// ---- Median times ------------------------------------------------------------------------------

TEST_CASE("39 of 100 runs arrive and 61 stop elsewhere: the median is not reached") {
  std::vector<TimeToEvent> times(61, never_reached);
  for (int i = 1; i <= 39; ++i) times.push_back({10.0 * i, true});
  const MedianTime median = median_time(times, 0.95);
  CHECK(median.reached == 39);
  CHECK(median.runs == 100);
  CHECK(median.median == inf);
  CHECK(median.upper == inf);
  // The 40th of 100 ordered times bounds the median from below with 95 %: 2 P(B <= 39) = 0.035.
  CHECK(median.lower == inf);
}

TEST_CASE("six runs that all arrive: the interval of the median is from the first to the last") {
  std::vector<TimeToEvent> times;
  for (const double time : {7, 3, 12, 5, 9, 4}) times.push_back({time, true});
  const MedianTime median = median_time(times, 0.95);
  CHECK(median.median == 5);  // by then half have arrived
  CHECK(median.lower == 3);
  CHECK(median.upper == 12);
}

TEST_CASE("budgets that end after all arrivals change nothing, earlier ones do") {
  std::vector<TimeToEvent> late, never, early;
  for (int i = 1; i <= 8; ++i)
    for (auto* times : {&late, &never, &early}) times->push_back({1.0 * i, true});
  for (int i = 0; i < 12; ++i) {
    late.push_back({100, false});
    never.push_back(never_reached);
    early.push_back({0.5, false});
  }
  CHECK(median_time(late, 0.95).median == inf);
  CHECK(median_time(late, 0.95).lower == median_time(never, 0.95).lower);
  CHECK(median_time(early, 0.95).median == 4);  // of those that were observed
}

}  // namespace
