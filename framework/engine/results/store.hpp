// The results of an experiment: one SQLite file (WAL: survives a kill, readable while running).
#pragma once

#include <firstmove/abi.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "play/record.hpp"
#include "provenance/provenance.hpp"

namespace firstmove::engine {

class Database;

struct PluginRecord {
  std::string kind, id, version, file, sha256;
  std::string compiler, flags;  // provenance/built_with.hpp
};

struct ExperimentRecord {
  std::string name;
  std::string manifest;  // as read
  std::string resolved;  // also stored as DIR/manifest.toml
  Provenance provenance;
  std::vector<Setting> settings;
  std::vector<PluginRecord> plugins;
  std::vector<SourceFile> sources;  // of games; copied beside the manifest
  struct Warning {
    std::string learner, text;
  };
  std::vector<Warning> warnings;  // of the manifest, before any run
};

// A results folder made from a manifest, to which runs are added.
class Store {
 public:
  // Makes the folder and the file; throws InputError if `folder` exists or cannot be written.
  static Store create(const std::filesystem::path& folder, const ExperimentRecord& experiment);
  // Opens existing results, to add what is missing; throws InputError if there are none or they
  // were made from another manifest or other plugin files (naming what differs). With `check`, the
  // whole file is read to find damage, unless it is large.
  static Store resume(const std::filesystem::path& folder, const ExperimentRecord& experiment,
                      bool check);
  // Whether resume() would accept the folder.
  static bool holds(const std::filesystem::path& folder, const ExperimentRecord& experiment);

  Store(Store&&) noexcept;
  ~Store();

  // Records the provenance of the runs to be added, unless it equals the last one recorded.
  void note(const Provenance& now);
  // Stores the text from which the keys of runs are made, under its hash.
  void describe(const std::string& hash, const std::string& identity);
  // Adds runs in one transaction: all or none.
  void add(const std::vector<RunRecord>& runs);
  // Runs that are in the store, by id, without metrics, trajectories, clocks, files and warnings.
  std::vector<RunRecord> runs() const;
  Database& database();

  const std::filesystem::path& folder() const;

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace firstmove::engine
