// How often the tests of docs/statistics.md find a difference where none is, and how often the
// intervals miss the true value: simulated, and printed as the table of that page.
//
//   build/bin/error_rates_bench > table.md
//   build/bin/error_rates_bench bootstrap     # only the rows whose method contains this word
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <random>
#include <span>
#include <string_view>
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

// An experiment with n replicates or problems: is its result wrong?
using Experiment = std::function<bool(std::size_t n, Generator&)>;

constexpr std::array<std::size_t, 4> sizes = {6, 10, 25, 100};

std::string_view wanted;  // a part of the methods' names

// A row of the table: how often the experiment is wrong, with the standard error.
void row(const char* method, const char* data, const char* nominal, int rounds,
         const Experiment& wrong) {
  if (std::string_view(method).find(wanted) == std::string_view::npos) return;
  std::printf("| %s | %s | %s |", method, data, nominal);
  for (const std::size_t n : sizes) {
    Generator generator(20211207);
    int count = 0;
    for (int round = 0; round < rounds; ++round) count += wrong(n, generator);
    const double rate = static_cast<double>(count) / rounds;
    std::printf(" %.1f ± %.1f |", 100 * rate, 100 * std::sqrt(rate * (1 - rate) / rounds));
    std::fflush(stdout);
  }
  std::puts("");
}

constexpr const char* at_most = "≤ 5";  // guaranteed
constexpr const char* about = "≈ 5";    // approximate
constexpr int many = 20000, some = 2000;

// ---- Tests -------------------------------------------------------------------------------------

bool rejects(const std::vector<double>& differences) {
  return signed_rank_test(differences).p <= alpha;
}

// For each replicate the differences under 10 values of a parameter that does nothing.
std::vector<std::vector<double>> swept(std::size_t replicates, Generator& g) {
  std::vector<std::vector<double>> variants;
  for (std::size_t replicate = 0; replicate < replicates; ++replicate) {
    const double common = normal(g);  // start and noise
    variants.push_back(sample(g, 10, [&](Generator& h) { return common + 0.1 * normal(h); }));
  }
  return variants;
}

void signed_ranks() {
  const auto test = [](const char* data, const Sampler& draw) {
    row("signed ranks", data, at_most, many,
        [&](std::size_t n, Generator& g) { return rejects(paired_differences(g, n, draw)); });
  };
  test("normal", normal);
  test("Cauchy", cauchy);
  test("whole numbers with ties", coarse);
  test("lognormal, 30 % fail", failing);
  row("signed ranks, a replicate's mean", "10 variants each", at_most, many,
      [](std::size_t n, Generator& g) {
        std::vector<double> means;
        for (const std::vector<double>& replicate : swept(n, g)) {
          means.push_back(0);
          for (const double d : replicate) means.back() += d / 10;
        }
        return rejects(means);
      });
  row("the same, pooled (not done)", "10 variants each", at_most, 200,
      [](std::size_t n, Generator& g) {
        std::vector<double> pooled;
        for (const std::vector<double>& replicate : swept(n, g))
          pooled.insert(pooled.end(), replicate.begin(), replicate.end());
        return rejects(pooled);
      });
  row("signed ranks by Holm, any of 6 pairs", "lognormal, 30 % fail", at_most, some,
      [](std::size_t n, Generator& g) {
        std::vector<std::vector<double>> learners;
        for (int l = 0; l < 4; ++l) learners.push_back(sample(g, n, failing));
        std::vector<double> p;
        for (std::size_t a = 0; a < 4; ++a)
          for (std::size_t b = a + 1; b < 4; ++b) {
            std::vector<double> d(n);
            for (std::size_t i = 0; i < n; ++i)
              d[i] = learners[a][i] == learners[b][i] ? 0 : learners[a][i] - learners[b][i];
            p.push_back(signed_rank_test(d).p);
          }
        const std::vector<double> adjusted = holm(p);
        return *std::min_element(adjusted.begin(), adjusted.end()) <= alpha;
      });
  row("Bayesian: a side has at least 0.975", "normal", about, some,
      [](std::size_t n, Generator& g) {
        const std::vector<double> d = paired_differences(g, n, normal);
        const BayesianSignedRank posterior =
            bayesian_signed_rank(d, 0, {.samples = 2000, .seed = g()});
        return std::max(posterior.below, posterior.above) >= 0.975;
      });
}

void rank_tests() {
  const auto test = [](const char* method, const char* nominal,
                       const std::function<double(const RankTable&)>& least_p) {
    row(method, "4 learners, lognormal", nominal, many, [&](std::size_t n, Generator& g) {
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
  test("Friedman, chi-square", about, [](const RankTable& table) { return table.p; });
  test("Friedman, Iman and Davenport", about,
       [](const RankTable& table) { return table.iman_davenport_p; });
  test("Nemenyi, any of 6 pairs", about,
       [&](const RankTable& table) { return least(table, &PairOfRanks::nemenyi); });
  test("Conover by Holm, any of 6 pairs", about,
       [&](const RankTable& table) { return least(table, &PairOfRanks::conover); });
}

// The true difference is the margin itself.
void equivalence() {
  const auto test = [](const char* method, Relevance answer) {
    row(method, "normal, at the margin", at_most, many, [answer](std::size_t n, Generator& g) {
      constexpr double margin = 0.5;
      const std::vector<double> d =
          sample(g, n, [](Generator& h) { return margin + normal(h) / 5; });
      return relevance_of(walsh_interval(d, confidence), margin, confidence) == answer;
    });
  };
  test("equivalence: negligible", Relevance::negligible);
  test("equivalence: relevant", Relevance::relevant);
}

// ---- Intervals ---------------------------------------------------------------------------------

template <class Bounds>
bool misses(const Bounds& interval, double truth) {
  return !(interval.lower <= truth && truth <= interval.upper);
}

void medians() {
  row("median, order statistics", "lognormal", at_most, many, [](std::size_t n, Generator& g) {
    return misses(median_interval(sample(g, n, lognormal), confidence), 1);
  });
  const auto typical = [](const char* data, const Sampler& draw) {
    row("Hodges and Lehmann, Walsh averages", data, at_most, many,
        [&](std::size_t n, Generator& g) {
          return misses(walsh_interval(paired_differences(g, n, draw), confidence), 0);
        });
  };
  typical("normal", normal);
  typical("Cauchy", cauchy);
  typical("whole numbers with ties", coarse);
  typical("lognormal, 30 % fail", failing);
}

void shares() {
  const auto share = [](const char* data, double p) {
    row("share, Wilson", data, about, many, [p](std::size_t n, Generator& g) {
      std::binomial_distribution<std::uint64_t> hits(n, p);
      return misses(wilson(hits(g), n, confidence), p);
    });
  };
  share("share 0.5", 0.5);
  share("share 0.9", 0.9);
  share("share 0.99", 0.99);
  row("probability of improvement", "normal, shifted", about, many,
      [](std::size_t n, Generator& g) {
        const std::vector<double> d = sample(g, n, [](Generator& h) { return normal(h) - 1; });
        return misses(probability_of_improvement(d, 0, confidence).interval,
                      0.5 * std::erfc(-std::sqrt(0.5)));
      });
  row("probability of improvement", "whole numbers with ties", about, many,
      [](std::size_t n, Generator& g) {
        const std::vector<double> d = paired_differences(g, n, coarse);
        return misses(probability_of_improvement(d, 0, confidence).interval, 0.5);
      });
}

// Of the lognormal distribution, whose density times x is a shifted normal one.
double lognormal_interquartile_mean() {
  const double quartile = 0.6744897501960817;
  const auto phi = [](double z) { return 0.5 * std::erfc(-z * std::sqrt(0.5)); };
  return 2 * std::exp(0.5) * (phi(quartile - 1) - phi(-quartile - 1));
}

void interquartile_means() {
  const double truth = lognormal_interquartile_mean();
  const auto test = [truth](const char* method, BootstrapMethod bootstrap, std::size_t problems,
                            const char* data) {
    row(method, data, about, some, [=](std::size_t n, Generator& g) {
      std::vector<std::vector<double>> strata;
      for (std::size_t s = 0; s < problems; ++s) strata.push_back(sample(g, n, lognormal));
      return misses(stratified_bootstrap(strata, interquartile_mean,
                                         {.method = bootstrap, .resamples = 1000, .seed = g()}),
                    truth);
    });
  };
  constexpr const char *plain = "interquartile mean, percentile bootstrap",
                       *corrected = "interquartile mean, BCa bootstrap";
  test(plain, BootstrapMethod::percentile, 1, "lognormal");
  test(corrected, BootstrapMethod::bca, 1, "lognormal");
  test(plain, BootstrapMethod::percentile, 5, "5 problems, lognormal");
  test(corrected, BootstrapMethod::bca, 5, "5 problems, lognormal");
}

void times() {
  const auto event = [](Generator& g) {  // of median 1
    return std::exponential_distribution<double>(std::log(2.0))(g);
  };
  row("median time, none censored", "exponential", at_most, many, [&](std::size_t n, Generator& g) {
    std::vector<TimeToEvent> runs(n);
    for (TimeToEvent& run : runs) run = {event(g), true};
    return misses(kaplan_meier(runs, confidence), 1);
  });
  row("median time, some censored", "exponential", about, many, [&](std::size_t n, Generator& g) {
    std::vector<TimeToEvent> runs(n);
    for (TimeToEvent& run : runs) {
      const double time = event(g), end = std::uniform_real_distribution<double>(0.5, 5)(g);
      run = {std::min(time, end), time <= end};
    }
    return misses(kaplan_meier(runs, confidence), 1);
  });
  const auto running = [](const char* method, BootstrapMethod bootstrap) {
    row(method, "exponential, 30 % fail", about, some, [bootstrap](std::size_t n, Generator& g) {
      std::vector<TargetEffort> runs(n);
      for (TargetEffort& run : runs) {
        const bool reached = std::uniform_real_distribution<double>()(g) < 0.7;
        run = {reached ? std::exponential_distribution<double>()(g) : 3.0, reached};
      }
      return misses(expected_running_time_interval(
                        runs, {.method = bootstrap, .resamples = 1000, .seed = g()}),
                    1 + 0.3 / 0.7 * 3);
    });
  };
  running("expected running time, percentile bootstrap", BootstrapMethod::percentile);
  running("expected running time, BCa bootstrap", BootstrapMethod::bca);
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1) wanted = arguments[1];
  std::printf("| method | data | nominal, %% |");
  for (const std::size_t n : sizes) std::printf(" n = %zu |", n);
  std::puts("\n|---|---|---|---|---|---|---|");
  signed_ranks();
  rank_tests();
  equivalence();
  medians();
  shares();
  interquartile_means();
  times();
}
