#include "experiment/reuse.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "base/inside.hpp"
#include "experiment/identity.hpp"
#include "results/coordinates.hpp"
#include "results/recorded_file.hpp"
#include "results/recorded_series.hpp"
#include "results/results.hpp"
#include "results/schema.hpp"
#include "results/series_writer.hpp"
#include "results/unreadable.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// Copies the rows of the runs in `taken`. Lists of steps get numbers from `free` on.
std::string copy_rows(std::int64_t free) {
  std::string values;
  for (std::size_t i = 0; i < values_a_row; ++i) values += fmt::format(", r.v{}", i);
  return fmt::format(R"(
INSERT INTO main.identity SELECT * FROM earlier.identity
  WHERE hash IN (SELECT identity FROM earlier.run JOIN taken ON earlier.run.id = taken.old)
  ON CONFLICT DO NOTHING;
INSERT INTO main.run SELECT t.new, t.variant, t.learner, t.learner_name, r.replicate, t.sweep_json,
    r.status, r.outcome, r.reason, r.end_class, r.end_class_reason, r.steps, r.products,
    r.wall_seconds, r.key, r.identity
  FROM taken t JOIN earlier.run r ON r.id = t.old;
INSERT INTO main.final_state SELECT t.new, r.player, r.coordinate, r.value
  FROM taken t JOIN earlier.final_state r ON r.run = t.old;
INSERT INTO main.final_cost SELECT t.new, r.player, r.value
  FROM taken t JOIN earlier.final_cost r ON r.run = t.old;
INSERT INTO main.start_cost SELECT t.new, r.player, r.value
  FROM taken t JOIN earlier.start_cost r ON r.run = t.old;
INSERT INTO main.metric SELECT t.new, r.step, r.name, r.value
  FROM taken t JOIN earlier.metric r ON r.run = t.old ORDER BY t.new, r.rowid;
INSERT INTO main.path SELECT t.new, r.part, r.player, r.coordinate{0}
  FROM taken t JOIN earlier.path r ON r.run = t.old;
INSERT INTO main.path_step SELECT {1} + list, step, part, place FROM earlier.path_step
  WHERE list IN (SELECT path_list FROM earlier.recording r JOIN taken t ON r.run = t.old);
INSERT INTO main.clock_step SELECT {1} + list, step, products, seconds FROM earlier.clock_step
  WHERE list IN (SELECT clock_list FROM earlier.recording r JOIN taken t ON r.run = t.old);
INSERT INTO main.recording SELECT t.new, {1} + r.path_list, {1} + r.clock_list
  FROM taken t JOIN earlier.recording r ON r.run = t.old;
INSERT INTO main.residual SELECT t.new, r.player, r.step, r.value
  FROM taken t JOIN earlier.residual r ON r.run = t.old;
INSERT INTO main.warning SELECT t.learner_name, t.new, r.step, r.text
  FROM taken t JOIN earlier.warning r ON r.run = t.old;
)",
                     values, free);
}

// "files/run3-trajectory-x.npy" of run 3 is "files/run7-trajectory-x.npy" of run 7.
std::string renamed(const std::string& path, std::int64_t from, std::int64_t to) {
  const std::string old = fmt::format("files/run{}-", from);
  return path.starts_with(old)
             ? fmt::format("files/run{}-{}", to, path.substr(old.size()))
             : fmt::format("files/run{}-{}", to, fs::path(path).filename().string());
}

struct Hit {
  std::int64_t old;
  std::string key;
};

// Reads everything that was recorded along a run, so that nothing damaged is copied: throws
// UnreadableResults. Returns the first of its files that is not there, or "".
std::string checked(const Results& results, const RunRecord& run,
                    const std::vector<std::string>& metrics) {
  const EachRun ignore = [](std::int64_t, const std::vector<RecordedSeries>&) {};
  read_metrics(results.database(), metrics, ignore, run.id);
  read_paths(results.database(), Coordinates({run}), ignore, run.id);
  read_clocks(results.database(), ignore, run.id);
  Statement file(results.database(), "SELECT path FROM file WHERE run = ?");
  file.bind(run.id);
  while (file.next())
    if (recorded_file(results.folder(), file.text(0)).state != FileState::there)
      return file.text(0);
  return "";
}

std::vector<Hit> hits_in(const Results& results, const std::map<std::string, WantedRun>& wanted,
                         std::string& fault) {
  std::vector<Hit> hits;
  std::size_t lacking = 0;
  std::string first;
  const std::vector<std::string> metrics = metric_names(results.database());
  for (const RunRecord& run : results.runs()) {
    const auto found = wanted.find(run.key);
    if (found == wanted.end() || run.outcome == Outcome::failed ||
        run.outcome == Outcome::timed_out || run.outcome == Outcome::skipped)
      continue;
    if (const std::string file = checked(results, run, metrics); file.empty())
      hits.push_back({run.id, run.key});
    else if (lacking++ == 0)
      first = file;
  }
  if (lacking != 0)
    fault = fmt::format("{} of its runs name a file that is not in the folder: '{}'{}", lacking,
                        first, lacking == 1 ? "" : ", ..");
  return hits;
}

// Earlier results beside those of a connection, and the table of the runs that are taken from them.
// In the end the connection is as before; without a COMMIT nothing was changed.
class Attached {
 public:
  Attached(Database& database, const std::string& uri) : database_(database) {
    Statement(database, "ATTACH ? AS earlier").bind(uri).run();
    quietly("DROP TABLE IF EXISTS temp.taken");
    database.execute(
        "CREATE TEMP TABLE taken(new INTEGER PRIMARY KEY, old INTEGER, variant INTEGER, "
        "learner INTEGER, learner_name TEXT, sweep_json TEXT); BEGIN IMMEDIATE;");
  }
  ~Attached() {
    if (sqlite3_get_autocommit(database_.get()) == 0) quietly("ROLLBACK");
    quietly("DROP TABLE IF EXISTS temp.taken");
    quietly("DETACH earlier");
  }
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;

 private:
  void quietly(const char* sql) { sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr); }

  Database& database_;
};

// Files that were copied; removed again unless keep() is called.
class CopiedFiles {
 public:
  CopiedFiles() = default;
  ~CopiedFiles() {
    std::error_code ignored;
    for (const fs::path& file : files_) fs::remove(file, ignored);
  }
  CopiedFiles(const CopiedFiles&) = delete;
  CopiedFiles& operator=(const CopiedFiles&) = delete;

  void copy(const fs::path& from, const fs::path& to) {
    fs::create_directories(to.parent_path());
    fs::remove(to);  // it may be a link to the file of another folder
    files_.push_back(to);
    std::error_code no_link;
    fs::create_hard_link(from, to, no_link);
    if (no_link) fs::copy_file(from, to);
  }
  void keep() { files_.clear(); }

 private:
  std::vector<fs::path> files_;
};

void copy_files(const Results& earlier, Store& store, CopiedFiles& copied) {
  Statement file(store.database(),
                 "SELECT t.new, t.old, f.name, f.path FROM taken t JOIN earlier.file f "
                 "ON f.run = t.old");
  Statement insert(store.database(), "INSERT INTO main.file VALUES (?,?,?)");
  while (file.next()) {
    const std::string path = renamed(file.text(3), file.integer(1), file.integer(0));
    const RecordedFile from = recorded_file(earlier.folder(), file.text(3));
    const auto to = inside(store.folder(), path);
    if (from.state != FileState::there || !to)
      throw std::runtime_error(fmt::format("the file '{}' cannot be copied", file.text(3)));
    copied.copy(from.path, *to);
    insert.bind(file.integer(0), file.text(2), path).run();
  }
}

void copy_runs(const Results& earlier, Store& store, const std::vector<Hit>& hits,
               const std::map<std::string, WantedRun>& wanted) {
  Database& database = store.database();
  const Attached attached(database, earlier.database().uri());
  CopiedFiles copied;
  {
    Statement insert(database, "INSERT OR IGNORE INTO taken VALUES (?,?,?,?,?,?)");
    for (const auto& [old, key] : hits) {
      const WantedRun& run = wanted.at(key);
      insert.bind(run.id, old, run.variant, run.learner, run.learner_name, run.sweep_json).run();
    }
  }
  database.execute(copy_rows(next_list(database)).c_str());
  copy_files(earlier, store, copied);
  database.execute("COMMIT");
  copied.keep();
}

}  // namespace

EarlierResults earlier_results(const fs::path& folder, const std::string& experiment) {
  EarlierResults earlier;
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  const fs::path parent = fs::absolute(folder).lexically_normal().parent_path();
  std::error_code error;
  fs::directory_iterator entry(parent, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const fs::path& path = entry->path();
    std::error_code unknown;
    // Hidden folders are being written (whole_folder.hpp).
    if (path.filename().string().starts_with(".") || !has_results(path) ||
        fs::equivalent(path, folder, unknown))
      continue;
    try {
      const Results results(path);
      if (results.name() == experiment && version_of(results.database()) == results_version)
        found.emplace_back(fs::last_write_time(database_in(path), unknown), path);
    } catch (const OtherFormat&) {
      continue;
    } catch (const std::exception& fault) {
      earlier.unreadable.emplace_back(path, fault.what());
    }
  }
  std::sort(found.rbegin(), found.rend());
  for (auto& [time, path] : found) earlier.folders.push_back(path);
  return earlier;
}

Reused reuse(Store& store, const fs::path& earlier, std::map<std::string, WantedRun>& wanted) {
  Reused reused;
  try {
    const Results results(earlier);
    if (version_of(results.database()) != results_version)
      throw OtherFormat("they are in the format of an earlier version of firstmove");
    const std::vector<Hit> hits = hits_in(results, wanted, reused.fault);
    if (hits.empty()) return reused;
    copy_runs(results, store, hits, wanted);
    for (const Hit& hit : hits) reused.runs += wanted.erase(hit.key);
  } catch (const std::exception& error) {
    reused.fault = error.what();
  }
  return reused;
}

std::vector<std::string> why_missing(const fs::path& earlier, const std::string& learner,
                                     const std::string& identity) try {
  const Results results(earlier);
  std::vector<std::string> nearest;
  bool found = false;
  const auto look = [&](const char* sql, const auto&... values) {
    Statement other(results.database(), sql);
    other.bind(values...);
    while (other.next()) {
      std::vector<std::string> apart = identity_differences(identity, other.text(0));
      if (found && apart.size() >= nearest.size()) continue;
      nearest = std::move(apart);
      found = true;
    }
  };
  look("SELECT DISTINCT text FROM identity JOIN run ON identity = hash WHERE learner = ?", learner);
  if (!found) look("SELECT text FROM identity");
  return nearest;
} catch (const std::exception&) {
  return {};
}

}  // namespace firstmove::engine
