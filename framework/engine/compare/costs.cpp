#include "compare/costs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "compare/replicates.hpp"
#include "compare/score.hpp"
#include "statistics/bootstrap.hpp"
#include "statistics/equivalence.hpp"
#include "statistics/holm.hpp"
#include "statistics/interquartile_mean.hpp"
#include "statistics/order_statistics.hpp"
#include "statistics/quantile.hpp"
#include "statistics/seeds_needed.hpp"
#include "statistics/walsh_averages.hpp"
#include "statistics/wilcoxon.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_pairs = 60;
constexpr double power = 0.8;  // of the number of replicates that a pair would need
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
constexpr ConfidenceInterval no_interval{no_number, no_number, 0};

// One replicate bounds nothing.
ConfidenceInterval with_confidence(const ConfidenceInterval& interval) {
  return interval.confidence > 0 ? interval : no_interval;
}

struct Played {
  std::size_t learner;
  RunValues values, sizes;
};

LearnerCosts costs_of(const Study& study, const Chance& chance,
                      const std::vector<std::size_t>& variants, const Played& played) {
  LearnerCosts costs{
      .learner = played.learner, .values = {}, .median = {}, .interquartile_mean = {}};
  for (const std::size_t variant : variants)
    for (const RunRecord* run : study.runs(variant, played.learner)) {
      ++costs.runs;
      costs.worst += counts_as(*run) == CountsAs::worst;
      costs.skipped += counts_as(*run) == CountsAs::missing;
    }
  const RunValues* const own[] = {&played.values};
  costs.values = replicate_values(own).values[0];
  const bool drawn = chance.learner[played.learner];
  const double confidence = study.options().confidence;
  costs.median = median_estimate(costs.values, drawn, confidence);
  const std::vector<double> strata[] = {costs.values};
  const BootstrapInterval middle =
      stratified_bootstrap(strata, interquartile_mean, study.bootstrap());
  costs.interquartile_mean = {
      middle.estimate,
      drawn ? ConfidenceInterval{middle.lower, middle.upper, confidence} : no_interval};
  return costs;
}

std::vector<double> differences_of(const ReplicateValues& both) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < both.replicates.size(); ++i) {
    const double a = both.values[0][i], b = both.values[1][i];
    differences.push_back(a == b ? 0 : a - b);  // two failures are tied
  }
  return differences;
}

std::size_t failures(const std::vector<double>& values) {
  return static_cast<std::size_t>(
      std::count(values.begin(), values.end(), std::numeric_limits<double>::infinity()));
}

void test_pair(CostPair& pair, const std::vector<double>& differences, const Study& study) {
  const double confidence = study.options().confidence;
  pair.difference.interval = with_confidence(walsh_interval(differences, confidence));
  pair.improvement = probability_of_improvement(differences, pair.margin, confidence);
  pair.bayes = bayesian_signed_rank(differences, pair.margin, {.seed = study.seed()});
  // A sign flip keeps a difference within the margin, so that the test stays exact.
  std::vector<double> relevant = differences;
  for (double& difference : relevant)
    if (std::abs(difference) <= pair.margin) difference = 0;
  const SignedRankTest test = signed_rank_test(relevant);
  pair.rank_biserial = test.rank_biserial;
  if (test.zeros == test.size) return;
  pair.p = test.p;
  pair.seeds_needed = seeds_needed(positive_walsh_share(relevant), 1 - confidence, power);
}

// Without chance: what holds on every replicate.
PairVerdict certain_verdict(const std::vector<double>& differences, double margin) {
  const auto all = [&](auto&& holds) {
    return std::all_of(differences.begin(), differences.end(), holds);
  };
  if (all([&](double d) { return std::abs(d) <= margin; })) return PairVerdict::equivalent;
  if (all([&](double d) { return d < -margin; })) return PairVerdict::first_lower;
  if (all([&](double d) { return d > margin; })) return PairVerdict::second_lower;
  return PairVerdict::undecided;
}

CostPair pair_of(const Study& study, const Chance& chance, const Played& first,
                 const Played& second) {
  const RunValues* const two[] = {&first.values, &second.values};
  const ReplicateValues both = replicate_values(two);
  CostPair pair{.first = first.learner,
                .second = second.learner,
                .difference = {},
                .improvement = {},
                .bayes = {}};
  pair.replicates = both.replicates.size();
  pair.left_out = both.left_out;
  pair.failed_first = failures(both.values[0]);
  pair.failed_second = failures(both.values[1]);
  const RunValues* const both_sizes[] = {&first.sizes, &second.sizes};
  const ReplicateValues sizes = replicate_values(both_sizes);
  pair.margin = equivalence_margin(sizes.values[0], sizes.values[1], study.options().margin);
  const std::vector<double> differences = differences_of(both);
  pair.difference = {hodges_lehmann(differences), no_interval};
  pair.p = pair.p_holm = no_number;
  pair.chance = chance.learner[first.learner] || chance.learner[second.learner];
  if (pair.chance)
    test_pair(pair, differences, study);
  else
    pair.verdict = certain_verdict(differences, pair.margin);
  return pair;
}

// Holm's method over the pairs that were tested; size comes before significance.
void decide(std::vector<CostPair>& pairs, double confidence) {
  std::vector<double> p;
  for (const CostPair& pair : pairs) p.push_back(pair.p);
  const std::vector<double> adjusted = holm(p);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    CostPair& pair = pairs[i];
    pair.p_holm = adjusted[i];
    if (!pair.chance) continue;
    if (relevance_of(pair.difference.interval, pair.margin, confidence) == Relevance::negligible)
      pair.verdict = PairVerdict::equivalent;
    else if (pair.p_holm <= 1 - confidence)
      pair.verdict = pair.rank_biserial < 0 ? PairVerdict::first_lower : PairVerdict::second_lower;
  }
}

// The margin of all learners together: relative to the largest finite size of each replicate.
double margin_of_all(const std::vector<Played>& played, double relative) {
  std::vector<const RunValues*> all;
  for (const Played& one : played) all.push_back(&one.sizes);
  const ReplicateValues sizes = replicate_values(all);
  std::vector<double> largest(sizes.replicates.size(), no_number);
  for (const auto& of_learner : sizes.values)
    for (std::size_t r = 0; r < largest.size(); ++r)
      if (std::isfinite(of_learner[r])) largest[r] = std::fmax(largest[r], of_learner[r]);
  return equivalence_margin(largest, largest, relative);
}

// Costs of one replicate that are within the margin of the least of their group are tied.
void tie_within(double margin, std::vector<std::vector<double>>& values, std::size_t replicate) {
  std::vector<double*> ascending;
  for (auto& of_learner : values) ascending.push_back(&of_learner[replicate]);
  std::sort(ascending.begin(), ascending.end(),
            [](const double* a, const double* b) { return *a < *b; });
  double least = *ascending.front();
  for (double* const value : ascending) {
    if (*value > least + margin) least = *value;
    *value = least;
  }
}

CostRanks ranks_of(const Study& study, const Chance& chance, const std::vector<Played>& played) {
  CostRanks ranks;
  std::vector<const RunValues*> values;
  for (const Played& one : played) {
    ranks.learners.push_back(one.learner);
    values.push_back(&one.values);
  }
  ReplicateValues common = replicate_values(values);
  ranks.replicates = common.replicates.size();
  ranks.left_out = common.left_out;
  if (played.size() < 2 || ranks.replicates == 0) return ranks;
  const double margin = margin_of_all(played, study.options().margin);
  for (std::size_t r = 0; r < ranks.replicates; ++r) tie_within(margin, common.values, r);
  ranks.table = rank_table(common.values);
  ranks.tested = chance.any() && ranks.replicates > 1;
  if (!ranks.tested) return ranks;
  ranks.pairs = post_hoc(ranks.table);
  ranks.critical = critical_difference(ranks.table, 1 - study.options().confidence);
  return ranks;
}

}  // namespace

const char* verdict_name(PairVerdict verdict) {
  switch (verdict) {
    case PairVerdict::first_lower:
      return "first is lower";
    case PairVerdict::second_lower:
      return "second is lower";
    case PairVerdict::equivalent:
      return "equivalent";
    case PairVerdict::undecided:
      break;
  }
  return "undecided";
}

IntervalEstimate median_estimate(const std::vector<double>& scores, bool chance,
                                 double confidence) {
  const OrderedSample sample(scores);
  return {sample.median(),
          chance ? with_confidence(median_interval(sample.values(), confidence)) : no_interval};
}

CostComparison compare_costs(const Study& study, const Chance& chance,
                             const std::vector<std::size_t>& variants, std::size_t player) {
  CostComparison comparison{.player = player, .learners = {}, .pairs = {}, .ranks = {}};
  std::vector<Played> played;
  for (std::size_t l = 0; l < study.learners().size(); ++l) {
    Played one{l, cost_values(study, l, variants, player), cost_sizes(study, l, variants, player)};
    if (!one.values.empty()) played.push_back(std::move(one));
  }
  for (const Played& one : played)
    comparison.learners.push_back(costs_of(study, chance, variants, one));
  const std::size_t n = played.size();
  comparison.all_pairs = n * (n - 1) / 2 <= most_pairs || n == 0;
  for (std::size_t a = 0; a < (comparison.all_pairs ? n : 1); ++a)
    for (std::size_t b = a + 1; b < n; ++b)
      if (CostPair pair = pair_of(study, chance, played[a], played[b]); pair.replicates > 0)
        comparison.pairs.push_back(std::move(pair));
  decide(comparison.pairs, study.options().confidence);
  comparison.ranks = ranks_of(study, chance, played);
  return comparison;
}

}  // namespace firstmove::engine
