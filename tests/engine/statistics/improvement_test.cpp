// Which learner is better, as probabilities: against closed forms, enumeration and other sampling.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "statistics/bayesian_signed_rank.hpp"
#include "statistics/bootstrap.hpp"
#include "statistics/equivalence.hpp"
#include "statistics/interquartile_mean.hpp"
#include "statistics/probability_of_improvement.hpp"
#include "statistics/quantile.hpp"
#include "statistics/share.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using doctest::Approx;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("better, equal and worse pairs, failures and missing ones") {
  const ProbabilityOfImprovement p = probability_of_improvement(
      std::vector<double>{-3, 1, 0, -inf, inf, nan, 1e-9, -2}, 1e-6, 0.9);
  CHECK(p.better == 3);
  CHECK(p.equal == 2);
  CHECK(p.worse == 2);
  CHECK(p.estimate == 4.0 / 7);
  CHECK(p.interval.lower == Approx(wilson_of_mean(4.0 / 7, 7, 0.9).lower));
  CHECK(probability_of_improvement({}, 0, 0.9).interval.lower == 0);
  CHECK(probability_of_improvement({}, 0, 0.9).interval.upper == 1);
  const ProbabilityOfImprovement all =
      probability_of_improvement(std::vector<double>(20, -1.0), 0, 0.95);
  CHECK(all.interval.lower == wilson(20, 20, 0.95).lower);
  CHECK(all.interval.upper == 1);
}

// ---- Bayesian signed ranks ---------------------------------------------------------------------

// With one difference d its weight w has the distribution Beta(1, 1/2): P(w > c) = sqrt(1 - c). A
// mean of two draws is above a region that ends between d / 2 and d with probability w^2, above one
// that ends below d / 2 with 1 - (1 - w)^2.
TEST_CASE("one difference, against the closed form") {
  const std::vector<double> one = {1};
  const BayesianSignedRank wide = bayesian_signed_rank(one, 0.7, {.samples = 100000});
  CHECK(std::abs(wide.above - std::sqrt(1 - std::sqrt(0.5))) < 0.006);
  CHECK(wide.below == 0);
  CHECK(wide.above + wide.within == Approx(1));
  CHECK(std::abs(wide.mean_above - 8.0 / 15) < 0.005);
  const BayesianSignedRank narrow = bayesian_signed_rank(one, 0.1, {.samples = 100000});
  CHECK(std::abs(narrow.above - std::sqrt(std::sqrt(0.5))) < 0.006);
  CHECK(std::abs(narrow.mean_within - 0.2) < 0.005);  // E (1 - w)^2 of Beta(1/2, 1)
  CHECK(bayesian_signed_rank(one, 2, {}).within == 1);
}

// Gamma weights and all pairs, as in Benavoli et al. 2017.
std::array<double, 3> by_all_pairs(std::vector<double> values, double rope) {
  values.push_back(0);
  std::mt19937_64 generator(7);
  std::array<double, 3> wins = {0, 0, 0};
  const int samples = 20000;
  for (int s = 0; s < samples; ++s) {
    std::vector<double> weights;
    for (std::size_t i = 0; i < values.size(); ++i)
      weights.push_back(
          std::gamma_distribution<double>(i + 1 == values.size() ? 0.5 : 1.0)(generator));
    std::array<double, 3> mass = {0, 0, 0};
    for (std::size_t i = 0; i < values.size(); ++i)
      for (std::size_t j = 0; j < values.size(); ++j) {
        const double mean = values[i] / 2 + values[j] / 2;
        mass[mean < -rope ? 0 : mean > rope ? 2 : 1] += weights[i] * weights[j];
      }
    wins[static_cast<std::size_t>(std::max_element(mass.begin(), mass.end()) - mass.begin())] +=
        1.0 / samples;
  }
  return wins;
}

TEST_CASE("posterior probabilities, against sums over all pairs") {
  std::mt19937_64 generator(3);
  std::normal_distribution<double> draw(0.2);
  for (const std::size_t n : {2u, 5u, 12u, 30u}) {
    std::vector<double> differences(n);
    for (double& d : differences) d = draw(generator);
    for (const double rope : {0.0, 0.25, 1.0}) {
      const BayesianSignedRank found = bayesian_signed_rank(differences, rope, {.seed = 5});
      const std::array<double, 3> expected = by_all_pairs(differences, rope);
      CHECK(std::abs(found.below - expected[0]) < 0.02);
      CHECK(std::abs(found.within - expected[1]) < 0.02);
      CHECK(std::abs(found.above - expected[2]) < 0.02);
      CHECK(found.mean_below + found.mean_within + found.mean_above == Approx(1));
    }
  }
}

TEST_CASE("posterior probabilities change sides with the signs, infinite differences are large") {
  const std::vector<double> differences = {1, 2, -0.5, 3, 0.2, nan};
  std::vector<double> reversed = {inf, -0.2, -3, 0.5, -2};
  std::vector<double> large = {50, -0.2, -3, 0.5, -2};
  const BayesianSignedRank one = bayesian_signed_rank(differences, 0.3, {.seed = 2});
  CHECK(one.above > 0.8);
  CHECK(one.above ==
        bayesian_signed_rank(std::vector<double>{0.2, 3, 2, 1, -0.5}, 0.3, {.seed = 2}).above);
  CHECK(bayesian_signed_rank(reversed, 0.3, {}).below ==
        bayesian_signed_rank(large, 0.3, {}).below);
  CHECK(bayesian_signed_rank({}, 0.3, {}).within == 1);
  CHECK_THROWS_AS(bayesian_signed_rank(differences, -1, {}), std::invalid_argument);
}

// ---- Interquartile mean ------------------------------------------------------------------------

// scipy.stats.trim_mean(x, 0.25): 40.0 and 21.5.
TEST_CASE("means of the middle half, against SciPy") {
  std::vector<double> squares;
  for (int i = 1; i <= 11; ++i) squares.push_back(i * i);
  CHECK(interquartile_mean(squares) == Approx(40.0));
  squares.resize(8);
  CHECK(interquartile_mean(squares) == Approx(21.5));
  CHECK(interquartile_mean(std::vector<double>{1, 2, 3, inf}) == 2.5);
  CHECK(interquartile_mean(std::vector<double>{1, 2, inf, inf}) == inf);
  CHECK(interquartile_mean(std::vector<double>(4, 1.5e308)) == Approx(1.5e308));
  CHECK(std::isnan(interquartile_mean({})));
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double x : values) sum += x / static_cast<double>(values.size());
  return sum;
}

TEST_CASE("resamples keep the number of values of each stratum") {
  const std::vector<std::vector<double>> constant = {{0, 0, 0}, {1, 1}, {5}};
  const BootstrapInterval none = stratified_bootstrap(constant, mean_of, {});
  CHECK(none.estimate == Approx(7.0 / 6));
  CHECK(none.lower == Approx(7.0 / 6));
  CHECK(none.upper == Approx(7.0 / 6));
  // Two values each: 16 equally probable resamples, each with its own mean times 4 in base 3.
  const std::vector<std::vector<double>> two = {{0, 1}, {10, 13}};
  const BootstrapInterval wide =
      stratified_bootstrap(two, [](std::span<const double> x) { return 4 * mean_of(x); },
                           {.confidence = 0.8, .resamples = 100000});
  // Means: 20 + {0, 1, 2} + {0, 3, 6} with probabilities 1/4, 1/2, 1/4 each: 20 has 1/16, 21 up to
  // 3/16, 22 up to 4/16.
  CHECK(wide.lower == Approx(21));
  CHECK(wide.upper == Approx(27));
  CHECK(wide.size == 4);
}

TEST_CASE("missing values are counted, empty strata add nothing") {
  const std::vector<std::vector<double>> strata = {{2.5, nan, 0.1, 7.3}, {}, {3.9, 4.4, 11.0}};
  CHECK(stratified_bootstrap(strata, mean_of, {}).left_out == 1);
  CHECK(stratified_bootstrap(strata, mean_of, {}).size == 6);
  CHECK(std::isnan(stratified_bootstrap({}, mean_of, {}).estimate));
}

// ---- Size --------------------------------------------------------------------------------------

TEST_CASE("a margin follows the unit, failed runs have no size") {
  const std::vector<double> a = {940, 941, inf, 950, nan}, b = {-942, 940, 3, 930, 2};
  CHECK(equivalence_margin(a, b, 1e-6) == Approx(942e-6));
  CHECK(equivalence_margin(std::vector<double>{inf}, std::vector<double>{1}, 1e-6) == 0);
  CHECK(equivalence_margin({}, {}, 1e-6) == 0);
}

TEST_CASE("an interval is within the margin, outside or neither") {
  CHECK(relevance_of({-1e-14, 6e-14, 0.96}, 9e-4, 0.95) == Relevance::negligible);
  CHECK(relevance_of({2, 3, 0.96}, 1, 0.95) == Relevance::relevant);
  CHECK(relevance_of({-3, -2, 0.96}, 1, 0.95) == Relevance::relevant);
  CHECK(relevance_of({0.5, 2, 0.96}, 1, 0.95) == Relevance::undecided);
  CHECK(relevance_of({-3, 3, 0.96}, 1, 0.95) == Relevance::undecided);
  CHECK(relevance_of({2, inf, 0.96}, 1, 0.95) == Relevance::relevant);
  CHECK(relevance_of({-inf, inf, 0.96}, 1, 0.95) == Relevance::undecided);
  CHECK(relevance_of({2, 3, 0.75}, 1, 0.95) == Relevance::undecided);
  CHECK(relevance_of({nan, nan, 0}, 1, 0.95) == Relevance::undecided);
  CHECK(relevance_of({0, 0, 0.95 - 1e-12}, 0, 0.95) == Relevance::negligible);
}

}  // namespace
