// A whole experiment: its runs, cut into batches, on threads, into the store.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

#include "manifest.hpp"

namespace firstmove {

struct RunOptions {
  std::filesystem::path folder;  // of the results
  unsigned jobs = 1;             // threads
  bool resume = false;
  bool terminal = false;  // standard error is one
  unsigned width = 0;
  bool color = false;
};

struct RunOutcome {
  std::uint64_t runs = 0, failed = 0;
  bool interrupted = false;
};

// Refusals of any game, rule or observer, all of them in one InputError.
void check_experiment(const Manifest& manifest);

// Runs what is missing. `cancelled` may be set from a signal handler: batches under way are given
// up, everything finished is kept. Throws InputError before anything is written.
RunOutcome run_experiment(const Manifest& manifest, const RunOptions& options,
                          std::atomic<bool>& cancelled);

// How many replicas advance together when the manifest leaves it open: as many as keep `jobs`
// threads busy, in whole registers. Results don't depend on it.
std::uint32_t batch_size(std::uint64_t replicates, std::uint64_t groups, unsigned jobs);

}  // namespace firstmove
