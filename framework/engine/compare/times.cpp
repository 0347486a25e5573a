#include "compare/times.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "compare/replicates.hpp"
#include "compare/score.hpp"
#include "statistics/kaplan_meier.hpp"

namespace firstmove::engine {
namespace {

std::vector<double> spent_by(const Study& study, const RunRecord& run, Effort effort) {
  const std::vector<double>& steps = study.histories().path(run.id).steps;
  if (effort == Effort::steps) return steps;
  const auto measure =
      effort == Effort::products ? &Histories::Clock::products : &Histories::Clock::seconds;
  return study.histories().spent(run.id, measure, steps);
}

// Whether nobody was observed for a shorter time than a run that has reached it: the ordered times
// are then all known, as far as they matter.
bool fully_observed(const std::vector<TimeToEvent>& times) {
  double last_reached = 0, first_censored = std::numeric_limits<double>::infinity();
  for (const TimeToEvent& time : times)
    if (time.reached)
      last_reached = std::max(last_reached, time.time);
    else
      first_censored = std::min(first_censored, time.time);
  return first_censored >= last_reached;
}

// At least one step, so that ratios of times are defined. +infinity: not reached.
double steps_of(const Study& study, std::size_t variant, const RunRecord& run) {
  if (counts_as(run) == CountsAs::missing) return std::numeric_limits<double>::quiet_NaN();
  const std::vector<TimeToEvent> one = times_to_landmarks(study, variant, {&run});
  return !one.empty() && one.front().reached ? std::max(one.front().time, 1.0)
                                             : std::numeric_limits<double>::infinity();
}

}  // namespace

std::vector<double> distances_to_landmark(const Study& study, std::size_t variant,
                                          const RunRecord& run) {
  const Landmarks& marks = study.landmarks(variant);
  const Histories::Path& path = study.histories().path(run.id);
  const int nearest = run.x.empty() || marks.points.empty() ? -1 : marks.nearest(run.x);
  if (nearest < 0 || path.coordinates != run.x.size()) return {};
  const std::vector<double>& target = marks.points[static_cast<std::size_t>(nearest)].probe.x;
  std::vector<double> distances;
  std::vector<double> at(path.coordinates);
  for (std::size_t s = 0; s < path.steps.size(); ++s) {
    const auto from = path.x.begin() + static_cast<std::ptrdiff_t>(s * path.coordinates);
    at.assign(from, from + static_cast<std::ptrdiff_t>(path.coordinates));
    distances.push_back(marks.distance(at, target));
  }
  return distances;
}

std::vector<TimeToEvent> times_to_landmarks(const Study& study, std::size_t variant,
                                            const std::vector<const RunRecord*>& runs,
                                            Effort effort) {
  const Landmarks& marks = study.landmarks(variant);
  std::vector<TimeToEvent> times;
  bool recorded = false, fell = true;  // some run has a path; all runs failed or diverged
  for (const RunRecord* run : runs) {
    if (counts_as(*run) == CountsAs::missing) continue;
    if (counts_as(*run) == CountsAs::worst) {
      times.push_back(never_reached);
      continue;
    }
    fell = false;
    const std::vector<double> distances = distances_to_landmark(study, variant, *run);
    if (distances.empty()) continue;
    recorded = true;
    const auto nearest = static_cast<std::size_t>(marks.nearest(run->x));
    const TimeToEvent time =
        time_to_tolerance(spent_by(study, *run, effort), distances,
                          marks.radius(marks.points[nearest].probe.x), Within::for_good);
    times.push_back(time.reached || may_still_arrive(*run) ? time : never_reached);
  }
  const bool known = recorded || (fell && !marks.points.empty() && study.histories().has_paths());
  return known ? times : std::vector<TimeToEvent>();
}

MedianTime median_time(std::vector<TimeToEvent> times, double confidence) {
  if (fully_observed(times))
    for (TimeToEvent& time : times)
      if (!time.reached) time = never_reached;
  const KaplanMeier estimate = kaplan_meier(times, confidence);
  return {estimate.runs, estimate.reached, estimate.median, estimate.lower, estimate.upper};
}

BootstrapInterval expected_products(const Study& study, std::size_t variant,
                                    const std::vector<const RunRecord*>& runs) {
  std::vector<TargetEffort> spent;
  for (const RunRecord* run : runs) {
    if (counts_as(*run) == CountsAs::missing) continue;
    const auto one = times_to_landmarks(study, variant, {run}, Effort::products);
    const bool reached = !one.empty() && one.front().reached && std::isfinite(one.front().time);
    spent.push_back({reached ? one.front().time : static_cast<double>(run->products), reached});
  }
  return expected_running_time_interval(spent, study.bootstrap());
}

StepProfiles step_profiles(const Study& study) {
  std::vector<std::size_t> known;
  StepProfiles result;
  std::set<std::pair<std::size_t, std::uint32_t>> played;
  for (const std::size_t v : all_variants(study)) {
    if (study.landmarks(v).without.empty()) known.push_back(v);
    for (std::size_t l = 0; l < study.learners().size(); ++l)
      for (const RunRecord* run : study.runs(v, l))
        if (counts_as(*run) != CountsAs::missing) played.emplace(v, run->replicate);
  }
  std::vector<RunValues> steps;
  for (std::size_t l = 0; l < study.learners().size(); ++l) {
    RunValues own;
    for (const std::size_t v : known)
      for (const RunRecord* run : study.runs(v, l))
        if (const double time = steps_of(study, v, *run); !std::isnan(time))
          own[run->replicate][v] = time;
    if (own.empty()) continue;
    result.learners.push_back(l);
    steps.push_back(std::move(own));
  }
  if (steps.empty()) return result;
  ScoreTable scores(steps.size());
  for (const auto& [replicate, of_variants] : steps.front())
    for (const auto& [variant, time] : of_variants) {
      std::vector<double> row;
      for (const RunValues& own : steps) {
        const auto found = own.find(replicate);
        if (found == own.end() || !found->second.contains(variant)) break;
        row.push_back(found->second.at(variant));
      }
      if (row.size() < steps.size()) continue;
      for (std::size_t l = 0; l < row.size(); ++l) {
        scores[l].push_back(row[l]);
        result.any = result.any || std::isfinite(row[l]);
      }
      ++result.problems;
    }
  result.left_out = played.size() - result.problems;
  result.profiles = performance_profiles(scores);
  return result;
}

}  // namespace firstmove::engine
