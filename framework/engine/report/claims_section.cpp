#include <spdlog/fmt/fmt.h>

#include <cmath>

#include "report/sections.hpp"
#include "report/text.hpp"
#include "statistics/bootstrap.hpp"
#include "statistics/share.hpp"

namespace firstmove::engine {
namespace {

using Measure = ClaimSpec::Measure;
using Runs = std::vector<const RunRecord*>;

struct Measured {
  double value = NAN, lower = NAN, upper = NAN;
  Runs runs;
};

// The runs of the claim's learner, or of all learners, in the first variant.
Runs runs_of(const Study& study, const ClaimSpec& claim) {
  Runs runs;
  for (std::size_t l = 0; l < study.learners().size(); ++l)
    if (claim.learner.empty() || study.learners()[l] == claim.learner)
      runs.insert(runs.end(), study.runs(0, l).begin(), study.runs(0, l).end());
  return runs;
}

bool ended_at(const Study& study, const RunRecord& run, const std::vector<double>& at) {
  const Landmarks& marks = study.landmarks(0);
  return run.x.size() == at.size() && marks.distance(run.x, at) <= marks.radius(at);
}

Measured share_of(const Runs& all, const Runs& hits, double confidence) {
  const ShareInterval interval = wilson(hits.size(), all.size(), confidence);
  return {static_cast<double>(hits.size()) / static_cast<double>(all.size()), interval.lower,
          interval.upper, hits};
}

Measured measure(const Study& study, const ClaimSpec& claim) {
  const double confidence = study.options().confidence;
  if (claim.measure == Measure::points) {
    double count = 0;
    for (const Landmark& mark : study.landmarks(0).points) count += mark.kind == claim.kind;
    return {count, count, count, {}};
  }
  const Runs all = runs_of(study, claim);
  Runs chosen;
  for (const RunRecord* run : all) {
    if (!claim.at.empty() && !ended_at(study, *run, claim.at)) continue;
    if (claim.measure == Measure::converged && run->outcome != Outcome::converged) continue;
    chosen.push_back(run);
  }
  if (claim.measure == Measure::converged || claim.measure == Measure::share)
    return share_of(all, chosen, confidence);
  std::vector<double> sample;
  for (const RunRecord* run : chosen) {
    const std::vector<double>& values = claim.measure == Measure::cost ? run->cost : run->x;
    sample.push_back(claim.index < values.size() ? values[claim.index] : NAN);
  }
  const BootstrapInterval interval =
      bootstrap(sample, median_of_ascending, {.confidence = confidence});
  return {interval.estimate, interval.lower, interval.upper, chosen};
}

}  // namespace

Section claims_section(const Study& study) {
  Section section{"claims", "Claims and findings", {}};
  if (!study.manifest() || study.spec(0).claims.empty()) return section;
  DataTable table;
  table.columns = {{"claim", false, ""},
                   {"source", false, ""},
                   {"claimed", true, ""},
                   {"found here", true, ""},
                   {"", false, ""}};
  for (const ClaimSpec& claim : study.spec(0).claims) {
    const Measured found = measure(study, claim);
    const bool agrees = std::abs(found.value - claim.value) <= claim.within;
    const std::string interval =
        found.lower < found.upper
            ? fmt::format(" [{}, {}]", short_number(found.lower, 5), short_number(found.upper, 5))
            : "";
    table.rows.push_back(
        {std::nullopt,
         {{claim.text, "", ""},
          {claim.source, "", ""},
          {short_number(claim.value, 6), fmt::format("within {}", claim.within), ""},
          {std::isnan(found.value) ? "–" : short_number(found.value, 6) + interval,
           ids_text(found.runs), ""},
          {std::isnan(found.value) ? "not found"
           : agrees                ? "agrees"
                                   : "differs",
           "", ""}}});
  }
  table.notes = {
      "Final actions and costs: medians over the runs, with percentile bootstrap intervals; "
      "shares: Wilson's intervals. A claim agrees if the value found is within the claim's "
      "tolerance."};
  section.blocks.push_back(std::move(table));
  return section;
}

}  // namespace firstmove::engine
