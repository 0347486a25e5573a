// Results as CSV files, one a table.
#pragma once

#include <filesystem>
#include <vector>

#include "results/sqlite.hpp"
#include "results/store.hpp"

namespace firstmove::engine {

// Writes runs.csv, a row a run, with a column for each key of the sweep, each player's final cost
// and each coordinate; metrics.csv, a row a run and step, with a column a metric; trajectory.csv,
// the same with coordinates; clock.csv, files.csv and warnings.csv as the tables have it.
void export_csv(const Database& database, const std::vector<RunRecord>& runs,
                const std::filesystem::path& folder);

}  // namespace firstmove::engine
