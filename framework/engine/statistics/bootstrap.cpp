#include "statistics/bootstrap.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "statistics/quantile.hpp"
#include "statistics/resampling.hpp"

namespace firstmove::engine {
namespace {

// The statistic of one resample. Drawing counts instead of values keeps it sorted.
class Resampler {
 public:
  Resampler(std::span<const double> values, std::uint64_t seed)
      : values_(values), seed_(seed), times_(values.size()), resample_(values.size()) {}

  double operator()(std::uint64_t number, const Statistic& statistic) {
    draw_times(resampling_draw(Resampling::sample, seed_, 0, number), times_);
    auto to = resample_.begin();
    for (std::size_t i = 0; i < times_.size(); ++i) to = std::fill_n(to, times_[i], values_[i]);
    return statistic(resample_);
  }

 private:
  std::span<const double> values_;
  std::uint64_t seed_;
  std::vector<unsigned> times_;
  std::vector<double> resample_;
};

// The acceleration, from the jackknife: the statistic without each value in turn (equation 14.15).
// 0 where it is undefined: these are all equal, or one of them is infinite.
double acceleration(std::span<const double> values, const Statistic& statistic) {
  const std::size_t n = values.size();
  std::vector<double> rest(values.begin() + 1, values.end()), left(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) rest[i - 1] = values[i - 1];
    left[i] = statistic(rest);
  }
  double mean = 0, squares = 0, cubes = 0;
  for (const double x : left) mean += x / static_cast<double>(n);
  for (const double x : left) {
    squares += (mean - x) * (mean - x);
    cubes += (mean - x) * (mean - x) * (mean - x);
  }
  const double a = cubes / (6 * squares * std::sqrt(squares));
  return std::isfinite(a) ? a : 0;
}

// The levels of the resamples' distribution that bound the interval.
struct Levels {
  double lower, upper;
};

Levels bca_levels(std::span<const double> ascending, double estimate, double a, double tail) {
  const boost::math::normal normal;
  // Half of the resamples equal to the estimate count as below it: a median has many of them.
  const auto [first, last] = std::equal_range(ascending.begin(), ascending.end(), estimate);
  const auto count = static_cast<double>(ascending.size());
  const double below =
      0.5 * static_cast<double>((first - ascending.begin()) + (last - ascending.begin())) / count;
  const double z0 = boost::math::quantile(normal, std::clamp(below, 0.5 / count, 1 - 0.5 / count));
  const auto level = [&](double p) {  // equation 14.10
    const double z = z0 + boost::math::quantile(normal, p);
    const double rest = 1 - a * z;
    if (rest <= 0) return z > 0 ? 1.0 : 0.0;
    return boost::math::cdf(normal, z0 + z / rest);
  };
  return {level(tail), level(1 - tail)};
}

}  // namespace

double median_of_ascending(std::span<const double> ascending) {
  return quantile_of_ascending(ascending, 0.5);
}

BootstrapInterval bootstrap(std::span<const double> sample, const Statistic& statistic,
                            const BootstrapSettings& settings) {
  const OrderedSample ordered({sample.begin(), sample.end()});
  const std::span<const double> values = ordered.values();
  const double estimate =
      values.empty() ? std::numeric_limits<double>::quiet_NaN() : statistic(values);
  BootstrapInterval interval{estimate, estimate, estimate, ordered.size(), ordered.left_out()};
  if (values.size() < 2) return interval;

  Resampler resampler(values, settings.seed);
  std::vector<double> drawn(settings.resamples);
  for (std::size_t b = 0; b < drawn.size(); ++b) drawn[b] = resampler(b, statistic);
  const OrderedSample resamples(std::move(drawn));
  const double tail = 0.5 * (1 - settings.confidence);
  const Levels levels =
      settings.method == BootstrapMethod::bca && resamples.size() > 0
          ? bca_levels(resamples.values(), estimate, acceleration(values, statistic), tail)
          : Levels{tail, 1 - tail};
  interval.lower = resamples.quantile(levels.lower);
  interval.upper = resamples.quantile(levels.upper);
  return interval;
}

}  // namespace firstmove::engine
