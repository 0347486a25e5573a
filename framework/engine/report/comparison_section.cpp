#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "compare/comparison.hpp"
#include "compare/replicates.hpp"
#include "report/comparison_figures.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_players = 4;

std::string p_text(double p) {
  if (std::isnan(p)) return "–";
  return p < 1e-4 ? fmt::format("{:.0e}", p) : fmt::format("{:.4f}", p);
}

std::string estimate_text(const IntervalEstimate& estimate, int digits) {
  if (std::isnan(estimate.interval.lower)) return short_number(estimate.value, digits);
  return fmt::format("{} [{}, {}]", short_number(estimate.value, digits),
                     short_number(estimate.interval.lower, digits),
                     short_number(estimate.interval.upper, digits));
}

// What the learners of a pair are, in words.
std::string verdict_text(const Study& study, const CostPair& pair) {
  switch (pair.verdict) {
    case PairVerdict::first_lower:
      return fmt::format("{} is lower", study.learners()[pair.first]);
    case PairVerdict::second_lower:
      return fmt::format("{} is lower", study.learners()[pair.second]);
    default:
      return verdict_name(pair.verdict);
  }
}

std::string failures_text(const CostPair& pair) {
  return fmt::format(
      "replicates with a failed or diverged run: {} of the first, {} of the second; "
      "replicates that only one of them has: {}",
      pair.failed_first, pair.failed_second, pair.left_out);
}

DataTable pairs_table(const Study& study, const CostComparison& costs) {
  DataTable table;
  table.title = fmt::format("Final cost f{}: paired comparison of learners, same starts and noise",
                            costs.player + 1);
  table.columns = {{"learner", false, ""},
                   {"against", false, ""},
                   {"replicates", true, ""},
                   {"difference", true, "Hodges–Lehmann; below 0: the first is better"},
                   {"effect", true, "rank-biserial correlation, −1 to 1"},
                   {"P(first lower)", true, "share of replicates, ties count one half"},
                   {"p", true, "Wilcoxon's signed-rank test, two-sided"},
                   {"p, Holm", true, "adjusted for all pairs tested in this table"},
                   {"verdict", false, ""}};
  for (const CostPair& pair : costs.pairs) {
    const std::string margin =
        fmt::format("differences up to {} count as 0", short_number(pair.margin, 3));
    table.rows.push_back({study.on_page(pair.first),
                          {{study.learners()[pair.first], "", ""},
                           {study.learners()[pair.second], "", ""},
                           {std::to_string(pair.replicates), failures_text(pair), ""},
                           {estimate_text(pair.difference, 4), margin, ""},
                           {pair.chance ? short_number(pair.rank_biserial, 3) : "–", "", ""},
                           {pair.chance ? short_number(pair.improvement.estimate, 3) : "–", "", ""},
                           {p_text(pair.p), "over all choices of signs", ""},
                           {p_text(pair.p_holm), "", ""},
                           {verdict_text(study, pair), margin, ""}}});
  }
  table.notes = {fmt::format(
      "One value per replicate, paired by replicate, which shares start and noise{}. Differences: "
      "Hodges and Lehmann's pseudo-median with the interval of Walsh averages at {:.0f} %; test: "
      "Wilcoxon's signed ranks, zeros by Pratt, adjusted by Holm over the pairs tested. "
      "Equivalent: "
      "that interval lies within the margin, {:g} times the typical size of a cost (at "
      "least a millionth of its change since the start). A failed or diverged run "
      "counts as +∞.",
      study.variants().size() > 1 ? "; variants of the sweep are averaged within it" : "",
      100 * study.options().confidence, study.options().margin)};
  if (!costs.all_pairs)
    table.notes.push_back(
        fmt::format("{} learners make too many pairs: only those with the first "
                    "learner are compared.",
                    costs.learners.size()));
  return table;
}

// A dot and an interval for each learner.
Figure costs_figure(const Study& study, const std::vector<CostComparison>& costs) {
  Figure figure{.id = "final-costs",
                .title = "Final costs",
                .caption = fmt::format(
                    "Medians over replicates{}, with order-statistics intervals at {:.0f} % "
                    "if replicates differ by chance. A failed or diverged run counts as "
                    "+∞; infinite medians are not drawn.",
                    study.variants().size() > 1 ? " of the means over variants" : "",
                    100 * study.options().confidence)};
  for (const CostComparison& of_player : costs) {
    Panel panel{.x = {.label = fmt::format("cost f{}", of_player.player + 1)},
                .y = {.categories = study.learners()}};
    for (const LearnerCosts& learner : of_player.learners) {
      const IntervalEstimate& median = learner.median;
      if (!std::isfinite(median.value)) continue;
      const bool drawn = !std::isnan(median.interval.lower);
      panel.marks.push_back(mark::Intervals{
          .of = {.learner = study.on_page(learner.learner)},
          .row = {static_cast<double>(learner.learner)},
          .value = {median.value},
          .lower = {drawn ? median.interval.lower : median.value},
          .upper = {drawn ? median.interval.upper : median.value},
          .labels = {fmt::format("{}: {}, {} replicates", study.learners()[learner.learner],
                                 estimate_text(median, 5), learner.values.size())}});
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

void add_profiles(const Study& study, std::vector<Block>& blocks) {
  const StepProfiles found = step_profiles(study);
  if (!found.any) return;
  double farthest = 2;
  for (const PerformanceProfile& profile : found.profiles)
    if (!profile.ratios.empty()) farthest = std::max(farthest, 1.2 * profile.ratios.back());
  Figure figure{
      .id = "profiles",
      .title = "Performance profiles of the steps to reach a critical point",
      .caption = fmt::format("Share of {} problems (variants and replicates) on which a learner is "
                             "within a factor of the fastest. Dolan and Moré 2002.{}",
                             found.problems,
                             found.left_out == 0
                                 ? ""
                                 : fmt::format(" {} other problems are left out: their critical "
                                               "points are not known, or not all learners played "
                                               "them.",
                                               found.left_out))};
  Panel panel{.x = {.label = "factor of the fastest", .scale = Axis::Scale::log},
              .y = {.label = "share of problems", .range = std::array{0.0, 1.02}}};
  for (std::size_t i = 0; i < found.learners.size(); ++i) {
    const PerformanceProfile& profile = found.profiles[i];
    const std::size_t learner = found.learners[i];
    mark::Line line{.of = {.learner = study.on_page(learner), .name = study.learners()[learner]},
                    .x = {1},
                    .y = {profile.at(1)},
                    .thick = true,
                    .steps = true};
    line.x.insert(line.x.end(), profile.ratios.begin(), profile.ratios.end());
    line.y.insert(line.y.end(), profile.shares.begin(), profile.shares.end());
    line.x.push_back(farthest);
    line.y.push_back(profile.at(farthest));
    panel.marks.push_back(std::move(line));
  }
  figure.panels.push_back(std::move(panel));
  blocks.push_back(std::move(figure));
}

std::string friedman_text(const CostRanks& ranks) {
  if (!ranks.tested)
    return "No test: the replicates do not differ by chance, or there is only one.";
  return fmt::format(
      "Friedman's statistic {:.4g}, p = {}; Iman and Davenport's F = {}, p = {}. Mean ranks "
      "that "
      "differ by less than {:.3g} do not differ significantly (Nemenyi).",
      ranks.table.friedman, p_text(ranks.table.p), short_number(ranks.table.iman_davenport, 4),
      p_text(ranks.table.iman_davenport_p), ranks.critical.difference);
}

DataTable ranks_table(const Study& study, const CostComparison& costs) {
  const CostRanks& ranks = costs.ranks;
  DataTable table;
  table.title = fmt::format("Ranks by the final cost f{} over {} replicates", costs.player + 1,
                            ranks.replicates);
  table.columns = {{"learner", false, ""},
                   {"mean rank", true, "1 is the lowest cost"},
                   {"best", true, ""},
                   {"tied for best", true, ""},
                   {"failed", true, "replicates with a failed or diverged run"}};
  std::vector<std::size_t> order(ranks.learners.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return ranks.table.learners[a].mean < ranks.table.learners[b].mean;
  });
  for (const std::size_t i : order) {
    const RankTable::Learner& learner = ranks.table.learners[i];
    table.rows.push_back({study.on_page(ranks.learners[i]),
                          {{study.learners()[ranks.learners[i]], "", ""},
                           {fmt::format("{:.2f}", learner.mean), "", ""},
                           {std::to_string(learner.wins), "", ""},
                           {std::to_string(learner.shared), "", ""},
                           {std::to_string(learner.failures), "", ""}}});
  }
  table.notes = {friedman_text(ranks)};
  if (ranks.left_out > 0)
    table.notes.push_back(
        fmt::format("{} replicates are left out: not all learners played them.", ranks.left_out));
  return table;
}

// `suffix`: of the figures' ids.
void add_costs(const Study& study, const Chance& chance, const VariantGroup& group,
               const std::string& suffix, std::vector<Block>& blocks) {
  std::vector<CostComparison> costs;
  for (std::size_t p = 0; p < std::min(study.players(), most_players); ++p)
    costs.push_back(compare_costs(study, chance, group.variants, p));
  const auto add = [&](Figure figure) {
    figure.id += suffix;
    blocks.push_back(std::move(figure));
  };
  add(costs_figure(study, costs));
  for (const CostComparison& of_player : costs)
    if (!of_player.pairs.empty()) blocks.push_back(pairs_table(study, of_player));
  if (auto figure = critical_difference_figure(study, costs)) add(std::move(*figure));
  for (const CostComparison& of_player : costs)
    if (of_player.ranks.learners.size() > 1 && of_player.ranks.replicates > 0)
      blocks.push_back(ranks_table(study, of_player));
}

Paragraph not_played_text(const Study& study, const std::vector<NotPlayed>& all) {
  std::string text = "Not compared, because they were skipped: ";
  for (std::size_t i = 0; i < all.size(); ++i)
    text += fmt::format("{}{} in {} runs ({})", i == 0 ? "" : "; ",
                        study.learners()[all[i].learner], all[i].runs, all[i].reason);
  return {text + ".", false};
}

}  // namespace

Section comparison_section(const Study& study) {
  Section section{"comparison", "Comparison of learners", {}};
  if (study.learners().size() < 2 || study.players() == 0) return section;
  const Chance chance = chance_in(study);
  if (!chance.without.empty()) section.blocks.push_back(Paragraph{chance.without, false});
  const std::vector<NotPlayed> skipped = not_played(study);
  if (!skipped.empty()) section.blocks.push_back(not_played_text(study, skipped));
  const std::vector<VariantGroup> groups = groups_by(study, {});
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (groups.size() > 1) section.blocks.push_back(Heading{"Costs, " + groups[g].values});
    add_costs(study, chance, groups[g], groups.size() > 1 ? fmt::format("-g{}", g) : "",
              section.blocks);
  }
  if (groups.size() > 1) section.blocks.push_back(Heading{"Effort, over all variants"});
  add_profiles(study, section.blocks);
  if (auto figure = targets_figure(study, target_curves(study)))
    section.blocks.push_back(std::move(*figure));
  return section;
}

}  // namespace firstmove::engine
