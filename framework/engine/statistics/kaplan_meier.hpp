// How long runs take, when not all of them get there.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "statistics/share.hpp"
#include "statistics/time_to_tolerance.hpp"

namespace firstmove::engine {

// Kaplan and Meier 1958, "Nonparametric estimation from incomplete observations". Censoring must
// not tell of the time to come: an exhausted budget does not, divergence does (`never_reached`).
struct KaplanMeier {
  struct Step {
    double time;
    std::size_t at_risk, events;  // runs not yet there nor censored before `time`; those there now
    double left;                  // the share of runs that take longer
    // Its pointwise interval, by Greenwood's variance on the scale of log(-log): Kalbfleisch and
    // Prentice 1980, "The statistical analysis of failure time data". That has no value where
    // nobody is left; the upper end is there the one before, times Clopper and Pearson's bound of
    // none among those at risk.
    double lower, upper;
  };
  std::vector<Step> steps;  // where events are, ascending
  std::size_t runs = 0, reached = 0;
  ShareInterval share{0, 1};  // Wilson's, of those that got there within their own budgets
  // The first time at which at most half are left, and the times at which the interval's ends get
  // there: Brookmeyer and Crowley 1982, "A confidence interval for the median survival time".
  // Infinite: not reached.
  double median, lower, upper;
};

KaplanMeier kaplan_meier(std::span<const TimeToEvent> runs, double confidence);

}  // namespace firstmove::engine
