// The batches of a worker, which may go on with what an earlier one did until it died.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "experiment/batch.hpp"
#include "experiment/run_plan.hpp"

namespace firstmove::engine {

// The batches of the runs that are not done. If an earlier worker of this command ended in a batch,
// its runs are batches of their own from then on: each is kept as soon as it is finished.
std::vector<BatchJob> batches_left(const RunPlan& plan, std::set<std::int64_t> done, unsigned jobs);

}  // namespace firstmove::engine
