#include "statistics/share.hpp"

#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace firstmove::engine {

ShareInterval wilson(std::uint64_t hits, std::uint64_t trials, double confidence) {
  return wilson_of_mean(static_cast<double>(hits) / static_cast<double>(trials), trials,
                        confidence);
}

ShareInterval wilson_of_mean(double mean, std::uint64_t values, double confidence) {
  if (values == 0) return {0, 1};
  const double z = boost::math::quantile(boost::math::normal(), 0.5 + 0.5 * confidence);
  const auto n = static_cast<double>(values);
  const double middle = mean + z * z / (2 * n);
  const double reach = z * std::sqrt(mean * (1 - mean) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  return {mean == 0 ? 0.0 : (middle - reach) / scale, mean == 1 ? 1.0 : (middle + reach) / scale};
}

}  // namespace firstmove::engine
