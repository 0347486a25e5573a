// Runs a whole experiment: divides its runs into batches, runs them on threads, stores the results.
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

// The state of an experiment at its start, for display.
struct Standing {
  std::filesystem::path folder;
  std::uint64_t runs = 0;    // in the manifest
  std::uint64_t there = 0;   // already in the folder
  std::uint64_t reused = 0;  // reused from earlier results
};

struct RunOptions {
  // The results folder. Existing results of the same manifest are resumed. If empty: results/NAME,
  // or the first of results/NAME-2, .. that does not exist or holds the same experiment.
  std::filesystem::path folder;
  unsigned jobs = 1;    // threads
  bool resume = false;  // the folder must exist already
  bool reuse = true;    // reuse runs from `earlier` and from results beside the folder
  std::vector<std::filesystem::path> earlier;
  // Plugins that may run although their check failed, by id.
  std::vector<std::string> trusted = {};
  bool terminal = false;  // standard error is a terminal
  unsigned width = 0;
  bool color = false;
  // Called on one thread at a time: before the first run, and with the runs that ended.
  std::function<void(const Standing&)> on_begin;
  std::function<void(const std::vector<RunRecord>&)> on_runs;
};

struct RunOutcome {
  std::filesystem::path folder;
  std::uint64_t runs = 0, failed = 0;
  std::map<Outcome, std::uint64_t> outcomes;        // the number of runs with each outcome
  std::map<PointClass, std::uint64_t> end_classes;  // and at each class of points
  bool interrupted = false;
};

// Learners that refuse their games, with the reason, by variant and learner, if the manifest skips
// them; otherwise throws one InputError with all refusals. And every learner of a game that refuses
// its parameters.
using Refusals = std::map<std::pair<std::uint32_t, std::uint32_t>, std::string>;
// Plugins that `distrust` covers are not called.
Refusals check_experiment(const Manifest& manifest, const Distrust& distrust);

// Runs what is missing. `cancelled` may be set from a signal handler: unfinished batches are
// abandoned, and all finished runs are kept. Throws InputError before anything is written.
RunOutcome run_experiment(const Manifest& manifest, const RunOptions& options,
                          std::atomic<bool>& cancelled);

}  // namespace firstmove::engine
