// A whole experiment: its runs, cut into batches, on threads, into the store.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "experiment/distrust.hpp"
#include "manifest/manifest.hpp"
#include "play/record.hpp"

namespace firstmove::engine {

// Where an experiment stands, for whoever shows it.
struct Standing {
  std::filesystem::path folder;
  std::uint64_t runs = 0;    // that the manifest asks for
  std::uint64_t there = 0;   // were in the folder already
  std::uint64_t reused = 0;  // were taken from earlier results
};

struct RunOptions {
  // Of the results. Results of the same manifest that are there are gone on with. If not given,
  // results/NAME, or the first of results/NAME-2, .. that is free or the same experiment.
  std::filesystem::path folder;
  unsigned jobs = 1;    // threads
  bool resume = false;  // the folder must be there already
  bool reuse = true;    // take runs that results beside the folder, or `earlier` ones, have
  std::vector<std::filesystem::path> earlier;
  // Plugins that may run although their check failed, by id.
  std::vector<std::string> trusted = {};
  bool terminal = false;  // standard error is one
  unsigned width = 0;
  bool color = false;
  // Called on one thread at a time: before the first run, and with runs as they end.
  std::function<void(const Standing&)> on_begin;
  std::function<void(const std::vector<RunRecord>&)> on_runs;
};

struct RunOutcome {
  std::filesystem::path folder;
  std::uint64_t runs = 0, failed = 0;
  std::map<Outcome, std::uint64_t> outcomes;  // how many came to what
  bool interrupted = false;
};

// Learners that refuse their games, and why; of a manifest that skips them, by their variant and
// learner. Else they are mistakes, all of them in one InputError.
using Refusals = std::map<std::pair<std::uint32_t, std::uint32_t>, std::string>;
// `distrust`: whose runs are not taken; nothing of theirs is called.
Refusals check_experiment(const Manifest& manifest, const Distrust& distrust);

// Runs what is missing. `cancelled` may be set from a signal handler: batches under way are given
// up, everything finished is kept. Throws InputError before anything is written.
RunOutcome run_experiment(const Manifest& manifest, const RunOptions& options,
                          std::atomic<bool>& cancelled);

}  // namespace firstmove::engine
