// Results as dense arrays in NumPy's format.
#pragma once

#include <filesystem>
#include <vector>

#include "results/sqlite.hpp"
#include "results/store.hpp"

namespace firstmove::engine {

// Writes arrays whose first axis is the runs, by id: run_ids.npy, final_x.npy, final_cost.npy; and,
// along the runs, metric-NAME.npy (runs x steps), trajectories.npy (runs x steps x coordinates),
// clock-products.npy and clock-seconds.npy, each with its steps (npy_series.hpp). Warns about
// series that are padded. arrays.json lists the arrays with their axes and shapes.
void export_npy(const Database& database, const std::vector<RunRecord>& runs,
                const std::filesystem::path& folder);

}  // namespace firstmove::engine
