#include "compare_text.hpp"

#include <firstmove/table.hpp>

#include <spdlog/fmt/fmt.h>

#include <cmath>

#include "compare/methods.hpp"

namespace firstmove::host {
namespace {

// Four digits are more than most intervals support.
std::string digits(double value) { return std::isnan(value) ? "–" : fmt::format("{:.4g}", value); }

// With the interval's confidence where few replicates cannot give the one that was asked for.
std::string with_interval(const Study& study, const IntervalEstimate& estimate) {
  const ConfidenceInterval& interval = estimate.interval;
  if (std::isnan(interval.lower)) return digits(estimate.value);
  const bool less = interval.confidence < study.options().confidence - 1e-9;
  return fmt::format("{} [{}, {}]{}", digits(estimate.value), digits(interval.lower),
                     digits(interval.upper),
                     less ? fmt::format(" at {:.6g} %", 100 * interval.confidence) : "");
}

std::string learners_text(const Study& study, const CostComparison& costs) {
  Table table({fmt::format("final cost f{}", costs.player + 1), "runs", "failed", "replicates",
               "median", "interquartile mean"});
  for (const LearnerCosts& learner : costs.learners)
    table.row({study.learners()[learner.learner], std::to_string(learner.runs),
               std::to_string(learner.worst), std::to_string(learner.values.size()),
               with_interval(study, learner.median),
               with_interval(study, learner.interquartile_mean)});
  return table.draw();
}

std::string better_text(const Study& study, const CostPair& pair) {
  if (pair.verdict == PairVerdict::first_lower) return study.learners()[pair.first] + " is lower";
  if (pair.verdict == PairVerdict::second_lower) return study.learners()[pair.second] + " is lower";
  return verdict_name(pair.verdict);
}

std::string pairs_text(const Study& study, const CostComparison& costs) {
  if (costs.pairs.empty()) return "";
  Table table({"pair", "replicates", "difference", "P(first lower)", "p, Holm", "verdict"});
  for (const CostPair& pair : costs.pairs)
    table.row({fmt::format("{} – {}", study.learners()[pair.first], study.learners()[pair.second]),
               std::to_string(pair.replicates), with_interval(study, pair.difference),
               pair.chance ? digits(pair.improvement.estimate) : "–", digits(pair.p_holm),
               better_text(study, pair)});
  std::string text = table.draw();
  if (!costs.all_pairs)
    text +=
        fmt::format(" {} learners make too many pairs: only those with the first are compared\n",
                    costs.learners.size());
  return text;
}

std::string ranks_text(const Study& study, const CostRanks& ranks) {
  if (ranks.learners.size() < 3 || ranks.table.learners.empty()) return "";
  Table table({"mean ranks", "mean rank", "best", "tied for best", "failed"});
  for (std::size_t i = 0; i < ranks.learners.size(); ++i) {
    const RankTable::Learner& learner = ranks.table.learners[i];
    table.row({study.learners()[ranks.learners[i]], digits(learner.mean),
               std::to_string(learner.wins), std::to_string(learner.shared),
               std::to_string(learner.failures)});
  }
  std::string text = table.draw();
  if (ranks.tested)
    text +=
        fmt::format(" Friedman p = {}, Iman-Davenport p = {}, critical difference {} (Nemenyi)\n",
                    digits(ranks.table.p), digits(ranks.table.iman_davenport_p),
                    digits(ranks.critical.difference));
  return text;
}

std::string time_text(double time) { return std::isinf(time) ? "not reached" : digits(time); }

std::string times_text(const Study& study, const LearnerComparison& comparison) {
  constexpr std::size_t most = 40;
  if (comparison.times.empty()) return "";
  const bool swept = study.variants().size() > 1;
  Table table({"to reach a critical point", "runs", "reached", "steps", "oracle products",
               "expected products"});
  for (std::size_t i = 0; i < std::min(comparison.times.size(), most); ++i) {
    const VariantTimes& times = comparison.times[i];
    table.row({study.learners()[times.learner] +
                   (swept ? fmt::format(" {}", study.variants()[times.variant]) : std::string()),
               std::to_string(times.steps.runs), std::to_string(times.steps.reached),
               time_text(times.steps.median), time_text(times.products.median),
               time_text(times.expected_products.estimate)});
  }
  const std::size_t hidden = comparison.times.size() - std::min(comparison.times.size(), most);
  return table.draw() +
         (hidden > 0 ? fmt::format(" {} more rows: --table times --csv\n", hidden) : std::string());
}

std::string remarks(const Study& study, const LearnerComparison& comparison) {
  std::string text =
      fmt::format("{}\n unit: {}\n {}\n", study.name(), unit_text(study), failure_rule_text());
  if (study.missing() > 0) text += fmt::format(" {} runs are missing\n", study.missing());
  if (!comparison.chance.without.empty()) text += " " + comparison.chance.without + "\n";
  for (const NotPlayed& one : comparison.not_played)
    text += fmt::format(" skipped: {} in {} runs: {}\n", study.learners()[one.learner], one.runs,
                        one.reason);
  return text;
}

}  // namespace

std::string comparison_text(const Study& study, const LearnerComparison& comparison) {
  std::string text = remarks(study, comparison);
  for (const GroupComparison& group : comparison.groups) {
    if (group.group.values != "{}") text += fmt::format("\n{}\n", group.group.values);
    for (const CostComparison& costs : group.costs)
      for (const std::string& part :
           {learners_text(study, costs), pairs_text(study, costs), ranks_text(study, costs.ranks)})
        if (!part.empty()) text += "\n" + part;
  }
  const std::string times = times_text(study, comparison);
  return text + (times.empty() ? "" : "\n" + times);
}

}  // namespace firstmove::host
