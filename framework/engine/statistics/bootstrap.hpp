// Bootstrap intervals of any statistic of a sample, or of the samples of several problems.
//
// Efron and Tibshirani 1993, "An introduction to the bootstrap", chapter 13: the percentile
// interval. Values are assumed to be independent; their order does not matter. With few values the
// interval is too narrow (docs/statistics.md).
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

namespace firstmove::engine {

// A function of values in ascending order, none of them NaN.
using Statistic = std::function<double(std::span<const double> ascending)>;

struct BootstrapSettings {
  double confidence = 0.95;
  std::size_t resamples = 2000;
  std::uint64_t seed = 0;  // the same seed, the same interval
};

struct BootstrapInterval {
  double estimate, lower, upper;  // all equal for one value; NaN for none
  std::size_t size, left_out;     // values used; NaN values
};

// The interval of a statistic of all values of all strata together, where each stratum (a problem,
// a game) is resampled by itself, so that all resamples have the same number of values of each:
// Agarwal et al. 2021, "Deep reinforcement learning at the edge of the statistical precipice",
// section 4.2. NaN values are left out and counted; +infinity is a value like others. Resamples in
// which the statistic is NaN are ignored.
BootstrapInterval stratified_bootstrap(std::span<const std::vector<double>> strata,
                                       const Statistic& statistic,
                                       const BootstrapSettings& settings);

}  // namespace firstmove::engine
