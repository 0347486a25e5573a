// Bootstrap intervals of statistics over several problems.
#pragma once

#include <span>
#include <vector>

#include "statistics/bootstrap.hpp"

namespace firstmove::engine {

// The percentile interval of a statistic of all values of all strata together, where each stratum
// (a problem, a game) is resampled by itself, so that all resamples have the same number of values
// of each: Agarwal et al. 2021, section 4.2. Values are independent within and between strata.
// NaN values are left out and counted. +infinity is a value like others. With one value or less in
// every stratum the interval is the estimate. `settings.method` must be percentile; else
// std::invalid_argument is thrown.
BootstrapInterval stratified_bootstrap(std::span<const std::vector<double>> strata,
                                       const Statistic& statistic,
                                       const BootstrapSettings& settings);

}  // namespace firstmove::engine
