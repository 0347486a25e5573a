// Reuses the runs of earlier experiments: the same run is not computed twice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "results/store.hpp"

namespace firstmove::engine {

// A run that is in the manifest but not in the store.
struct WantedRun {
  std::int64_t id;
  std::uint32_t variant, learner;
  std::string learner_name, sweep_json;
};

// Results folders beside `folder` with an experiment of this name, the newest first.
std::vector<std::filesystem::path> earlier_results(const std::filesystem::path& folder,
                                                   const std::string& experiment);

// Copies the wanted runs that `earlier` has, by key, into the store in one transaction, and removes
// them from `wanted`; files are linked or copied. Runs that failed, timed out or were skipped are
// not reused. Returns the number of runs found; 0 if `earlier` cannot be read or has another
// version.
std::size_t reuse(Store& store, const std::filesystem::path& earlier,
                  std::map<std::string, WantedRun>& wanted);

// Why an identity was not found in a results folder: its differences from the nearest identity of
// the learner with that name, or of any learner; empty if the folder has that identity.
std::vector<std::string> why_missing(const std::filesystem::path& earlier,
                                     const std::string& learner, const std::string& identity);

}  // namespace firstmove::engine
