// What a run counts for where learners are compared: the one rule for failed, diverged and skipped
// runs, which all tables, tests, figures and claims use (docs/statistics.md).
#pragma once

#include <cstddef>

#include "play/record.hpp"

namespace firstmove::engine {

enum class CountsAs {
  itself,  // its own values count
  worst,   // it failed or diverged: in everything of which less is better it counts as +infinity
  missing  // it was skipped, so it was never played: it counts for nothing and is listed
};
CountsAs counts_as(const RunRecord& run);

// Of a quantity of which less is better: `value` of a run that counts, +infinity where it is not
// finite and of the worst runs, NaN of missing ones.
double score(const RunRecord& run, double value);

// The score of a player's final cost. NaN also where the run's game has no such player.
double cost_score(const RunRecord& run, std::size_t player);

// Of a quantity that has no worst value, such as a coordinate or an effort: NaN, which is left out
// and counted, of runs that do not count.
double plain_value(const RunRecord& run, double value);

// Whether a run that is not at its target may still be on its way: only its budget has ended. All
// other runs that are elsewhere never reach the target.
bool may_still_arrive(const RunRecord& run);

}  // namespace firstmove::engine
