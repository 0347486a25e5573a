// Bootstrap intervals of any statistic of a sample, or of the samples of several problems.
//
// Efron and Tibshirani 1993, "An introduction to the bootstrap", chapter 13: the percentile
// interval; on demand the BCa interval of chapter 14 (bca.hpp). Values are assumed to be
// independent; their order does not matter. With few values both are too narrow
// (docs/statistics.md).
//
//   const std::vector<double> strata[] = {costs};
//   const BootstrapInterval interval = stratified_bootstrap(strata, interquartile_mean, {.seed =
//   7});
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "statistics/quantile.hpp"

namespace firstmove::engine {

// A function of values in ascending order, none of them NaN.
using Statistic = std::function<double(std::span<const double> ascending)>;

enum class BootstrapMethod { percentile, bca };
const char* bootstrap_name(BootstrapMethod method);  // "percentile", "bca"

struct BootstrapSettings {
  BootstrapMethod method = BootstrapMethod::percentile;
  double confidence = 0.95;
  std::size_t resamples = 2000;
  std::uint64_t seed = 0;  // the same seed, the same interval
};

struct BootstrapInterval {
  // The ends are NaN where there is no interval: no stratum has two values, or no BCa interval.
  double estimate, lower, upper;
  std::size_t size, left_out;  // values used; NaN values
};

// The interval of a statistic of all values of all strata together, where each stratum (a problem,
// a game) is resampled by itself, so that all resamples have the same number of values of each:
// Agarwal et al. 2021, "Deep reinforcement learning at the edge of the statistical precipice",
// section 4.2. NaN values are left out and counted; +infinity is a value like others, but where it
// makes the statistic without one value infinite, there is no BCa interval. Resamples in which the
// statistic is NaN are ignored.
BootstrapInterval stratified_bootstrap(std::span<const std::vector<double>> strata,
                                       const Statistic& statistic,
                                       const BootstrapSettings& settings);

// Sets the ends of an interval from the statistics of its resamples. `left_out` are the statistics
// without one value each, as acceleration() wants them; the percentile interval needs none.
void set_ends(BootstrapInterval& interval, const OrderedSample& resampled,
              std::span<const std::vector<double>> left_out, const BootstrapSettings& settings);

}  // namespace firstmove::engine
