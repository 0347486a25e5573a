// Reuses the runs of earlier experiments: the same run is not computed twice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "results/store.hpp"

namespace firstmove::engine {

// A run that is in the manifest but not in the store.
struct WantedRun {
  std::int64_t id;
  std::uint32_t variant, learner;
  std::string learner_name, sweep_json;
};

struct EarlierResults {
  std::vector<std::filesystem::path> folders;  // the newest first
  // Folders whose results cannot be read, and why; they may be of any experiment.
  std::vector<std::pair<std::filesystem::path, std::string>> unreadable;
};

// Results folders beside `folder` with an experiment of this name. Results in another format are
// passed over.
EarlierResults earlier_results(const std::filesystem::path& folder, const std::string& experiment);

struct Reused {
  std::size_t runs = 0;
  std::string fault;  // why not all runs of the folder could be reused; "" if they could
};

// Copies the wanted runs that `earlier` has, by key, into the store in one transaction, and removes
// them from `wanted`; files are linked or copied. Runs that failed, timed out or were skipped are
// not reused, nor are runs whose files are missing. Never throws: what cannot be reused is
// computed.
Reused reuse(Store& store, const std::filesystem::path& earlier,
             std::map<std::string, WantedRun>& wanted);

// Why an identity was not found in a results folder: its differences from the nearest identity of
// the learner with that name, or of any learner; empty if the folder has that identity or cannot be
// read.
std::vector<std::string> why_missing(const std::filesystem::path& earlier,
                                     const std::string& learner, const std::string& identity);

}  // namespace firstmove::engine
