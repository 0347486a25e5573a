#include "results/store.hpp"

#include <spdlog/fmt/fmt.h>

#include <map>

#include "base/diagnostics.hpp"
#include "base/whole_folder.hpp"
#include "base/write_file.hpp"
#include "results/folder_lock.hpp"
#include "results/results.hpp"
#include "results/sqlite.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

constexpr const char* schema = R"(
CREATE TABLE experiment(name TEXT, manifest TEXT, resolved TEXT, created TEXT, version TEXT,
                        abi TEXT, host TEXT, program TEXT, git_commit TEXT, compiler TEXT,
                        flags TEXT, processor TEXT, instructions TEXT, manifest_commit TEXT) STRICT;
CREATE TABLE continued(created TEXT, version TEXT, abi TEXT, host TEXT, program TEXT,
                       git_commit TEXT, compiler TEXT, flags TEXT, processor TEXT,
                       instructions TEXT, manifest_commit TEXT) STRICT;
CREATE TABLE setting(key TEXT, value TEXT, origin TEXT) STRICT;
CREATE TABLE plugin(kind TEXT, id TEXT, version TEXT, file TEXT, sha256 TEXT, compiler TEXT,
                    flags TEXT, PRIMARY KEY(kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE run(id INTEGER PRIMARY KEY, variant INTEGER, learner_index INTEGER, learner TEXT,
                 replicate INTEGER, sweep_json TEXT, status TEXT, outcome TEXT, reason TEXT,
                 steps INTEGER, products INTEGER, wall_seconds REAL, key TEXT, identity TEXT) STRICT;
CREATE INDEX run_by_key ON run(key);
CREATE TABLE identity(hash TEXT PRIMARY KEY, text TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE final_state(run INTEGER, player INTEGER, coordinate INTEGER, value REAL,
                         PRIMARY KEY(run, player, coordinate)) STRICT, WITHOUT ROWID;
CREATE TABLE final_cost(run INTEGER, player INTEGER, value REAL,
                        PRIMARY KEY(run, player)) STRICT, WITHOUT ROWID;
CREATE TABLE metric(run INTEGER, step INTEGER, name TEXT, value REAL) STRICT;
CREATE INDEX metric_by_run ON metric(run, name, step);
CREATE TABLE trajectory(run INTEGER, step INTEGER, player INTEGER, coordinate INTEGER, value REAL,
                        PRIMARY KEY(run, step, player, coordinate)) STRICT, WITHOUT ROWID;
CREATE TABLE clock(run INTEGER, step INTEGER, products INTEGER, seconds REAL,
                   PRIMARY KEY(run, step)) STRICT, WITHOUT ROWID;
CREATE TABLE file(run INTEGER, name TEXT, path TEXT) STRICT;
CREATE TABLE warning(learner TEXT, run INTEGER, step INTEGER, text TEXT) STRICT;
PRAGMA user_version = 3;
)";

void insert(Database& database, const ExperimentRecord& e) {
  const Provenance& p = e.provenance;
  Statement(database, "INSERT INTO experiment VALUES (?,?,?,datetime('now'),?,?,?,?,?,?,?,?,?,?)")
      .bind(e.name, e.manifest, e.resolved, p.version, p.abi, p.host, p.program, p.git_commit,
            p.compiler, p.flags, p.processor, p.instructions, p.manifest_commit)
      .run();
  Statement setting(database, "INSERT INTO setting VALUES (?,?,?)");
  for (const Setting& s : e.settings) setting.bind(s.key, s.value, s.origin).run();
  Statement plugin(database, "INSERT INTO plugin VALUES (?,?,?,?,?,?,?)");
  for (const PluginRecord& r : e.plugins)
    plugin.bind(r.kind, r.id, r.version, r.file, r.sha256, r.compiler, r.flags).run();
  Statement warning(database, "INSERT INTO warning VALUES (?,NULL,NULL,?)");
  for (const ExperimentRecord::Warning& w : e.warnings) warning.bind(w.learner, w.text).run();
}

// Why results cannot be resumed, as a message; empty if they can.
std::string mismatch(const Database& database, const fs::path& folder,
                     const ExperimentRecord& experiment) {
  Statement version(database, "PRAGMA user_version");
  if (!version.next() || version.integer(0) != results_version)
    return fmt::format(
        "{} was made by another version of firstmove; choose another folder with --out",
        folder.string());
  Statement old(database, "SELECT resolved FROM experiment");
  if (!old.next() || old.text(0) != experiment.resolved)
    return fmt::format(
        "{} holds results of another manifest ({}); choose another folder with --out; identical "
        "runs are reused",
        folder.string(), (folder / "manifest.toml").string());
  std::map<std::pair<std::string, std::string>, std::string> now;
  for (const PluginRecord& p : experiment.plugins) now[{p.kind, p.id}] = p.sha256;
  Statement plugin(database, "SELECT kind, id, sha256 FROM plugin");
  while (plugin.next())
    if (now[{plugin.text(0), plugin.text(1)}] != plugin.text(2))
      return fmt::format(
          "{} was made with another build of the {} '{}'; choose another folder with --out",
          folder.string(), plugin.text(0), plugin.text(1));
  return "";
}

}  // namespace

struct Store::Impl {
  explicit Impl(fs::path where)
      : folder(std::move(where)), lock(folder), database(database_in(folder), false) {
    database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  }
  fs::path folder;
  FolderLock lock;
  Database database;
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store::~Store() = default;

const fs::path& Store::folder() const { return impl_->folder; }
Database& Store::database() { return impl_->database; }

Store Store::create(const fs::path& folder, const ExperimentRecord& experiment) {
  WholeFolder whole(folder);
  write_whole_file(whole.path() / "manifest.toml", experiment.resolved);
  for (const SourceFile& source : experiment.sources) {
    const fs::path kept = whole.path() / source.kept;
    fs::create_directories(kept.parent_path());
    fs::copy_file(source.file, kept, fs::copy_options::overwrite_existing);
  }
  {
    Database database(database_in(whole.path()), true);
    database.execute("BEGIN");
    database.execute(schema);
    insert(database, experiment);
    database.execute("COMMIT");
  }
  whole.keep();
  return Store(std::make_unique<Impl>(folder));
}

Store Store::resume(const fs::path& folder, const ExperimentRecord& experiment) {
  auto impl = std::make_unique<Impl>(folder);
  if (const std::string fault = mismatch(impl->database, folder, experiment); !fault.empty())
    throw InputError(fault);
  return Store(std::move(impl));
}

bool Store::holds(const fs::path& folder, const ExperimentRecord& experiment) {
  if (!fs::exists(database_in(folder))) return false;
  const Database database(database_in(folder), false);
  return mismatch(database, folder, experiment).empty();
}

void Store::note(const Provenance& now) {
  Provenance last;
  {
    Statement known(impl_->database,
                    "SELECT version, abi, host, program, git_commit, compiler, flags, processor, "
                    "instructions, manifest_commit, 0 AS n FROM experiment UNION ALL "
                    "SELECT version, abi, host, program, git_commit, compiler, flags, processor, "
                    "instructions, manifest_commit, rowid FROM continued ORDER BY n DESC LIMIT 1");
    known.next();
    for (std::size_t i = 0; i < provenance_parts.size(); ++i)
      last.*provenance_parts[i].text = known.text(static_cast<int>(i));
  }
  if (last == now) return;
  Statement(impl_->database, "INSERT INTO continued VALUES (datetime('now'),?,?,?,?,?,?,?,?,?,?)")
      .bind(now.version, now.abi, now.host, now.program, now.git_commit, now.compiler, now.flags,
            now.processor, now.instructions, now.manifest_commit)
      .run();
}

void Store::describe(const std::string& hash, const std::string& identity) {
  Statement(impl_->database, "INSERT OR IGNORE INTO identity VALUES (?,?)")
      .bind(hash, identity)
      .run();
}

void Store::add(const std::vector<RunRecord>& runs) {
  Database& database = impl_->database;
  database.execute("BEGIN IMMEDIATE");
  try {
    Statement run(database, "INSERT INTO run VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    Statement state(database, "INSERT INTO final_state VALUES (?,?,?,?)");
    Statement cost(database, "INSERT INTO final_cost VALUES (?,?,?)");
    Statement metric(database, "INSERT INTO metric VALUES (?,?,?,?)");
    Statement trajectory(database, "INSERT OR REPLACE INTO trajectory VALUES (?,?,?,?,?)");
    Statement clock(database, "INSERT INTO clock VALUES (?,?,?,?)");
    Statement file(database, "INSERT INTO file VALUES (?,?,?)");
    Statement warning(database, "INSERT INTO warning VALUES (?,?,?,?)");
    for (const RunRecord& r : runs) {
      run.bind(r.id, r.variant, r.learner, r.learner_name, r.replicate, r.sweep_json,
               status_name(r.status), outcome_name(r.outcome), r.reason, r.steps, r.products,
               r.wall_seconds, r.key, r.identity)
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
      for (const ClockRow& c : r.clock) clock.bind(r.id, c.step, c.products, c.seconds).run();
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

std::vector<RunRecord> Store::runs() const { return read_runs(impl_->database); }

}  // namespace firstmove::engine
