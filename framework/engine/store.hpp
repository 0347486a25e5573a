// The results of an experiment: one SQLite file (WAL: survives a kill, readable while running).
#pragma once

#include <firstmove/abi.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "outcome.hpp"

namespace firstmove {

class Database;

enum class RunStatus { finished, stopped, failed, skipped };  // FM_RUN_*; skipped: as failed
const char* status_name(RunStatus status);

struct MetricRow {
  std::uint64_t step;
  std::string name;
  double value;
};
struct TrajectoryRow {
  std::uint64_t step;
  std::vector<double> x;  // one value a coordinate
};
struct ClockRow {  // what a run had spent after a step
  std::uint64_t step, products;
  double seconds;  // wall time, its share of its batch
};
struct WarningRow {
  std::uint64_t step;  // the first of the run that it was said of
  std::string text;
};
struct FileRow {
  std::string name;  // as the observer called it
  std::string path;  // relative to the results folder
};

// One run with all that is kept of it.
struct RunRecord {
  std::int64_t id = 0;  // (variant * learners + learner) * replicates + position of the replicate
  std::uint32_t variant = 0;
  std::uint32_t learner = 0;
  std::string learner_name;
  std::uint32_t replicate = 0;
  std::string sweep_json;
  RunStatus status = RunStatus::finished;
  Outcome outcome = Outcome::failed;
  std::string reason;
  std::uint64_t steps = 0;
  std::uint64_t products = 0;  // oracle products, oracle.hpp
  double wall_seconds = 0;
  std::string key, identity;  // identity.hpp
  std::vector<std::uint32_t> dims;
  std::vector<double> x;     // final joint action
  std::vector<double> cost;  // players; NaN is stored as NULL
  std::vector<MetricRow> metrics;
  std::vector<TrajectoryRow> trajectory;
  std::vector<ClockRow> clock;  // wherever metrics or trajectory have rows
  std::vector<FileRow> files;
  std::vector<WarningRow> warnings;
};

struct PluginRecord {
  std::string kind, id, version, file, sha256;
};

struct ExperimentRecord {
  std::string name;
  std::string manifest;  // as read
  std::string resolved;  // kept as DIR/manifest.toml too
  std::string firstmove_version;
  std::string abi;   // "1.2"
  std::string host;  // operating system and machine, no host name
  std::vector<PluginRecord> plugins;
  struct Warning {
    std::string learner, text;
  };
  std::vector<Warning> warnings;  // of the manifest, before anything ran
};

// Every run of a manifest, from which a results folder was made.
class Store {
 public:
  // Makes the folder and the file; throws InputError if `folder` exists or cannot be written.
  static Store create(const std::filesystem::path& folder, const ExperimentRecord& experiment);
  // Opens results that are there already, to add what is missing; throws InputError if there are
  // none or they were made from another manifest or other plugin files (naming what differs).
  static Store resume(const std::filesystem::path& folder, const ExperimentRecord& experiment);
  // Whether resume would go on with the folder.
  static bool holds(const std::filesystem::path& folder, const ExperimentRecord& experiment);

  Store(Store&&) noexcept;
  ~Store();

  // What the runs' keys are made of, by its hash.
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

}  // namespace firstmove
