// How often the tests of docs/statistics.md find a difference where none is, and how often the
// intervals miss the true value: simulated, and printed as the table of that page.
//
//   build/bin/error_rates_bench > table.md
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "statistics/bayesian_signed_rank.hpp"
#include "statistics/bootstrap.hpp"
#include "statistics/equivalence.hpp"
#include "statistics/holm.hpp"
#include "statistics/interquartile_mean.hpp"
#include "statistics/kaplan_meier.hpp"
#include "statistics/order_statistics.hpp"
#include "statistics/post_hoc.hpp"
#include "statistics/probability_of_improvement.hpp"
#include "statistics/running_time.hpp"
#include "statistics/share.hpp"
#include "statistics/stratified_bootstrap.hpp"
#include "statistics/walsh_averages.hpp"
#include "statistics/wilcoxon.hpp"

namespace {

using namespace firstmove::engine;

constexpr double alpha = 0.05, confidence = 0.95;
constexpr double infinite = std::numeric_limits<double>::infinity();

using Generator = std::mt19937_64;
using Sampler = std::function<double(Generator&)>;

double normal(Generator& g) { return std::normal_distribution<double>()(g); }
double cauchy(Generator& g) { return std::cauchy_distribution<double>()(g); }
double lognormal(Generator& g) { return std::exp(normal(g)); }
double coarse(Generator& g) { return std::round(1.5 * normal(g)); }
// A cost of a run that fails with probability 0.3.
double failing(Generator& g) {
  return std::uniform_real_distribution<double>()(g) < 0.3 ? infinite : lognormal(g);
}

std::vector<double> sample(Generator& g, std::size_t n, const Sampler& draw) {
  std::vector<double> values(n);
  for (double& x : values) x = draw(g);
  return values;
}

// The differences of two learners whose values have the same distribution; two failures tie.
std::vector<double> paired_differences(Generator& g, std::size_t n, const Sampler& draw) {
  std::vector<double> differences(n);
  for (double& d : differences) {
    const double a = draw(g), b = draw(g);
    d = a == b ? 0 : a - b;
  }
  return differences;
}

// A line of the table: how often `wrong` is in `rounds` simulated experiments.
void line(const char* method, const char* data, std::size_t n, const char* nominal, int rounds,
          const std::function<bool(Generator&)>& wrong) {
  Generator generator(20211207);
  int count = 0;
  for (int round = 0; round < rounds; ++round) count += wrong(generator);
  const double rate = 100.0 * count / rounds;
  const double error = 100 * std::sqrt(std::max(1, count) * 1.0) / rounds;
  std::printf("| %s | %s | %zu | %s | %.2f ± %.2f %% |\n", method, data, n, nominal, rate, error);
  std::fflush(stdout);
}

// ---- Tests -------------------------------------------------------------------------------------

constexpr const char* at_most = "at most 5 %";
constexpr const char* about = "5 %";

void signed_ranks() {
  const auto test = [](const char* data, std::size_t n, const Sampler& draw) {
    line("signed ranks", data, n, at_most, n > 1000 ? 200 : 20000, [&, n](Generator& g) {
      return signed_rank_test(paired_differences(g, n, draw)).p <= alpha;
    });
  };
  for (const std::size_t n : {6u, 10u, 25u, 100u}) test("normal", n, normal);
  test("Cauchy", 25, cauchy);
  test("whole numbers, many ties", 25, coarse);
  test("whole numbers, many ties", 100, coarse);
  test("lognormal, 30 % fail", 25, failing);

  // 20 replicates with 10 variants of a parameter that does nothing.
  const auto swept = [](Generator& g) {
    std::vector<std::vector<double>> variants;
    for (int replicate = 0; replicate < 20; ++replicate) {
      const double common = normal(g);  // start and noise
      variants.push_back(sample(g, 10, [&](Generator& h) { return common + 0.1 * normal(h); }));
    }
    return variants;
  };
  line("signed ranks, mean of a replicate's variants", "20 replicates, 10 variants", 20, at_most,
       20000, [&](Generator& g) {
         std::vector<double> means;
         for (const std::vector<double>& replicate : swept(g)) {
           means.push_back(0);
           for (const double d : replicate) means.back() += d / 10;
         }
         return signed_rank_test(means).p <= alpha;
       });
  line("signed ranks, variants pooled (not done)", "20 replicates, 10 variants", 200, at_most, 2000,
       [&](Generator& g) {
         std::vector<double> pooled;
         for (const std::vector<double>& replicate : swept(g))
           pooled.insert(pooled.end(), replicate.begin(), replicate.end());
         return signed_rank_test(pooled).p <= alpha;
       });
  line("signed ranks by Holm, any of 6 pairs", "lognormal, 30 % fail", 25, at_most, 10000,
       [](Generator& g) {
         std::vector<std::vector<double>> learners;
         for (int l = 0; l < 4; ++l) learners.push_back(sample(g, 25, failing));
         std::vector<double> p;
         for (std::size_t a = 0; a < 4; ++a)
           for (std::size_t b = a + 1; b < 4; ++b) {
             std::vector<double> d(25);
             for (std::size_t i = 0; i < 25; ++i)
               d[i] = learners[a][i] == learners[b][i] ? 0 : learners[a][i] - learners[b][i];
             p.push_back(signed_rank_test(d).p);
           }
         const std::vector<double> adjusted = holm(p);
         return *std::min_element(adjusted.begin(), adjusted.end()) <= alpha;
       });
}

void rank_tests() {
  const auto test = [](const char* method, std::size_t n, const char* nominal,
                       const std::function<double(const RankTable&)>& least_p) {
    line(method, "4 learners, lognormal", n, nominal, 10000, [&, n](Generator& g) {
      ScoreTable scores;
      for (int l = 0; l < 4; ++l) scores.push_back(sample(g, n, lognormal));
      return least_p(rank_table(scores)) <= alpha;
    });
  };
  const auto least = [](const RankTable& table, double PairOfRanks::*p) {
    double smallest = 1;
    for (const PairOfRanks& pair : post_hoc(table)) smallest = std::min(smallest, pair.*p);
    return smallest;
  };
  for (const std::size_t n : {6u, 12u, 30u}) {
    test("Friedman, chi-square", n, about, [](const RankTable& table) { return table.p; });
    test("Friedman, Iman-Davenport", n, about,
         [](const RankTable& table) { return table.iman_davenport_p; });
    test("Nemenyi, any of 6 pairs", n, at_most,
         [&](const RankTable& table) { return least(table, &PairOfRanks::nemenyi); });
    test("Conover by Holm, any of 6 pairs", n, at_most,
         [&](const RankTable& table) { return least(table, &PairOfRanks::conover); });
  }
}

void other_tests() {
  for (const std::size_t n : {10u, 25u})
    line("Bayesian signed ranks: one side has at least 97.5 %", "normal", n, about, 2000,
         [n](Generator& g) {
           const BayesianSignedRank posterior =
               bayesian_signed_rank(paired_differences(g, n, normal), 0, {.samples = 2000});
           return std::max(posterior.below, posterior.above) >= 0.975;
         });
  for (const std::size_t n : {10u, 25u}) {
    line("equivalence: negligible, at the margin", "normal", n, at_most, 20000, [n](Generator& g) {
      const double margin = 0.5;
      const std::vector<double> d =
          sample(g, n, [&](Generator& h) { return margin + normal(h) / 5; });
      return relevance_of(walsh_interval(d, confidence), margin, confidence) ==
             Relevance::negligible;
    });
    line("equivalence: relevant, at the margin", "normal", n, at_most, 20000, [n](Generator& g) {
      const double margin = 0.5;
      const std::vector<double> d =
          sample(g, n, [&](Generator& h) { return margin + normal(h) / 5; });
      return relevance_of(walsh_interval(d, confidence), margin, confidence) == Relevance::relevant;
    });
  }
}

// ---- Intervals ---------------------------------------------------------------------------------

template <class Bounds>
bool misses(const Bounds& interval, double truth) {
  return !(interval.lower <= truth && truth <= interval.upper);
}

void medians() {
  for (const std::size_t n : {6u, 10u, 25u, 100u}) {
    line("median, order statistics", "lognormal", n, at_most, 20000, [n](Generator& g) {
      return misses(median_interval(sample(g, n, lognormal), confidence), 1);
    });
    for (const auto method : {BootstrapMethod::percentile, BootstrapMethod::bca})
      line(method == BootstrapMethod::bca ? "median, bootstrap, BCa"
                                          : "median, bootstrap, percentile",
           "lognormal", n, about, 2000, [n, method](Generator& g) {
             return misses(bootstrap(sample(g, n, lognormal), median_of_ascending,
                                     {.method = method, .resamples = 1000, .seed = g()}),
                           1);
           });
  }
  for (const std::size_t n : {6u, 10u, 25u, 100u})
    line("Hodges-Lehmann, Walsh averages", "normal", n, at_most, 20000, [n](Generator& g) {
      return misses(walsh_interval(paired_differences(g, n, normal), confidence), 0);
    });
  line("Hodges-Lehmann, Walsh averages", "Cauchy", 25, at_most, 20000, [](Generator& g) {
    return misses(walsh_interval(paired_differences(g, 25, cauchy), confidence), 0);
  });
  line("Hodges-Lehmann, Walsh averages", "lognormal, 30 % fail", 25, at_most, 20000,
       [](Generator& g) {
         return misses(walsh_interval(paired_differences(g, 25, failing), confidence), 0);
       });
}

void shares() {
  for (const double p : {0.5, 0.9, 0.99})
    for (const std::size_t n : {10u, 25u, 100u})
      line("share, Wilson",
           p == 0.5   ? "share 0.5"
           : p == 0.9 ? "share 0.9"
                      : "share 0.99",
           n, about, 20000, [n, p](Generator& g) {
             std::binomial_distribution<std::uint64_t> hits(n, p);
             return misses(wilson(hits(g), n, confidence), p);
           });
  for (const std::size_t n : {10u, 25u, 100u}) {
    line("probability of improvement", "normal, shift 1", n, about, 20000, [n](Generator& g) {
      const std::vector<double> d = sample(g, n, [](Generator& h) { return normal(h) - 1; });
      return misses(probability_of_improvement(d, 0, confidence).interval,
                    0.5 * std::erfc(-std::sqrt(0.5)));
    });
    line("probability of improvement", "whole numbers, many ties", n, at_most, 20000,
         [n](Generator& g) {
           return misses(
               probability_of_improvement(paired_differences(g, n, coarse), 0, confidence).interval,
               0.5);
         });
  }
}

void interquartile_means() {
  const double quartile = 0.6744897501960817;
  const auto phi = [](double z) { return 0.5 * std::erfc(-z * std::sqrt(0.5)); };
  const double truth = 2 * std::exp(0.5) * (phi(quartile - 1) - phi(-quartile - 1));
  for (const std::size_t n : {5u, 10u, 25u})
    line("interquartile mean, stratified bootstrap", "5 problems, lognormal", n, about, 1000,
         [n, truth](Generator& g) {
           std::vector<std::vector<double>> strata;
           for (int s = 0; s < 5; ++s) strata.push_back(sample(g, n, lognormal));
           return misses(
               stratified_bootstrap(strata, interquartile_mean, {.resamples = 1000, .seed = g()}),
               truth);
         });
}

void times() {
  for (const std::size_t n : {6u, 10u, 25u, 100u})
    line("median time, none censored", "exponential", n, at_most, 20000, [n](Generator& g) {
      std::exponential_distribution<double> event(std::log(2.0));
      std::vector<TimeToEvent> runs(n);
      for (TimeToEvent& run : runs) run = {event(g), true};
      return misses(kaplan_meier(runs, confidence), 1);
    });
  for (const std::size_t n : {10u, 25u, 100u})
    line("median time, some censored", "exponential", n, about, 20000, [n](Generator& g) {
      std::exponential_distribution<double> event(std::log(2.0));
      std::uniform_real_distribution<double> budget(0.5, 5);
      std::vector<TimeToEvent> runs(n);
      for (TimeToEvent& run : runs) {
        const double time = event(g), end = budget(g);
        run = {std::min(time, end), time <= end};
      }
      return misses(kaplan_meier(runs, confidence), 1);
    });
  for (const std::size_t n : {10u, 25u, 100u})
    line("expected running time, bootstrap", "exponential, 30 % fail", n, about, 1000,
         [n](Generator& g) {
           std::vector<TargetEffort> runs(n);
           for (TargetEffort& run : runs) {
             const bool reached = std::uniform_real_distribution<double>()(g) < 0.7;
             run = {reached ? std::exponential_distribution<double>()(g) : 3.0, reached};
           }
           return misses(expected_running_time_interval(runs, {.resamples = 1000, .seed = g()}),
                         1 + 0.3 / 0.7 * 3);
         });
}

}  // namespace

int main() {
  std::puts("| method | data | n | nominal | wrong |\n|---|---|---|---|---|");
  signed_ranks();
  rank_tests();
  other_tests();
  medians();
  shares();
  interquartile_means();
  times();
}
