// Whether a difference is large enough to matter.
#pragma once

#include <span>

#include "statistics/confidence_interval.hpp"

namespace firstmove::engine {

// The margin within which paired values count as equal, in their own unit: `relative` times the
// median, over the pairs, of the larger absolute value. Infinite values (failed runs) and NaN have
// no size and do not enter; 0 if there are no others. `first` and `second` have the same length.
double equivalence_margin(std::span<const double> first, std::span<const double> second,
                          double relative);

enum class Relevance {
  negligible,  // the interval lies within the margin
  relevant,    // it lies outside, on one side
  undecided,   // it contains the margin's end, on either side
};

// Schuirmann 1987, "A comparison of the two one-sided tests procedure ..", by intervals: with an
// interval of confidence 1 - alpha the answers `negligible` and `relevant` are each wrong with
// probability alpha at most. `undecided` without an interval (NaN), and where the confidence that
// the interval states is below `confidence`.
Relevance relevance_of(const ConfidenceInterval& interval, double margin, double confidence);

}  // namespace firstmove::engine
