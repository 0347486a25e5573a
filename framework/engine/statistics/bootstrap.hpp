// Bootstrap intervals of any statistic of a sample.
//
// Efron and Tibshirani 1993, "An introduction to the bootstrap": the percentile interval (chapter
// 13) and the bias-corrected and accelerated one (section 14.3). The values are assumed to be
// independent draws from one distribution; their order does not matter. The median of a small
// sample takes few distinct values in the resamples, and then no method reaches its nominal
// confidence.
//
//   const BootstrapInterval interval = bootstrap(costs, median_of_ascending, {.seed = 7});
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace firstmove::engine {

// A function of values in ascending order, none of them NaN.
using Statistic = std::function<double(std::span<const double> ascending)>;

double median_of_ascending(std::span<const double> ascending);

enum class BootstrapMethod { percentile, bca };

struct BootstrapSettings {
  BootstrapMethod method = BootstrapMethod::percentile;
  double confidence = 0.95;
  std::size_t resamples = 2000;
  std::uint64_t seed = 0;  // the same seed, the same interval
};

struct BootstrapInterval {
  double estimate, lower, upper;  // all equal for one value; NaN for none
  std::size_t size, left_out;     // values used; NaN values
};

// Resamples in which the statistic is NaN are ignored.
BootstrapInterval bootstrap(std::span<const double> sample, const Statistic& statistic,
                            const BootstrapSettings& settings);

}  // namespace firstmove::engine
