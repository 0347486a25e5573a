#include "statistics/bootstrap.hpp"

#include <algorithm>
#include <limits>

#include "statistics/quantile.hpp"
#include "statistics/resampling.hpp"

namespace firstmove::engine {
namespace {

struct StratifiedValue {
  double value;
  std::size_t stratum, place;  // its place within its stratum
};

}  // namespace

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
  const double estimate =
      values.empty() ? std::numeric_limits<double>::quiet_NaN() : statistic(values);
  BootstrapInterval interval{estimate, estimate, estimate, values.size(), missing};
  if (largest < 2) return interval;

  std::vector<double> drawn(settings.resamples);
  for (std::size_t b = 0; b < drawn.size(); ++b) {
    for (std::size_t s = 0; s < strata.size(); ++s)
      draw_times(resampling_draw(Resampling::strata, settings.seed, s, b), times[s]);
    auto to = values.begin();
    for (const StratifiedValue& x : all) to = std::fill_n(to, times[x.stratum][x.place], x.value);
    drawn[b] = statistic(values);
  }
  const OrderedSample resamples(std::move(drawn));
  interval.lower = resamples.quantile(0.5 * (1 - settings.confidence));
  interval.upper = resamples.quantile(0.5 * (1 + settings.confidence));
  return interval;
}

}  // namespace firstmove::engine
