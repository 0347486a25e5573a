#include "statistics/probability_of_improvement.hpp"

#include <cmath>

#include "statistics/share.hpp"

namespace firstmove::engine {

ProbabilityOfImprovement probability_of_improvement(std::span<const double> differences,
                                                    double margin, double confidence) {
  ProbabilityOfImprovement result;
  for (const double d : differences) {
    if (std::isnan(d)) continue;
    ++(std::abs(d) <= margin ? result.equal : d < 0 ? result.better : result.worse);
  }
  const std::size_t pairs = result.better + result.equal + result.worse;
  if (pairs == 0) return result;
  const double hits = static_cast<double>(result.better) + 0.5 * static_cast<double>(result.equal);
  result.estimate = hits / static_cast<double>(pairs);
  const ShareInterval share = wilson_of_mean(result.estimate, pairs, confidence);
  result.interval = {share.lower, share.upper, confidence};
  return result;
}

}  // namespace firstmove::engine
