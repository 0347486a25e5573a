#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/reaching.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"
#include "statistics/bootstrap.hpp"
#include "statistics/holm.hpp"
#include "statistics/paired.hpp"
#include "statistics/performance_profile.hpp"
#include "statistics/quantile.hpp"
#include "statistics/ranks.hpp"
#include "statistics/walsh_averages.hpp"
#include "statistics/wilcoxon.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_pairs = 60, most_players = 4;

double final_cost(const RunRecord& run, std::size_t player) {
  const bool well = run.status == RunStatus::finished || run.status == RunStatus::stopped;
  return well && player < run.cost.size() ? run.cost[player] : std::nan("");
}

// Final costs of one player over all variants. The keys, variant and replicate, pair the learners.
std::vector<KeyedValue> sample_of(const Study& study, std::size_t learner, std::size_t player) {
  std::vector<KeyedValue> sample;
  for (std::size_t v = 0; v < study.variants().size(); ++v)
    for (const RunRecord* run : study.runs(v, learner))
      sample.push_back({std::uint64_t{v} << 32 | run->replicate, final_cost(*run, player)});
  return sample;
}

struct Pair {
  std::size_t first, second;
  std::size_t size = 0, failed = 0;
  double difference = 0;
  SignedRankTest test;
};

// All pairs; with many learners, only the pairs with the first learner.
std::vector<Pair> pairs_of(const Study& study, std::size_t player) {
  const std::size_t n = study.learners().size();
  const bool all = n * (n - 1) / 2 <= most_pairs;
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < (all ? n : 1); ++a)
    for (std::size_t b = a + 1; b < n; ++b) {
      const PairedSamples both =
          pair_by_key(sample_of(study, a, player), sample_of(study, b, player), FailedRuns::worst);
      const std::vector<double> differences = both.differences();
      if (differences.empty()) continue;
      pairs.push_back({a, b, differences.size(), both.failed_first + both.failed_second,
                       hodges_lehmann(differences), signed_rank_test(differences)});
    }
  return pairs;
}

std::string p_text(double p) {
  return p < 1e-4 ? fmt::format("{:.0e}", p) : fmt::format("{:.4f}", p);
}

DataTable pairs_table(const Study& study, std::size_t player, const std::vector<Pair>& pairs) {
  DataTable table;
  table.title = fmt::format("Final cost f{}: paired comparison of learners, same starts and noise",
                            player + 1);
  table.columns = {{"learner", false, ""},
                   {"against", false, ""},
                   {"pairs", true, ""},
                   {"difference", true, "Hodges–Lehmann; below 0: the first is better"},
                   {"effect", true, "rank-biserial correlation, −1 to 1"},
                   {"p", true, "Wilcoxon's signed-rank test, two-sided"},
                   {"p, Holm", true, "adjusted for all pairs in this table"}};
  std::vector<double> p;
  for (const Pair& pair : pairs) p.push_back(pair.test.p);
  const std::vector<double> adjusted = holm(p);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Pair& pair = pairs[i];
    table.rows.push_back(
        {study.on_page(pair.first),
         {{study.learners()[pair.first], "", ""},
          {study.learners()[pair.second], "", ""},
          {std::to_string(pair.size),
           pair.failed > 0 ? fmt::format("{} runs failed and count as +∞", pair.failed) : "", ""},
          {short_number(pair.difference, 4), "", ""},
          {short_number(pair.test.rank_biserial, 3), "", ""},
          {p_text(pair.test.p), "exact", ""},
          {p_text(adjusted[i]), "", ""}}});
  }
  table.notes = {
      "Paired by variant and replicate, which share start and noise. Differences: Hodges and "
      "Lehmann's pseudo-median; test: Wilcoxon's signed ranks, zeros by Pratt; adjusted by Holm "
      "over the table; effect: matched-pairs rank-biserial correlation. A failed run ranks below "
      "every run that did not fail."};
  return table;
}

// A dot and an interval for each learner.
Figure costs_figure(const Study& study) {
  Figure figure{.id = "final-costs",
                .title = "Final costs",
                .caption = fmt::format("Medians over all variants and replicates with {:.0f} % "
                                       "percentile bootstrap intervals; a failed run counts as +∞, "
                                       "and infinite medians are not drawn.",
                                       100 * study.options().confidence)};
  for (std::size_t p = 0; p < std::min(study.players(), most_players); ++p) {
    Panel panel{.x = {.label = fmt::format("cost f{}", p + 1)},
                .y = {.categories = study.learners()}};
    for (std::size_t l = 0; l < study.learners().size(); ++l) {
      std::vector<double> sample;
      for (const KeyedValue& value : sample_of(study, l, p))
        sample.push_back(std::isnan(value.value) ? INFINITY : value.value);
      const BootstrapInterval interval =
          bootstrap(sample, median_of_ascending, {.confidence = study.options().confidence});
      if (!std::isfinite(interval.estimate)) continue;
      panel.marks.push_back(
          mark::Intervals{.of = {.learner = study.on_page(l)},
                          .row = {static_cast<double>(l)},
                          .value = {interval.estimate},
                          .lower = {interval.lower},
                          .upper = {interval.upper},
                          .labels = {fmt::format("{}: {:.5g} [{:.5g}, {:.5g}], {} runs",
                                                 study.learners()[l], interval.estimate,
                                                 interval.lower, interval.upper, interval.size)}});
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

// For each learner, the steps to its landmark on every problem, which is a variant and replicate.
ScoreTable times_table(const Study& study) {
  ScoreTable scores(study.learners().size());
  for (std::size_t v = 0; v < study.variants().size(); ++v) {
    std::size_t most = 0;
    std::vector<std::vector<double>> times(study.learners().size());
    for (std::size_t l = 0; l < study.learners().size(); ++l) {
      for (const RunRecord* run : study.runs(v, l)) {
        const std::vector<TimeToEvent> one = times_to_landmarks(study, v, {run});
        times[l].push_back(!one.empty() && one.front().reached
                               ? std::max(one.front().time, 1.0)
                               : std::numeric_limits<double>::infinity());
      }
      most = std::max(most, times[l].size());
    }
    for (std::size_t l = 0; l < times.size(); ++l) {
      times[l].resize(most, std::numeric_limits<double>::infinity());
      scores[l].insert(scores[l].end(), times[l].begin(), times[l].end());
    }
  }
  return scores;
}

void add_profiles(const Study& study, std::vector<Block>& blocks) {
  const ScoreTable scores = times_table(study);
  bool any = false;
  for (const auto& of_learner : scores)
    for (const double score : of_learner) any = any || std::isfinite(score);
  if (!any) return;
  const std::vector<PerformanceProfile> profiles = performance_profiles(scores);
  double farthest = 2;
  for (const PerformanceProfile& profile : profiles)
    if (!profile.ratios.empty()) farthest = std::max(farthest, 1.2 * profile.ratios.back());
  Figure figure{.id = "profiles",
                .title = "Performance profiles of the steps to reach a critical point",
                .caption =
                    "Share of the problems (variants and replicates) on which a learner is "
                    "within a factor of the fastest. Dolan and Moré 2002."};
  Panel panel{.x = {.label = "factor of the fastest", .scale = Axis::Scale::log},
              .y = {.label = "share of problems", .range = std::array{0.0, 1.02}}};
  for (std::size_t l = 0; l < profiles.size(); ++l) {
    mark::Line line{.of = {.learner = study.on_page(l), .name = study.learners()[l]},
                    .x = {1},
                    .y = {profiles[l].at(1)},
                    .thick = true,
                    .steps = true};
    for (std::size_t i = 0; i < profiles[l].ratios.size(); ++i) {
      line.x.push_back(profiles[l].ratios[i]);
      line.y.push_back(profiles[l].shares[i]);
    }
    line.x.push_back(farthest);
    line.y.push_back(profiles[l].at(farthest));
    panel.marks.push_back(std::move(line));
  }
  figure.panels.push_back(std::move(panel));
  blocks.push_back(std::move(figure));
}

// Ranks over variants, by the median final cost of one player in each.
DataTable ranks_table(const Study& study, std::size_t player) {
  ScoreTable scores(study.learners().size());
  for (std::size_t v = 0; v < study.variants().size(); ++v)
    for (std::size_t l = 0; l < study.learners().size(); ++l) {
      std::vector<double> costs;
      for (const RunRecord* run : study.runs(v, l)) costs.push_back(final_cost(*run, player));
      scores[l].push_back(OrderedSample(costs).median());
    }
  const RankTable ranks = rank_table(scores);
  DataTable table;
  table.title = fmt::format("Ranks over {} variants by the median final cost f{}",
                            study.variants().size(), player + 1);
  table.columns = {{"learner", false, ""},
                   {"mean rank", true, "1 is the lowest cost"},
                   {"best", true, ""},
                   {"tied for best", true, ""},
                   {"failed", true, ""}};
  for (std::size_t l = 0; l < ranks.learners.size(); ++l) {
    const RankTable::Learner& learner = ranks.learners[l];
    table.rows.push_back({study.on_page(l),
                          {{study.learners()[l], "", ""},
                           {fmt::format("{:.2f}", learner.mean), "", ""},
                           {std::to_string(learner.wins), "", ""},
                           {std::to_string(learner.shared), "", ""},
                           {std::to_string(learner.failures), "", ""}}});
  }
  std::stable_sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) {
    return std::stod(a.cells[1].text) < std::stod(b.cells[1].text);
  });
  table.notes = {fmt::format("Friedman's statistic {:.4g}, p = {} (chi-square approximation).",
                             ranks.friedman, p_text(ranks.p))};
  return table;
}

}  // namespace

Section comparison_section(const Study& study) {
  Section section{"comparison", "Comparison of learners", {}};
  if (study.learners().size() < 2 || study.players() == 0) return section;
  section.blocks.push_back(costs_figure(study));
  for (std::size_t p = 0; p < std::min(study.players(), most_players); ++p) {
    const std::vector<Pair> pairs = pairs_of(study, p);
    if (!pairs.empty()) section.blocks.push_back(pairs_table(study, p, pairs));
  }
  add_profiles(study, section.blocks);
  if (study.variants().size() > 1)
    for (std::size_t p = 0; p < std::min(study.players(), most_players); ++p)
      section.blocks.push_back(ranks_table(study, p));
  return section;
}

}  // namespace firstmove::engine
