#include "statistics/running_time.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "statistics/resampling.hpp"

namespace firstmove::engine {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

// With each run as often as told.
double running_time_of(std::span<const TargetEffort> runs, std::span<const unsigned> times) {
  double effort = 0, successes = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    effort += times[i] * runs[i].effort;
    successes += runs[i].reached ? times[i] : 0;
  }
  return successes > 0 ? effort / successes : never;
}

}  // namespace

double expected_running_time(std::span<const TargetEffort> runs) {
  if (runs.empty()) return std::numeric_limits<double>::quiet_NaN();
  return running_time_of(runs, std::vector<unsigned>(runs.size(), 1));
}

BootstrapInterval expected_running_time_interval(std::span<const TargetEffort> runs,
                                                 const BootstrapSettings& settings) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  BootstrapInterval interval{expected_running_time(runs), none, none, runs.size(), 0};
  if (runs.size() < 2) return interval;
  // In an order that does not depend on the runs' own.
  std::vector<TargetEffort> sorted(runs.begin(), runs.end());
  std::sort(sorted.begin(), sorted.end(), [](const TargetEffort& a, const TargetEffort& b) {
    return a.effort != b.effort ? a.effort < b.effort : a.reached < b.reached;
  });
  std::vector<unsigned> times(sorted.size());
  std::vector<double> drawn(settings.resamples);
  for (std::size_t b = 0; b < drawn.size(); ++b) {
    draw_times(resampling_draw(Resampling::running_time, settings.seed, 0, b), times);
    drawn[b] = running_time_of(sorted, times);
  }
  std::vector<std::vector<double>> left_out(1);
  if (settings.method == BootstrapMethod::bca)
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      std::fill(times.begin(), times.end(), 1u);
      times[i] = 0;
      left_out[0].push_back(running_time_of(sorted, times));
    }
  set_ends(interval, OrderedSample(std::move(drawn)), left_out, settings);
  return interval;
}

double TargetsReached::at(double effort) const {
  const auto past = std::upper_bound(efforts.begin(), efforts.end(), effort);
  return past == efforts.begin() ? 0 : shares[static_cast<std::size_t>(past - efforts.begin()) - 1];
}

TargetsReached targets_reached(std::span<const std::vector<TargetEffort>> spent) {
  TargetsReached result;
  std::vector<double> reached;
  for (const std::vector<TargetEffort>& run : spent)
    for (const TargetEffort& target : run) {
      ++result.pairs;
      if (target.reached) reached.push_back(target.effort);
    }
  std::sort(reached.begin(), reached.end());
  for (std::size_t i = 0; i < reached.size(); ++i)
    if (i + 1 == reached.size() || reached[i + 1] > reached[i]) {
      result.efforts.push_back(reached[i]);
      result.shares.push_back(static_cast<double>(i + 1) / static_cast<double>(result.pairs));
    }
  return result;
}

std::vector<TargetEffort> spent_on_targets(std::span<const double> efforts,
                                           std::span<const double> values,
                                           std::span<const double> targets) {
  std::vector<TargetEffort> spent;
  for (const double target : targets) {
    const auto there =
        std::find_if(values.begin(), values.end(), [&](double x) { return x <= target; });
    const auto i = static_cast<std::size_t>(there - values.begin());
    const bool reached = i < values.size();
    spent.push_back({efforts.empty() ? 0 : reached ? efforts[i] : efforts.back(), reached});
  }
  return spent;
}

std::vector<double> log_targets(double hardest, double easiest, std::size_t count) {
  std::vector<double> targets(count, hardest);
  for (std::size_t i = 1; i < count; ++i)
    targets[i] = i + 1 == count
                     ? easiest
                     : hardest * std::pow(easiest / hardest,
                                          static_cast<double>(i) / static_cast<double>(count - 1));
  return targets;
}

}  // namespace firstmove::engine
