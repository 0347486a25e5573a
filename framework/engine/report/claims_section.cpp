#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "compare/costs.hpp"
#include "compare/score.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"
#include "statistics/share.hpp"

namespace firstmove::engine {
namespace {

using Measure = ClaimSpec::Measure;
using Runs = std::vector<const RunRecord*>;

struct Measured {
  double value = NAN;
  ConfidenceInterval interval{NAN, NAN, 0};
  Runs runs{};
  std::size_t failed = 0;  // left out, because they have no final action
};

// The claim's learner, or all learners.
std::vector<std::size_t> learners_of(const Study& study, const ClaimSpec& claim) {
  std::vector<std::size_t> learners;
  for (std::size_t l = 0; l < study.learners().size(); ++l)
    if (claim.learner.empty() || study.learners()[l] == claim.learner) learners.push_back(l);
  return learners;
}

// Their runs in the first variant that were played.
Runs runs_of(const Study& study, const std::vector<std::size_t>& learners) {
  Runs runs;
  for (const std::size_t l : learners)
    std::copy_if(study.runs(0, l).begin(), study.runs(0, l).end(), std::back_inserter(runs),
                 [](const RunRecord* run) { return counts_as(*run) != CountsAs::missing; });
  return runs;
}

bool ended_at(const Study& study, const RunRecord& run, const std::vector<double>& at) {
  const Landmarks& marks = study.landmarks(0);
  return counts_as(run) == CountsAs::itself && run.x.size() == at.size() &&
         marks.distance(run.x, at) <= marks.radius(at);
}

Measured share_of(const Runs& all, const Runs& hits, bool drawn, double confidence) {
  Measured found{.value = static_cast<double>(hits.size()) / static_cast<double>(all.size()),
                 .runs = hits};
  if (!drawn) return found;
  const ShareInterval interval = wilson(hits.size(), all.size(), confidence);
  found.interval = {interval.lower, interval.upper, confidence};
  return found;
}

double value_of(const RunRecord& run, const ClaimSpec& claim) {
  if (claim.measure == Measure::cost) return cost_score(run, claim.index);
  return plain_value(run, claim.index < run.x.size() ? run.x[claim.index] : NAN);
}

Measured measure(const Study& study, const Chance& chance, const ClaimSpec& claim) {
  const double confidence = study.options().confidence;
  if (claim.measure == Measure::points) {
    double count = 0;
    for (const Landmark& mark : study.landmarks(0).points) count += mark.kind == claim.kind;
    return {.value = count};
  }
  const std::vector<std::size_t> learners = learners_of(study, claim);
  const Runs all = runs_of(study, learners);
  // Runs of several learners share starts and noise: they are no independent draws.
  const bool drawn = learners.size() == 1 && chance.learner[learners.front()];
  Runs chosen;
  for (const RunRecord* run : all) {
    if (!claim.at.empty() && !ended_at(study, *run, claim.at)) continue;
    if (claim.measure == Measure::converged && run->outcome != Outcome::converged) continue;
    chosen.push_back(run);
  }
  if (claim.measure == Measure::converged || claim.measure == Measure::share)
    return share_of(all, chosen, drawn, confidence);
  std::vector<double> sample;
  for (const RunRecord* run : chosen) sample.push_back(value_of(*run, claim));
  const IntervalEstimate median = median_estimate(sample, drawn, confidence);
  const auto failed = static_cast<std::size_t>(
      std::count_if(sample.begin(), sample.end(), [](double x) { return std::isnan(x); }));
  return {median.value, median.interval, chosen, failed};
}

std::string found_text(const Measured& found) {
  std::string text = short_number(found.value, 6);
  if (found.interval.lower < found.interval.upper)
    text += fmt::format(" [{}, {}]", short_number(found.interval.lower, 5),
                        short_number(found.interval.upper, 5));
  return text;
}

}  // namespace

Section claims_section(const Study& study) {
  Section section{"claims", "Claims and findings", {}};
  if (!study.manifest() || study.spec(0).claims.empty()) return section;
  const Chance chance = chance_in(study);
  DataTable table;
  table.columns = {{"claim", false, ""},
                   {"source", false, ""},
                   {"claimed", true, ""},
                   {"found here", true, ""},
                   {"", false, ""}};
  for (const ClaimSpec& claim : study.spec(0).claims) {
    const Measured found = measure(study, chance, claim);
    const bool agrees = std::abs(found.value - claim.value) <= claim.within;
    const std::string without =
        found.failed == 0 ? ""
                          : fmt::format("; {} failed or diverged and are left out", found.failed);
    table.rows.push_back(
        {std::nullopt,
         {{claim.text, "", ""},
          {claim.source, "", ""},
          {short_number(claim.value, 6), fmt::format("within {}", claim.within), ""},
          {found_text(found), ids_text(found.runs) + without, ""},
          {std::isnan(found.value) ? "not found"
           : agrees                ? "agrees"
                                   : "differs",
           "", ""}}});
  }
  table.notes = {
      "Final actions and costs: medians over the runs, with order-statistics intervals; shares: "
      "Wilson's intervals; both only for claims about one learner whose replicates differ by "
      "chance. A failed or diverged run has the cost +∞ and no final action, and counts in shares; "
      "skipped runs do not. A claim agrees if the value found is within the claim's tolerance."};
  section.blocks.push_back(std::move(table));
  return section;
}

}  // namespace firstmove::engine
