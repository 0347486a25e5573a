// Where the results of an experiment go, and what of them is there already: a new folder, a folder
// of the same experiment that is resumed, and runs that earlier results have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "experiment/experiment.hpp"
#include "experiment/run_plan.hpp"
#include "results/store.hpp"

namespace firstmove::engine {

// Opens the results folder that the options name, or else the first of results/NAME,
// results/NAME-2, .. that does not exist or holds the same experiment. Existing results are
// resumed: only their missing runs are run. Throws InputError.
Store open_store(const RunOptions& options, const ExperimentRecord& record);

std::set<std::int64_t> ids_of(const std::vector<RunRecord>& records);

// Copies missing runs from earlier results into the store, and returns how many. Logs what it
// found, and why the other runs are computed.
std::size_t reuse_earlier(Store& store, const RunPlan& plan, const RunOptions& options,
                          const std::string& experiment);

}  // namespace firstmove::engine
