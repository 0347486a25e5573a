// Runs one batch: replicas of one learner that differ in seed and start, in lockstep.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "experiment/identity.hpp"
#include "manifest/manifest.hpp"
#include "play/observer.hpp"
#include "play/record.hpp"

namespace firstmove::engine {

// Which runs a batch is made of.
struct BatchJob {
  const Variant* variant = nullptr;
  std::uint32_t variant_index = 0;
  std::uint32_t learner = 0;
  std::vector<std::uint32_t> positions;  // in the manifest's list of replicates
  std::vector<std::int64_t> run_ids;     // of each
  const Identity* identity = nullptr;    // what they have in common
};

// What a batch shares with the rest of the experiment.
struct BatchContext {
  const std::vector<std::unique_ptr<Observer>>& observers;
  std::filesystem::path folder;  // of the results
  std::atomic<bool>& cancelled;
  std::atomic<std::uint64_t>& steps_done;  // replica-steps
};

// The records of all runs of the job; none if it was cancelled. A plugin that fails in a batch of
// several replicas makes each of them run again alone, so that only those fail whose own input it
// is; what a replica gets is the same bits either way.
std::vector<RunRecord> run_batch(const BatchJob& job, const BatchContext& context);

// The records of runs that are not taken, because a learner refuses the game.
std::vector<RunRecord> skipped_records(const BatchJob& job, const std::string& reason);

// The records of runs that are not taken, because a plugin is not trusted. They fail, and have no
// key: they are nobody's result.
std::vector<RunRecord> untaken_records(const BatchJob& job, const std::string& reason);

// Makes the game and the learners as a batch would, to learn of refusals before anything runs.
// Throws InputError with the place of the refusal in words.
void check_wiring(const Variant& variant, std::uint32_t learner);

}  // namespace firstmove::engine
