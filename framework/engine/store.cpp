#include "store.hpp"

#include <spdlog/fmt/fmt.h>

#include <fstream>
#include <limits>
#include <map>

#include "diagnostics.hpp"
#include "sqlite.hpp"

namespace firstmove {
namespace {

namespace fs = std::filesystem;

constexpr const char* schema = R"(
CREATE TABLE experiment(name TEXT, manifest TEXT, resolved TEXT, version TEXT, abi TEXT, host TEXT,
                        created TEXT) STRICT;
CREATE TABLE plugin(kind TEXT, id TEXT, version TEXT, file TEXT, sha256 TEXT,
                    PRIMARY KEY(kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE run(id INTEGER PRIMARY KEY, variant INTEGER, learner_index INTEGER, learner TEXT,
                 replicate INTEGER, sweep_json TEXT, status TEXT, reason TEXT, steps INTEGER,
                 wall_seconds REAL) STRICT;
CREATE TABLE final_state(run INTEGER, player INTEGER, coordinate INTEGER, value REAL,
                         PRIMARY KEY(run, player, coordinate)) STRICT, WITHOUT ROWID;
CREATE TABLE final_cost(run INTEGER, player INTEGER, value REAL,
                        PRIMARY KEY(run, player)) STRICT, WITHOUT ROWID;
CREATE TABLE metric(run INTEGER, step INTEGER, name TEXT, value REAL) STRICT;
CREATE INDEX metric_by_run ON metric(run, name, step);
CREATE TABLE trajectory(run INTEGER, step INTEGER, player INTEGER, coordinate INTEGER, value REAL,
                        PRIMARY KEY(run, step, player, coordinate)) STRICT, WITHOUT ROWID;
CREATE TABLE file(run INTEGER, name TEXT, path TEXT) STRICT;
CREATE TABLE warning(learner TEXT, run INTEGER, step INTEGER, text TEXT) STRICT;
)";

fs::path database_in(const fs::path& folder) { return folder / "results.sqlite"; }

// A folder that is removed again unless all goes well.
class NewFolder {
 public:
  explicit NewFolder(const fs::path& folder) : folder_(folder) {
    std::error_code error;
    if (fs::exists(folder, error))
      throw InputError(
          fmt::format("the results folder {} exists already; choose another with --out, "
                      "or go on with it by --resume",
                      folder.string()));
    for (fs::path p = folder; !p.empty() && !fs::exists(p, error); p = p.parent_path()) made_ = p;
    fs::create_directories(folder, error);
    if (error) {
      remove();
      throw InputError(fmt::format("the results folder {} cannot be made: {}", folder.string(),
                                   error.message()));
    }
  }
  ~NewFolder() {
    if (!kept_) remove();
  }
  void keep() { kept_ = true; }

 private:
  void remove() {
    std::error_code ignored;
    if (!made_.empty()) fs::remove_all(made_, ignored);
  }
  fs::path folder_, made_;  // made_: the topmost folder that was not there
  bool kept_ = false;
};

void write_text(const fs::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  if (!stream.flush()) throw InputError(fmt::format("{} cannot be written", file.string()));
}

void insert(Database& database, const ExperimentRecord& e) {
  Statement(database, "INSERT INTO experiment VALUES (?,?,?,?,?,?,datetime('now'))")
      .bind(e.name, e.manifest, e.resolved, e.firstmove_version, e.abi, e.host)
      .run();
  Statement plugin(database, "INSERT INTO plugin VALUES (?,?,?,?,?)");
  for (const PluginRecord& p : e.plugins)
    plugin.bind(p.kind, p.id, p.version, p.file, p.sha256).run();
  Statement warning(database, "INSERT INTO warning VALUES (?,NULL,NULL,?)");
  for (const ExperimentRecord::Warning& w : e.warnings) warning.bind(w.learner, w.text).run();
}

}  // namespace

const char* status_name(RunStatus status) {
  switch (status) {
    case RunStatus::finished:
      return "finished";
    case RunStatus::stopped:
      return "stopped";
    default:
      return "failed";
  }
}

struct Store::Impl {
  Impl(fs::path where, bool create)
      : folder(std::move(where)), database(database_in(folder), create) {
    database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  }
  fs::path folder;
  Database database;
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store::~Store() = default;

const fs::path& Store::folder() const { return impl_->folder; }

Store Store::create(const fs::path& folder, const ExperimentRecord& experiment) {
  NewFolder made(folder);
  write_text(folder / "manifest.toml", experiment.resolved);
  auto impl = std::make_unique<Impl>(folder, true);
  impl->database.execute("BEGIN");
  impl->database.execute(schema);
  insert(impl->database, experiment);
  impl->database.execute("COMMIT");
  made.keep();
  return Store(std::move(impl));
}

Store Store::resume(const fs::path& folder, const ExperimentRecord& experiment) {
  if (!fs::exists(database_in(folder)))
    throw InputError(fmt::format("--resume: there are no results in {}", folder.string()));
  auto impl = std::make_unique<Impl>(folder, false);
  Statement old(impl->database, "SELECT resolved FROM experiment");
  if (!old.next() || old.text(0) != experiment.resolved)
    throw InputError(
        fmt::format("--resume: {} holds results of another manifest; what it ran is in {}",
                    folder.string(), (folder / "manifest.toml").string()));
  std::map<std::pair<std::string, std::string>, std::string> now;
  for (const PluginRecord& p : experiment.plugins) now[{p.kind, p.id}] = p.sha256;
  Statement plugin(impl->database, "SELECT kind, id, sha256 FROM plugin");
  while (plugin.next())
    if (now[{plugin.text(0), plugin.text(1)}] != plugin.text(2))
      throw InputError(fmt::format("--resume: {} was made with another build of the {} '{}'",
                                   folder.string(), plugin.text(0), plugin.text(1)));
  return Store(std::move(impl));
}

void Store::add(const std::vector<RunRecord>& runs) {
  Database& database = impl_->database;
  database.execute("BEGIN IMMEDIATE");
  try {
    Statement run(database, "INSERT INTO run VALUES (?,?,?,?,?,?,?,?,?,?)");
    Statement state(database, "INSERT INTO final_state VALUES (?,?,?,?)");
    Statement cost(database, "INSERT INTO final_cost VALUES (?,?,?)");
    Statement metric(database, "INSERT INTO metric VALUES (?,?,?,?)");
    Statement trajectory(database, "INSERT OR REPLACE INTO trajectory VALUES (?,?,?,?,?)");
    Statement file(database, "INSERT INTO file VALUES (?,?,?)");
    Statement warning(database, "INSERT INTO warning VALUES (?,?,?,?)");
    for (const RunRecord& r : runs) {
      run.bind(r.id, r.variant, r.learner, r.learner_name, r.replicate, r.sweep_json,
               status_name(r.status), r.reason, r.steps, r.wall_seconds)
          .run();
      const auto each_coordinate = [&r](const std::vector<double>& x, auto&& write) {
        std::size_t c = 0;
        for (std::uint32_t p = 0; p < r.dims.size(); ++p)
          for (std::uint32_t k = 0; k < r.dims[p]; ++k) write(p, k, x[c++]);
      };
      each_coordinate(r.x, [&](std::uint32_t p, std::uint32_t k, double v) {
        state.bind(r.id, p, k, v).run();
      });
      for (std::uint32_t p = 0; p < r.cost.size(); ++p) cost.bind(r.id, p, r.cost[p]).run();
      for (const MetricRow& m : r.metrics) metric.bind(r.id, m.step, m.name, m.value).run();
      for (const TrajectoryRow& t : r.trajectory)
        each_coordinate(t.x, [&](std::uint32_t p, std::uint32_t k, double v) {
          trajectory.bind(r.id, t.step, p, k, v).run();
        });
      for (const FileRow& f : r.files) file.bind(r.id, f.name, f.path).run();
      for (const WarningRow& w : r.warnings)
        warning.bind(r.learner_name, r.id, w.step, w.text).run();
    }
    database.execute("COMMIT");
  } catch (...) {
    sqlite3_exec(database.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

std::vector<RunRecord> Store::runs() const {
  std::vector<RunRecord> records;
  std::map<std::int64_t, std::size_t> by_id;
  Statement run(
      impl_->database,
      "SELECT id, variant, learner_index, learner, replicate, sweep_json, status, reason, "
      "steps, wall_seconds FROM run ORDER BY id");
  while (run.next()) {
    RunRecord r;
    r.id = run.integer(0);
    r.variant = static_cast<std::uint32_t>(run.integer(1));
    r.learner = static_cast<std::uint32_t>(run.integer(2));
    r.learner_name = run.text(3);
    r.replicate = static_cast<std::uint32_t>(run.integer(4));
    r.sweep_json = run.text(5);
    for (const RunStatus status : {RunStatus::finished, RunStatus::stopped, RunStatus::failed})
      if (run.text(6) == status_name(status)) r.status = status;
    r.reason = run.text(7);
    r.steps = static_cast<std::uint64_t>(run.integer(8));
    r.wall_seconds = run.real(9);
    by_id[r.id] = records.size();
    records.push_back(std::move(r));
  }
  Statement state(impl_->database,
                  "SELECT run, player, value FROM final_state ORDER BY run, player, coordinate");
  while (state.next()) {
    RunRecord& r = records[by_id.at(state.integer(0))];
    r.dims.resize(static_cast<std::size_t>(state.integer(1)) + 1);
    ++r.dims.back();
    r.x.push_back(state.real(2));
  }
  Statement cost(impl_->database, "SELECT run, value FROM final_cost ORDER BY run, player");
  while (cost.next())
    records[by_id.at(cost.integer(0))].cost.push_back(
        cost.is_null(1) ? std::numeric_limits<double>::quiet_NaN() : cost.real(1));
  return records;
}

}  // namespace firstmove
