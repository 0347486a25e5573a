// Reads every number recorded along one run, to compare it with another.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "play/record.hpp"
#include "results/sqlite.hpp"

namespace firstmove::engine {

// By step and name, so that the first difference of two runs is the earliest; NaN where the results
// have NULL.
using Series = std::map<std::pair<std::uint64_t, std::string>, double>;

// Metrics, and trajectories under the names of the coordinates.
Series recorded_values(const Database& database, const RunRecord& run);

// Whether numbers are equal or both NaN. SQLite does not distinguish the two zeros.
bool same_bits(double a, double b);

}  // namespace firstmove::engine
