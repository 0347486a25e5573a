// Performance profiles and rank tables against published values and the definitions.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "statistics/performance_profile.hpp"
#include "statistics/ranks.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using doctest::Approx;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Whole numbers with ties and failures.
ScoreTable random_scores(std::mt19937_64& generator, std::size_t learners, std::size_t problems) {
  std::uniform_int_distribution<int> draw(0, 12);
  ScoreTable scores(learners, std::vector<double>(problems));
  for (auto& row : scores)
    for (double& score : row) {
      const int drawn = draw(generator);
      score = drawn == 12 ? inf : drawn == 11 ? nan : drawn;
    }
  return scores;
}

// ---- Profiles ----------------------------------------------------------------------------------

TEST_CASE("a profile by hand") {
  const auto profiles = performance_profiles({{1, 4, inf, 0}, {2, 2, nan, 3}, {10, 2, inf, 0}});
  REQUIRE(profiles.size() == 3);
  CHECK(profiles[0].ratios == std::vector<double>{1, 2});
  CHECK(profiles[0].shares == std::vector<double>{0.5, 0.75});
  CHECK(profiles[1].ratios == std::vector<double>{1, 2});
  CHECK(profiles[1].shares == std::vector<double>{0.25, 0.5});
  CHECK(profiles[2].ratios == std::vector<double>{1, 10});
  CHECK(profiles[2].shares == std::vector<double>{0.5, 0.75});
  CHECK(profiles[2].at(0.99) == 0);
  CHECK(profiles[2].at(9.99) == 0.5);
  CHECK(profiles[2].at(10) == 0.75);
  CHECK(profiles[2].at(inf) == 0.75);
}

TEST_CASE("profiles, by their definition") {
  std::mt19937_64 generator(1);
  for (int round = 0; round < 50; ++round) {
    const std::size_t problems = 1 + static_cast<std::size_t>(round) % 15;
    const ScoreTable scores = random_scores(generator, 4, problems);
    const auto profiles = performance_profiles(scores);
    for (std::size_t l = 0; l < 4; ++l)
      for (const double ratio : {1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 11.0, 1e9}) {
        std::size_t within = 0;
        for (std::size_t p = 0; p < problems; ++p) {
          bool all = std::isfinite(scores[l][p]);  // within the ratio of every rival's score
          for (const auto& rival : scores)
            all = all && (!std::isfinite(rival[p]) || scores[l][p] <= ratio * rival[p]);
          within += all;
        }
        CHECK(profiles[l].at(ratio) == static_cast<double>(within) / static_cast<double>(problems));
      }
  }
}

TEST_CASE("profiles of scores without ratios are refused") {
  CHECK_THROWS_WITH_AS(
      performance_profiles({{1, 2}, {1, -3}}),
      "learner 1 has the score -3.000000 on problem 1; a performance profile needs scores of at "
      "least 0",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(performance_profiles({{1, 2}, {1}}),
                       "learner 1 has 1 scores, but learner 0 has 2", std::invalid_argument);
}

// ---- Ranks -------------------------------------------------------------------------------------

// Hollander and Wolfe 1973, table 7.1: three ways of rounding first base, 22 players, with ties.
TEST_CASE("Friedman's test of the rounding times, against published values") {
  const double times[22][3] = {
      {5.40, 5.50, 5.55}, {5.85, 5.70, 5.75}, {5.20, 5.60, 5.50}, {5.55, 5.50, 5.40},
      {5.90, 5.85, 5.70}, {5.45, 5.55, 5.60}, {5.40, 5.40, 5.35}, {5.45, 5.50, 5.35},
      {5.25, 5.15, 5.00}, {5.85, 5.80, 5.70}, {5.25, 5.20, 5.10}, {5.65, 5.55, 5.45},
      {5.60, 5.35, 5.45}, {5.05, 5.00, 4.95}, {5.50, 5.50, 5.40}, {5.45, 5.55, 5.50},
      {5.55, 5.55, 5.35}, {5.45, 5.50, 5.55}, {5.50, 5.45, 5.25}, {5.65, 5.60, 5.40},
      {5.70, 5.65, 5.55}, {6.30, 6.30, 6.25}};
  ScoreTable scores(3);
  for (const auto& player : times)
    for (std::size_t way = 0; way < 3; ++way) scores[way].push_back(player[way]);
  const RankTable table = rank_table(scores);
  CHECK(table.friedman == Approx(11.143).epsilon(1e-4));
  CHECK(table.p == Approx(0.003805).epsilon(1e-3));
  CHECK(table.learners[0].mean == Approx(53.0 / 22));
  CHECK(table.learners[1].mean == Approx(47.0 / 22));
  CHECK(table.learners[2].mean == Approx(32.0 / 22));
}

TEST_CASE(
    "Friedman's statistic without ties is the original one, for two learners the sign test's") {
  std::mt19937_64 generator(2);
  for (const std::size_t k : {2u, 3u, 5u}) {
    const std::size_t n = 11;
    ScoreTable scores(k, std::vector<double>(n));
    for (auto& row : scores)
      for (double& score : row) score = static_cast<double>(generator());
    const RankTable table = rank_table(scores);
    const double K = static_cast<double>(k), N = static_cast<double>(n);
    double squares = 0;
    for (const RankTable::Learner& learner : table.learners)
      squares += N * N * learner.mean * learner.mean;
    CHECK(table.friedman == Approx(12 * squares / (N * K * (K + 1)) - 3 * N * (K + 1)));
    if (k > 2) continue;
    const double more = 2 * static_cast<double>(table.learners[0].wins) - N;
    CHECK(table.friedman == Approx(more * more / N));
    CHECK(table.p == Approx(std::erfc(std::abs(more) / std::sqrt(2 * N))));
  }
}

TEST_CASE("ranks, wins and failures, by counting") {
  std::mt19937_64 generator(3);
  for (int round = 0; round < 50; ++round) {
    const std::size_t k = 1 + static_cast<std::size_t>(round) % 5, n = 20;
    const ScoreTable scores = random_scores(generator, k, n);
    const RankTable table = rank_table(scores);
    for (std::size_t l = 0; l < k; ++l) {
      std::size_t wins = 0, shared = 0, failures = 0;
      double sum = 0;
      for (std::size_t p = 0; p < n; ++p) {
        std::size_t less = 0, equal = 0;
        const bool failed = !std::isfinite(scores[l][p]);
        for (const auto& rival : scores) {
          const bool rival_failed = !std::isfinite(rival[p]);
          less += !rival_failed && (failed || rival[p] < scores[l][p]);
          equal += failed ? rival_failed : rival[p] == scores[l][p];
        }
        const double rank = static_cast<double>(less) + 0.5 * static_cast<double>(equal + 1);
        CHECK(table.learners[l].ranks[p] == rank);
        sum += rank;
        failures += failed;
        wins += !failed && less == 0 && equal == 1;
        shared += !failed && less == 0 && equal > 1;
      }
      CHECK(table.learners[l].mean == Approx(sum / static_cast<double>(n)));
      CHECK(table.learners[l].wins == wins);
      CHECK(table.learners[l].shared == shared);
      CHECK(table.learners[l].failures == failures);
    }
  }
}

TEST_CASE("without any difference between learners p is 1") {
  CHECK(rank_table({{1, 2, inf}, {1, 2, nan}}).p == 1);
  CHECK(rank_table({{1, 2}}).p == 1);
  CHECK(rank_table({}).learners.empty());
  CHECK(rank_table({{}, {}}).p == 1);
}

}  // namespace
