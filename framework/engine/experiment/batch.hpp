// Runs one batch: replicas of one learner, which differ in seed and start, in lockstep.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "experiment/identity.hpp"
#include "manifest/manifest.hpp"
#include "play/observer.hpp"
#include "play/record.hpp"

namespace firstmove::engine {

// The runs of a batch.
struct BatchJob {
  const Variant* variant = nullptr;
  std::uint32_t variant_index = 0;
  std::uint32_t learner = 0;
  std::vector<std::uint32_t> positions;  // in the manifest's list of replicates
  std::vector<std::int64_t> run_ids;     // one for each position
  const Identity* identity = nullptr;    // what the runs have in common
};

// What a batch shares with the rest of the experiment.
struct BatchContext {
  const std::vector<std::unique_ptr<Observer>>& observers;
  std::filesystem::path folder;  // of the results
  std::atomic<bool>& cancelled;
  std::atomic<std::uint64_t>& steps_done;  // replica-steps
};

// The task (call/task.hpp) of a batch.
std::uint64_t task_of(const BatchJob& job);

// Returns the records of all runs of the job; none if it was cancelled. If a plugin fails in a
// batch of several replicas, each replica runs again alone, so that only the runs that cause the
// failure fail. A replica gets the same bits either way.
std::vector<RunRecord> run_batch(const BatchJob& job, const BatchContext& context);

// The records of runs that are skipped because a learner refuses the game.
std::vector<RunRecord> skipped_records(const BatchJob& job, const std::string& reason);

// The records of runs that are not run because a plugin is not trusted, or because the game refuses
// its parameters. They fail and have no key, so that they are never reused.
std::vector<RunRecord> untaken_records(const BatchJob& job, const std::string& reason);

// Creates the game and the learners as a batch would, to find refusals before anything runs. Throws
// InputError that names the learner, rule and player.
void check_wiring(const Variant& variant, std::uint32_t learner);

}  // namespace firstmove::engine
