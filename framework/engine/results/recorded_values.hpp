// Every number that was recorded along a run.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "results/sqlite.hpp"

namespace firstmove::engine {

// By step and name, so that the first difference of two runs is the earliest one; NaN where the
// results have NULL.
using Series = std::map<std::pair<std::uint64_t, std::string>, double>;

// Metrics, and trajectories under the coordinates' names.
Series recorded_values(const Database& database, std::int64_t run);

// Whether numbers have the same bits, but for the two zeros, which SQLite does not tell apart.
bool same_bits(double a, double b);

}  // namespace firstmove::engine
