// Regions of attraction: where a learner ends from each start of a slice.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/slice.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

struct Attraction {
  // For each start, in the order of the slice: an index into `ends`, or one of the next two.
  static constexpr std::int32_t unsettled = -1;  // ended at no place of `ends`
  static constexpr std::int32_t failed = -2;
  std::vector<std::int32_t> region;
  struct End {
    std::vector<double> x;  // where the first of its starts ended
    std::size_t starts;     // how many end there
  };
  std::vector<End> ends;  // the largest region first
};

// Plays `steps` steps from every start, each as a replicate. A run ends at a place if it ends
// within `tolerance` of it, as a share of the slice's sides and, for other coordinates, of their
// lengths (game/lengths.hpp; largest coordinate, circles closed); a place counts if at least two
// starts and at least one in a thousand end there. Results don't depend on `jobs`. Throws
// InputError if the learner cannot play the game.
Attraction attraction(const ExperimentSpec& spec, const LearnerSpec& learner, const Slice& slice,
                      std::uint64_t steps, double tolerance, unsigned jobs);

}  // namespace firstmove::engine
