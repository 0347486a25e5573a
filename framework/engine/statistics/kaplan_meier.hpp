// Times to an event that not all runs reach.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "statistics/share.hpp"
#include "statistics/time_to_tolerance.hpp"

namespace firstmove::engine {

// Kaplan and Meier 1958, "Nonparametric estimation from incomplete observations". Censoring must be
// independent of the time still to come: it is for an exhausted budget, but not for divergence
// (`never_reached`).
struct KaplanMeier {
  struct Step {
    double time;
    std::size_t at_risk, events;  // neither reached nor censored before `time`; reached at it
    double left;                  // the share of runs that take longer
    // Its pointwise interval, by Greenwood's variance on the scale of log(-log): Kalbfleisch and
    // Prentice 1980, "The statistical analysis of failure time data". It is undefined where no run
    // is left; there the upper end is the previous one times Clopper and Pearson's bound for zero
    // survivors among the runs at risk.
    double lower, upper;
  };
  std::vector<Step> steps;  // at the times of events, ascending
  std::size_t runs = 0, reached = 0;
  ShareInterval share{0, 1};  // Wilson's, of the runs that reached it within their own budgets
  // The first time at which at most half of the runs are left. Infinite: not reached.
  //
  // Its interval: if no run is censored (each reached it or never will) and there are enough runs,
  // from their ordered times, which is exact (order_statistics.hpp). Else the times at which the
  // ends of the interval above reach one half: Brookmeyer and Crowley 1982, "A confidence interval
  // for the median survival time".
  double median, lower, upper;
};

KaplanMeier kaplan_meier(std::span<const TimeToEvent> runs, double confidence);

}  // namespace firstmove::engine
