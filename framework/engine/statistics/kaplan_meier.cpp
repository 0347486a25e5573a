#include "statistics/kaplan_meier.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <optional>

#include "statistics/order_statistics.hpp"

namespace firstmove::engine {
namespace {

// The times and counts of the steps.
std::vector<KaplanMeier::Step> counted(std::span<const TimeToEvent> runs) {
  std::vector<TimeToEvent> sorted(runs.begin(), runs.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const TimeToEvent& a, const TimeToEvent& b) { return a.time < b.time; });
  std::vector<KaplanMeier::Step> steps;
  for (std::size_t first = 0, last = 0; first < sorted.size(); first = last) {
    std::size_t events = 0;
    for (; last < sorted.size() && sorted[last].time == sorted[first].time; ++last)
      events += sorted[last].reached;
    if (events > 0) steps.push_back({sorted[first].time, sorted.size() - first, events, 1, 1, 1});
  }
  return steps;
}

// The first time at which `value` of a step is at most one half, up to rounding.
template <class Value>
double half_time(const std::vector<KaplanMeier::Step>& steps, Value value) {
  const auto there = std::find_if(steps.begin(), steps.end(), [&](const KaplanMeier::Step& step) {
    return value(step) <= 0.5 + 1e-12;
  });
  return there == steps.end() ? std::numeric_limits<double>::infinity() : there->time;
}

// Of the median, where all times are known, infinite ones included.
std::optional<ConfidenceInterval> uncensored_interval(std::span<const TimeToEvent> runs,
                                                      double confidence) {
  std::vector<double> times;
  for (const TimeToEvent& run : runs) {
    if (!run.reached && std::isfinite(run.time)) return {};
    times.push_back(run.time);
  }
  if (median_rank(times.size(), confidence) == 0) return {};
  return median_interval(times, confidence);
}

}  // namespace

KaplanMeier kaplan_meier(std::span<const TimeToEvent> runs, double confidence) {
  KaplanMeier estimate;
  estimate.runs = runs.size();
  estimate.steps = counted(runs);
  const double tail = 0.5 * (1 - confidence);
  const double z = boost::math::quantile(boost::math::normal(), 1 - tail);
  double left = 1, variance = 0, upper = 1;  // Greenwood's variance of log(left)
  for (KaplanMeier::Step& step : estimate.steps) {
    const double n = static_cast<double>(step.at_risk), d = static_cast<double>(step.events);
    estimate.reached += step.events;
    left *= (n - d) / n;
    step.left = left;
    if (step.at_risk == step.events) {
      step.lower = 0;
      step.upper = upper * (1 - std::pow(tail, 1 / n));
      continue;
    }
    variance += d / (n * (n - d));
    const double reach = z * std::sqrt(variance) / -std::log(left);
    step.lower = std::pow(left, std::exp(reach));
    step.upper = upper = std::pow(left, std::exp(-reach));
  }
  estimate.share = wilson(estimate.reached, estimate.runs, confidence);
  estimate.median = half_time(estimate.steps, [](const auto& step) { return step.left; });
  if (const auto exact = uncensored_interval(runs, confidence)) {
    estimate.lower = exact->lower;
    estimate.upper = exact->upper;
    return estimate;
  }
  estimate.lower = half_time(estimate.steps, [](const auto& step) { return step.lower; });
  estimate.upper = half_time(estimate.steps, [](const auto& step) { return step.upper; });
  return estimate;
}

}  // namespace firstmove::engine
