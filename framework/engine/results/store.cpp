#include "results/store.hpp"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <map>

#include "base/diagnostics.hpp"
#include "base/inside.hpp"
#include "base/whole_folder.hpp"
#include "base/write_file.hpp"
#include "results/folder_lock.hpp"
#include "results/read_runs.hpp"
#include "results/results.hpp"
#include "results/schema.hpp"
#include "results/series_writer.hpp"
#include "results/sqlite.hpp"
#include "results/unreadable.hpp"
#include "results/upgrade.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

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

// To write into a damaged file would damage it more.
void check_structure(const Database& database) {
  constexpr std::uintmax_t most_bytes = std::uintmax_t{256} << 20;
  if (fs::file_size(database.file()) > most_bytes) return;
  Statement check(database, "PRAGMA quick_check(1)");
  if (check.next() && check.text(0) != "ok") database.damaged(check.text(0));
}

// Why results cannot be resumed, as a message; empty if they can.
std::string mismatch(const Database& database, const fs::path& folder,
                     const ExperimentRecord& experiment) {
  if (!is_readable(version_of(database)))
    return fmt::format(
        "{} was made by another version of firstmove; choose another folder with --out",
        folder.string());
  check_tables(database);
  Statement old(database, "SELECT resolved FROM experiment");
  if (!old.next()) database.damaged("the table 'experiment' is empty");
  if (old.text(0) != experiment.resolved)
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

// While runs are added, the file is in SQLite's WAL mode, with a log and an index beside it; in the
// end it is one plain file again, which can be read in places that cannot be written.
struct Store::Impl {
  explicit Impl(fs::path where)
      : folder(std::move(where)), lock(folder), database(database_in(folder), Access::write) {}
  ~Impl() {
    if (!writing) return;
    sqlite3_busy_timeout(database.get(), 200);  // it stays in WAL mode if somebody is reading it
    sqlite3_exec(database.get(), "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr);
  }
  void begin_to_write() {
    writing = true;
    database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  }
  fs::path folder;
  FolderLock lock;
  Database database;
  bool writing = false;
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
    const auto kept = inside(whole.path(), source.kept);
    if (!kept)
      throw InputError(fmt::format("the source {} cannot be kept at '{}': that is outside {}",
                                   source.file.string(), source.kept.string(), folder.string()));
    fs::create_directories(kept->parent_path());
    fs::copy_file(source.file, *kept, fs::copy_options::overwrite_existing);
  }
  {
    Database database(database_in(whole.path()), Access::create);
    database.execute("BEGIN");
    create_tables(database);
    insert(database, experiment);
    database.execute("COMMIT");
  }
  whole.keep();
  auto impl = std::make_unique<Impl>(folder);
  impl->begin_to_write();
  return Store(std::move(impl));
}

Store Store::resume(const fs::path& folder, const ExperimentRecord& experiment, bool check) {
  if (!has_results(folder))
    throw InputError(fmt::format("there are no results in {}", folder.string()));
  if (access(database_in(folder).c_str(), W_OK) != 0 || access(folder.c_str(), W_OK) != 0)
    throw InputError(fmt::format("{} cannot be written: {}; choose another folder with --out",
                                 folder.string(), std::generic_category().message(errno)));
  auto impl = std::make_unique<Impl>(folder);
  if (const std::string fault = mismatch(impl->database, folder, experiment); !fault.empty())
    throw InputError(fault);
  if (check) check_structure(impl->database);
  upgrade(impl->database);
  impl->begin_to_write();
  return Store(std::move(impl));
}

bool Store::holds(const fs::path& folder, const ExperimentRecord& experiment) {
  if (!has_results(folder)) return false;
  try {
    const Database database(database_in(folder), Access::read);
    return mismatch(database, folder, experiment).empty();
  } catch (const UnreadableResults&) {
    return false;
  }
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
    Statement run(database, "INSERT INTO run VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    Statement state(database, "INSERT INTO final_state VALUES (?,?,?,?)");
    Statement cost(database, "INSERT INTO final_cost VALUES (?,?,?)");
    Statement start_cost(database, "INSERT INTO start_cost VALUES (?,?,?)");
    Statement metric(database, "INSERT INTO metric VALUES (?,?,?,?)");
    SeriesWriter series(database);
    Statement file(database, "INSERT INTO file VALUES (?,?,?)");
    Statement warning(database, "INSERT INTO warning VALUES (?,?,?,?)");
    Statement residual(database, "INSERT INTO residual VALUES (?,?,?,?)");
    for (const RunRecord& r : runs) {
      run.bind(r.id, r.variant, r.learner, r.learner_name, r.replicate, r.sweep_json,
               status_name(r.status), outcome_name(r.outcome), r.reason,
               r.end_class ? point_class_name(*r.end_class) : nullptr, r.end_class_reason, r.steps,
               r.products, r.wall_seconds, r.key, r.identity)
          .run();
      std::size_t c = 0;
      for (std::uint32_t p = 0; p < r.dims.size(); ++p)
        for (std::uint32_t k = 0; k < r.dims[p]; ++k) state.bind(r.id, p, k, r.x[c++]).run();
      for (std::uint32_t p = 0; p < r.cost.size(); ++p) cost.bind(r.id, p, r.cost[p]).run();
      for (std::uint32_t p = 0; p < r.start_cost.size(); ++p)
        start_cost.bind(r.id, p, r.start_cost[p]).run();
      for (const MetricRow& m : r.metrics) metric.bind(r.id, m.step, m.name, m.value).run();
      series.add(r);
      for (const FileRow& f : r.files) file.bind(r.id, f.name, f.path).run();
      for (const WarningRow& w : r.warnings)
        warning.bind(r.learner_name, r.id, w.step, w.text).run();
      for (const ResidualRow& left : r.residuals)
        residual.bind(r.id, left.player, left.step, left.value).run();
    }
    database.execute("COMMIT");
  } catch (...) {
    sqlite3_exec(database.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

std::vector<RunRecord> Store::runs() const { return read_runs(impl_->database); }

}  // namespace firstmove::engine
