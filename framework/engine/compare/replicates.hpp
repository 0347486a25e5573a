// The unit of statistics: a learner has one value for each replicate.
//
// The variants of a sweep share the starts and the noise of a replicate, so that their values are
// not independent: they are averaged within the replicate, and the mean is +infinity if any of them
// is.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "compare/study.hpp"

namespace firstmove::engine {

// The values of one learner's runs by replicate and variant, without those that are missing (NaN).
using RunValues = std::map<std::uint32_t, std::map<std::size_t, double>>;
RunValues run_values(const Study& study, std::size_t learner,
                     const std::vector<std::size_t>& variants,
                     const std::function<double(const RunRecord&)>& value);

// The scores of final costs (score.hpp); none if the game gives this player no costs.
RunValues cost_values(const Study& study, std::size_t learner,
                      const std::vector<std::size_t>& variants, std::size_t player);

// What these costs are compared with where a difference is to be negligible: each cost's absolute
// value, but at least a millionth of what the run changed it by. Costs that end at 0 are rounding
// errors of what they began with, and have no size of their own.
RunValues cost_sizes(const Study& study, std::size_t learner,
                     const std::vector<std::size_t>& variants, std::size_t player);

// Values of several learners on common replicates.
struct ReplicateValues {
  std::vector<std::uint32_t> replicates;    // ascending
  std::vector<std::vector<double>> values;  // [learner][replicate]
  std::size_t left_out = 0;                 // replicates that some of the learners lack
};

// For each replicate that all of them have, the means over the variants that all of them have on
// it. Learners without any value make the result empty.
ReplicateValues replicate_values(std::span<const RunValues* const> learners);

// The same, one for each replicate.
std::vector<double> replicate_costs(const Study& study, std::size_t learner,
                                    const std::vector<std::size_t>& variants, std::size_t player);

// The variants 0 .. count - 1.
std::vector<std::size_t> all_variants(const Study& study);

}  // namespace firstmove::engine
