// Runs that earlier experiments have taken already: the same run is not taken twice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "results/store.hpp"

namespace firstmove::engine {

// A run that the manifest asks for and the store has not.
struct WantedRun {
  std::int64_t id;
  std::uint32_t variant, learner;
  std::string learner_name, sweep_json;
};

// Results folders beside `folder` that hold an experiment of this name, the newest first.
std::vector<std::filesystem::path> earlier_results(const std::filesystem::path& folder,
                                                   const std::string& experiment);

// Copies what `earlier` has of the runs wanted, by key, into the store, in one transaction, and
// takes them off `wanted`; files are linked or copied. Runs that failed, timed out or were skipped
// are not taken. Returns how many were found; 0 if `earlier` cannot be read or is of another
// version.
std::size_t reuse(Store& store, const std::filesystem::path& earlier,
                  std::map<std::string, WantedRun>& wanted);

// Why an identity was not found in a results folder: how it differs from the nearest one of a
// learner of that name, or of any; empty if the folder holds that identity itself.
std::vector<std::string> why_missing(const std::filesystem::path& earlier,
                                     const std::string& learner, const std::string& identity);

}  // namespace firstmove::engine
