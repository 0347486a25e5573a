// Reads the runs of a results file, and checks that they are complete and agree with each other.
#pragma once

#include <vector>

#include "play/record.hpp"
#include "results/sqlite.hpp"

namespace firstmove::engine {

// All runs, by id, without metrics, trajectories, clocks, files and warnings. Throws
// UnreadableResults.
std::vector<RunRecord> read_runs(const Database& database);

}  // namespace firstmove::engine
