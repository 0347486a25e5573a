#include "statistics/seeds_needed.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <stdexcept>

namespace firstmove::engine {

std::size_t seeds_needed(double p, double alpha, double power) {
  if (!(p >= 0 && p <= 1)) throw std::invalid_argument("the effect must be a probability");
  if (!(alpha > 0 && alpha < 1)) throw std::invalid_argument("the level must be between 0 and 1");
  if (!(power > 0.5 * alpha && power < 1))
    throw std::invalid_argument("the power must be above half the level and below 1");
  if (p == 0.5) return 0;
  const boost::math::normal normal;
  const double z =
      boost::math::quantile(normal, 1 - 0.5 * alpha) + boost::math::quantile(normal, power);
  const double needed = z * z / (3 * (p - 0.5) * (p - 0.5));
  // With n differences of one sign, p is 2^(1 - n).
  const double least = 1 - std::log2(alpha);
  return static_cast<std::size_t>(std::ceil(std::min(1e15, std::max(needed, least - 1e-9))));
}

double walsh_share_of_normal(double mean_over_deviation) {
  // The mean of two differences has the deviation 1 / sqrt(2).
  return 0.5 * std::erfc(-mean_over_deviation);
}

}  // namespace firstmove::engine
