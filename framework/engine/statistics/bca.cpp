#include "statistics/bca.hpp"

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

namespace firstmove::engine {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double acceleration(std::span<const std::vector<double>> left_out) {
  double cubes = 0, squares = 0;
  for (const std::vector<double>& of_stratum : left_out) {
    const auto n = static_cast<double>(of_stratum.size());
    double mean = 0;
    for (const double statistic : of_stratum) mean += statistic / n;
    for (const double statistic : of_stratum) {
      const double influence = (n - 1) / n * (mean - statistic);
      squares += influence * influence;
      cubes += influence * influence * influence;
    }
  }
  return squares == 0 ? 0 : cubes / (6 * squares * std::sqrt(squares));
}

BootstrapLevels bca_levels(double estimate, std::span<const double> resampled, double acceleration,
                           double confidence) {
  double below = 0;
  for (const double statistic : resampled)
    below += statistic < estimate ? 1.0 : statistic == estimate ? 0.5 : 0.0;
  const auto count = static_cast<double>(resampled.size());
  if (std::isnan(acceleration) || !(below > 0 && below < count)) return {no_number, no_number};
  const boost::math::normal normal;
  const double bias = boost::math::quantile(normal, below / count);
  const auto level = [&](double probability) {
    const double shifted = bias + boost::math::quantile(normal, probability);
    const double factor = 1 - acceleration * shifted;
    return factor > 0 ? boost::math::cdf(normal, bias + shifted / factor) : no_number;
  };
  return {level(0.5 * (1 - confidence)), level(0.5 * (1 + confidence))};
}

}  // namespace firstmove::engine
