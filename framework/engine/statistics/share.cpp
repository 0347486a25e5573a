#include "statistics/share.hpp"

#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace firstmove::engine {

ShareInterval wilson(std::uint64_t hits, std::uint64_t trials, double confidence) {
  if (trials == 0) return {0, 1};
  const double z = boost::math::quantile(boost::math::normal(), 0.5 + 0.5 * confidence);
  const double n = static_cast<double>(trials), share = static_cast<double>(hits) / n;
  const double middle = share + z * z / (2 * n);
  const double reach = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  return {hits == 0 ? 0.0 : (middle - reach) / scale,
          hits == trials ? 1.0 : (middle + reach) / scale};
}

}  // namespace firstmove::engine
