// Runs batches on threads, stores what they recorded, and shows the progress.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "experiment/batch.hpp"
#include "experiment/distrust.hpp"
#include "experiment/experiment.hpp"
#include "results/store.hpp"

namespace firstmove::engine {

// What all batches of an experiment share.
struct Session {
  std::size_t learners;
  const Refusals& refusals;
  const Distrust& distrust;
  Store& store;
  const std::vector<std::unique_ptr<Observer>>& observers;
};

// The records of the runs, without metrics, trajectories and clocks, which are in the store.
// Rethrows errors of the store.
std::vector<RunRecord> run_batches(const std::vector<BatchJob>& batches, const Session& session,
                                   const RunOptions& options, std::atomic<bool>& cancelled);

}  // namespace firstmove::engine
