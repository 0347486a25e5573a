// Friedman's test, its F, and the tests after it, against SciPy 1.10.1, published values and
// enumeration.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "statistics/post_hoc.hpp"
#include "statistics/studentized_range.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using doctest::Approx;

constexpr double inf = std::numeric_limits<double>::infinity();

// Four learners on 14 problems, with ties; less is better.
const ScoreTable errors = {
    {.237, .401, .046, .372, .118, .064, .339, .417, .225, 0, .060, .381, .028, .043},
    {.232, .409, .029, .339, .112, .069, .332, .417, .162, 0, .038, .334, .019, .022},
    {.229, .410, .032, .346, .114, .084, .391, .437, .134, 0, .035, .386, .025, .054},
    {.202, .431, .033, .343, .102, .069, .315, .375, .125, 0, .038, .331, .025, .030}};

TEST_CASE("Friedman's statistic and Iman and Davenport's F, against SciPy") {
  const RankTable table = rank_table(errors);
  CHECK(table.learners[0].mean == Approx(44.0 / 14));
  CHECK(table.friedman == Approx(10.952380952380956).epsilon(1e-12));  // friedmanchisquare
  CHECK(table.p == Approx(0.011986176325417788).epsilon(1e-10));
  CHECK(table.iman_davenport == Approx(4.585889570552149).epsilon(1e-12));
  CHECK(table.iman_davenport_p == Approx(0.007628838730725733).epsilon(1e-10));  // f.sf
}

TEST_CASE("the same strict order on all problems has the probability of that order") {
  const RankTable table = rank_table({{1, 2, 3, 4}, {2, 3, 4, 5}, {3, 4, 5, 6}});
  CHECK(table.iman_davenport == inf);
  CHECK(table.iman_davenport_p == Approx(std::pow(6.0, -3)));
  CHECK(post_hoc(table)[0].conover == Approx(3 * std::pow(6.0, -3)));
  const RankTable equal = rank_table({{1, 2}, {1, 2}});
  CHECK(equal.iman_davenport == 0);
  CHECK(equal.iman_davenport_p == 1);
  CHECK(post_hoc(equal)[0].conover == 1);
  CHECK(post_hoc(equal)[0].nemenyi == 1);
  CHECK(rank_table({{1}, {2}}).iman_davenport_p == 1);  // one problem tells nothing
}

TEST_CASE("pairs of learners, against SciPy") {
  struct Row {
    std::size_t first, second;
    double nemenyi, conover;  // studentized_range.sf(.., 4, inf); t.sf(.., 39), not adjusted
  };
  const std::vector<Row> rows = {{0, 1, 0.08867270928888271, 0.008605028569980428},
                                 {0, 2, 0.9716864713022134, 0.6068195207234452},
                                 {0, 3, 0.06168325891240056, 0.005493562959825502},
                                 {1, 2, 0.22669688602641525, 0.03028918291185483},
                                 {1, 3, 0.9988823439818528, 0.8635936275942138},
                                 {2, 3, 0.17005163566434356, 0.02022493998418205}};
  const std::vector<PairOfRanks> pairs = post_hoc(rank_table(errors));
  REQUIRE(pairs.size() == rows.size());
  // Holm's, by rank of p; the last is 1 because the one before it is.
  const std::vector<double> factors = {5, 2, 6, 3, 2, 4};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(pairs[i].first == rows[i].first);
    CHECK(pairs[i].second == rows[i].second);
    CHECK(pairs[i].nemenyi == Approx(rows[i].nemenyi).epsilon(1e-7));
    CHECK(pairs[i].conover == Approx(std::min(1.0, factors[i] * rows[i].conover)).epsilon(1e-9));
  }
}

// Demsar 2006, section 3.2.4: four learners on 14 data sets.
TEST_CASE("critical differences, against published ones") {
  const CriticalDifference at5 = critical_difference(rank_table(errors), 0.05);
  CHECK(at5.difference == Approx(1.2535591471176057).epsilon(1e-9));
  CHECK(critical_difference(rank_table(errors), 0.1).difference ==
        Approx(1.1180601669815278).epsilon(1e-9));
  CHECK(at5.order == std::vector<std::size_t>{3, 1, 2, 0});
  REQUIRE(at5.groups.size() == 1);
  CHECK(at5.groups[0].first == 0);
  CHECK(at5.groups[0].last == 3);
  const CriticalDifference at10 = critical_difference(rank_table(errors), 0.1);
  REQUIRE(at10.groups.size() == 2);  // 1.93 to 2.93; 2.00 to 2.93 is within it; 2.93 to 3.14
  CHECK(at10.groups[0].first == 0);
  CHECK(at10.groups[0].last == 2);
  CHECK(at10.groups[1].first == 2);
  CHECK(at10.groups[1].last == 3);
}

TEST_CASE("groups are the largest sets of learners that do not differ") {
  std::mt19937_64 generator(1);
  std::uniform_int_distribution<int> draw(0, 9);
  for (int round = 0; round < 100; ++round) {
    const std::size_t learners = 1 + static_cast<std::size_t>(round) % 8;
    ScoreTable scores(learners, std::vector<double>(12));
    for (std::size_t l = 0; l < learners; ++l)
      for (double& x : scores[l]) x = draw(generator) + 2 * static_cast<double>(l);
    const RankTable table = rank_table(scores);
    const CriticalDifference diagram = critical_difference(table, 0.05);
    std::vector<std::pair<std::size_t, std::size_t>> expected;
    for (std::size_t a = 0; a < learners; ++a)
      for (std::size_t b = a + 1; b < learners; ++b) {
        const auto alike = [&](std::size_t i, std::size_t j) {
          return table.learners[diagram.order[j]].mean - table.learners[diagram.order[i]].mean <
                 diagram.difference;
        };
        if (alike(a, b) && (a == 0 || !alike(a - 1, b)) && (b + 1 == learners || !alike(a, b + 1)))
          expected.push_back({a, b});
      }
    REQUIRE(diagram.groups.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK(diagram.groups[i].first == expected[i].first);
      CHECK(diagram.groups[i].last == expected[i].second);
    }
  }
}

// scipy.stats.studentized_range.sf(q, k, inf) and .ppf(0.95, k, inf).
TEST_CASE("ranges of normal values, against SciPy") {
  CHECK(range_tail(2, 3.5) == Approx(0.013328328780817356).epsilon(1e-8));
  CHECK(range_tail(5, 1) == Approx(0.9549548551886442).epsilon(1e-8));
  CHECK(range_tail(10, 6) == Approx(0.0009215153038775181).epsilon(1e-6));
  CHECK(range_tail(20, 3.5) == Approx(0.6036049452034737).epsilon(1e-8));
  CHECK(range_quantile(3, 0.05) == Approx(3.31449316).epsilon(1e-7));
  CHECK(range_quantile(20, 0.01) == Approx(5.6452147).epsilon(1e-6));
  // Two values: their difference has variance 2.
  for (const double q : {0.01, 1.0, 8.0, 30.0})
    CHECK(range_tail(2, q) == Approx(std::erfc(q / 2)).epsilon(1e-10));
  CHECK(range_tail(7, 0) == 1);
}

}  // namespace
