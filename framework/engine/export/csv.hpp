// Results as CSV files, one per table.
#pragma once

#include <filesystem>
#include <vector>

#include "results/sqlite.hpp"
#include "results/store.hpp"

namespace firstmove::engine {

// Writes runs.csv, a row per run, with a column for each key of the sweep, each player's final cost
// and each coordinate; metrics.csv, a row per run and step, with a column per metric;
// trajectory.csv, the same with coordinates; clock.csv, start_costs.csv, files.csv and warnings.csv
// as in the tables.
void export_csv(const Database& database, const std::vector<RunRecord>& runs,
                const std::filesystem::path& folder);

}  // namespace firstmove::engine
