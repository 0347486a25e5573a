// Reads a results folder, also while the experiment runs or after it was interrupted.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/sqlite.hpp"
#include "results/store.hpp"

namespace firstmove::engine {

constexpr int results_version = 3;  // SQLite's user_version of results.sqlite

std::filesystem::path database_in(const std::filesystem::path& folder);

// All runs, by id, without metrics, trajectories, clocks, files and warnings.
std::vector<RunRecord> read_runs(const Database& database);

class Results {
 public:
  // Throws InputError if there are no results, or another version of firstmove made them.
  explicit Results(const std::filesystem::path& folder);

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path manifest() const { return folder_ / "manifest.toml"; }
  const Database& database() const { return database_; }
  const std::string& name() const { return name_; }
  std::vector<RunRecord> runs() const { return read_runs(database_); }
  // Whether a process is writing them now.
  bool running() const;

 private:
  std::filesystem::path folder_;
  Database database_;
  std::string name_;
};

}  // namespace firstmove::engine
