#include "statistics/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "statistics/bca.hpp"
#include "statistics/resampling.hpp"

namespace firstmove::engine {
namespace {

struct StratifiedValue {
  double value;
  std::size_t stratum, place;  // its place within its stratum
};

// The statistic without one of the values each, by strata.
std::vector<std::vector<double>> without_one(const std::vector<StratifiedValue>& all,
                                             const std::vector<std::vector<unsigned>>& times,
                                             const Statistic& statistic) {
  std::vector<std::vector<double>> left_out(times.size());
  std::vector<double> others;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (times[all[i].stratum].size() < 2) continue;  // it is in every resample
    others.clear();
    for (std::size_t j = 0; j < all.size(); ++j)
      if (j != i) others.push_back(all[j].value);
    left_out[all[i].stratum].push_back(statistic(others));
  }
  return left_out;
}

}  // namespace

const char* bootstrap_name(BootstrapMethod method) {
  return method == BootstrapMethod::bca ? "bca" : "percentile";
}

BootstrapInterval stratified_bootstrap(std::span<const std::vector<double>> strata,
                                       const Statistic& statistic,
                                       const BootstrapSettings& settings) {
  std::vector<StratifiedValue> all;
  std::vector<std::vector<unsigned>> times(strata.size());
  std::size_t missing = 0, largest = 0;
  for (std::size_t s = 0; s < strata.size(); ++s) {
    const OrderedSample sample(strata[s]);
    missing += sample.left_out();
    largest = std::max(largest, sample.size());
    times[s].resize(sample.size());
    for (std::size_t i = 0; i < sample.size(); ++i) all.push_back({sample.values()[i], s, i});
  }
  std::stable_sort(all.begin(), all.end(), [](const StratifiedValue& a, const StratifiedValue& b) {
    return a.value < b.value;
  });
  std::vector<double> values;
  for (const StratifiedValue& x : all) values.push_back(x.value);
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const double estimate = values.empty() ? none : statistic(values);
  BootstrapInterval interval{estimate, none, none, values.size(), missing};
  if (largest < 2) return interval;

  std::vector<double> drawn(settings.resamples);
  for (std::size_t b = 0; b < drawn.size(); ++b) {
    for (std::size_t s = 0; s < strata.size(); ++s)
      draw_times(resampling_draw(Resampling::strata, settings.seed, s, b), times[s]);
    auto to = values.begin();
    for (const StratifiedValue& x : all) to = std::fill_n(to, times[x.stratum][x.place], x.value);
    drawn[b] = statistic(values);
  }
  set_ends(interval, OrderedSample(std::move(drawn)),
           settings.method == BootstrapMethod::bca ? without_one(all, times, statistic)
                                                   : std::vector<std::vector<double>>(),
           settings);
  return interval;
}

void set_ends(BootstrapInterval& interval, const OrderedSample& resampled,
              std::span<const std::vector<double>> left_out, const BootstrapSettings& settings) {
  BootstrapLevels levels{0.5 * (1 - settings.confidence), 0.5 * (1 + settings.confidence)};
  if (settings.method == BootstrapMethod::bca)
    levels = bca_levels(interval.estimate, resampled.values(), acceleration(left_out),
                        settings.confidence);
  const auto end = [&](double level) {
    return std::isnan(level) ? level : resampled.quantile(level);
  };
  interval.lower = end(levels.lower);
  interval.upper = end(levels.upper);
}

}  // namespace firstmove::engine
