#include "statistics/bayesian_signed_rank.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "statistics/quantile.hpp"
#include "statistics/resampling.hpp"

namespace firstmove::engine {
namespace {

// For each value in ascending order, how many values (from the least) make a mean with it that is
// below the region, and how many one that is not above it: both fall along the values.
struct MeansOfPairs {
  std::vector<std::size_t> below, not_above;

  MeansOfPairs(std::span<const double> ascending, double rope) {
    std::size_t less = ascending.size(), least_above = ascending.size();
    for (const double x : ascending) {
      while (less > 0 && between(x, ascending[less - 1], 0.5) >= -rope) --less;
      while (least_above > 0 && between(x, ascending[least_above - 1], 0.5) > rope) --least_above;
      below.push_back(less);
      not_above.push_back(least_above);
    }
  }
};

// Weights of a draw from the posterior, not normalised: those of the data have a Gamma(1)
// distribution, that of the prior's pseudo-value Gamma(1/2).
void draw_weights(const Draw& draw, std::size_t prior, std::vector<double>& weights) {
  const std::size_t n = weights.size();
  for (std::size_t i = 0; i < n; i += 4) {
    const auto bits = draw.bits(i / 4);
    for (std::size_t k = 0; k < std::min<std::size_t>(4, n - i); ++k)
      weights[i + k] = -std::log(Draw::unit(bits[k]));
  }
  const double normal = draw.normal(4 * (n / 4 + 1));
  weights[prior] = 0.5 * normal * normal;
}

}  // namespace

BayesianSignedRank bayesian_signed_rank(std::span<const double> differences, double rope,
                                        const BayesianSettings& settings) {
  if (!(rope >= 0))
    throw std::invalid_argument("the region of practical equivalence must be at least 0 wide");
  std::vector<double> values(differences.begin(), differences.end());
  std::erase_if(values, [](double d) { return std::isnan(d); });
  values.push_back(0);  // the prior's
  std::sort(values.begin(), values.end());
  if (values.size() == 1 || settings.samples == 0) return {};
  const auto prior = static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), 0.0) -
                                              values.begin());
  const MeansOfPairs pairs(values, rope);

  BayesianSignedRank result{0, 0, 0, 0, 0, 0};
  std::vector<double> weights(values.size()), sums(values.size() + 1);
  for (std::size_t s = 0; s < settings.samples; ++s) {
    draw_weights(resampling_draw(Resampling::posterior, settings.seed, 0, s), prior, weights);
    for (std::size_t i = 0; i < weights.size(); ++i) sums[i + 1] = sums[i] + weights[i];
    double below = 0, above = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      below += weights[i] * sums[pairs.below[i]];
      above += weights[i] * (sums.back() - sums[pairs.not_above[i]]);
    }
    const double all = sums.back() * sums.back(), within = all - below - above;
    result.mean_below += below / all;
    result.mean_above += above / all;
    ++(below > std::max(within, above)   ? result.below
       : above > std::max(within, below) ? result.above
                                         : result.within);
  }
  const auto count = static_cast<double>(settings.samples);
  for (double* share :
       {&result.below, &result.within, &result.above, &result.mean_below, &result.mean_above})
    *share /= count;
  result.mean_within = std::max(0.0, 1 - result.mean_below - result.mean_above);
  return result;
}

}  // namespace firstmove::engine
