// Reads a results folder, also while the experiment runs or after it was interrupted, and where
// nothing can be written.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/read_runs.hpp"
#include "results/sqlite.hpp"

namespace firstmove::engine {

std::filesystem::path database_in(const std::filesystem::path& folder);
// Whether the folder has a results file, readable or not.
bool has_results(const std::filesystem::path& folder);

class Results {
 public:
  // Throws InputError if there are no results; UnreadableResults, like runs(), if they cannot be
  // read.
  explicit Results(const std::filesystem::path& folder);

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path manifest() const { return folder_ / "manifest.toml"; }
  // The text of the manifest when the results were made.
  const std::string& resolved() const { return resolved_; }
  const Database& database() const { return database_; }
  const std::string& name() const { return name_; }
  std::vector<RunRecord> runs() const { return read_runs(database_); }
  // Whether a process is writing them now.
  bool running() const;

 private:
  std::filesystem::path folder_;
  Database database_;
  std::string name_, resolved_;
};

}  // namespace firstmove::engine
