// When a run's series gets within a tolerance.
#pragma once

#include <limits>
#include <span>

namespace firstmove::engine {

// Times are steps, or any other measure of effort that grows along a run.
struct TimeToEvent {
  double time;   // of the event; if it did not occur, of the last observation
  bool reached;  // false: censored at `time`
};

// A run that is known never to reach the event, such as a diverged one. Censoring it at its end
// would mean that it might have reached the event later.
inline constexpr TimeToEvent never_reached{std::numeric_limits<double>::infinity(), false};

enum class Within {
  once,      // from the first value that is within
  for_good,  // from the first value from which on all are, up to the end of the series
};

// For values at ascending times, one time for each value. A value is within if value <= tolerance;
// NaN is not. Nothing is known between two values, so the result is the time of a value. Without
// values: censored at 0.
TimeToEvent time_to_tolerance(std::span<const double> times, std::span<const double> values,
                              double tolerance, Within within);

}  // namespace firstmove::engine
