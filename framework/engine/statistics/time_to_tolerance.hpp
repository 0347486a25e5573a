// When a run's series gets within a tolerance.
#pragma once

#include <limits>
#include <span>

namespace firstmove::engine {

// Steps, or any other measure of effort that a run spends as it goes.
struct TimeToEvent {
  double time;   // of the event; if it did not come, how far the run was seen
  bool reached;  // false: censored at `time`
};

// A run that is known never to get there, as one that diverged: to censor it at its end would say
// that it might have, had it been watched longer.
inline constexpr TimeToEvent never_reached{std::numeric_limits<double>::infinity(), false};

enum class Within {
  once,      // from the first value that is within
  for_good,  // from the first value after which all are, up to the series' end
};

// Of values at ascending times, as many as values; within is value <= tolerance, and NaN is not.
// What happens between two values is not seen: the time is that of a value. Censored at 0 without
// values.
TimeToEvent time_to_tolerance(std::span<const double> times, std::span<const double> values,
                              double tolerance, Within within);

}  // namespace firstmove::engine
