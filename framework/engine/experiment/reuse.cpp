#include "experiment/reuse.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <optional>

#include "experiment/identity.hpp"
#include "results/results.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// The results in a folder; nothing if they cannot be read or have another version.
std::optional<Results> open_results(const fs::path& folder) {
  try {
    return Results(folder);
  } catch (const std::exception&) {
    return std::nullopt;  // nothing to reuse
  }
}

constexpr const char* copy_rows = R"(
INSERT INTO main.identity SELECT * FROM earlier.identity
  WHERE hash IN (SELECT identity FROM earlier.run JOIN taken ON earlier.run.id = taken.old)
  ON CONFLICT DO NOTHING;
INSERT INTO main.run SELECT t.new, t.variant, t.learner, t.learner_name, r.replicate, t.sweep_json,
    r.status, r.outcome, r.reason, r.steps, r.products, r.wall_seconds, r.key, r.identity
  FROM taken t JOIN earlier.run r ON r.id = t.old;
INSERT INTO main.final_state SELECT t.new, r.player, r.coordinate, r.value
  FROM taken t JOIN earlier.final_state r ON r.run = t.old;
INSERT INTO main.final_cost SELECT t.new, r.player, r.value
  FROM taken t JOIN earlier.final_cost r ON r.run = t.old;
INSERT INTO main.metric SELECT t.new, r.step, r.name, r.value
  FROM taken t JOIN earlier.metric r ON r.run = t.old ORDER BY t.new, r.rowid;
INSERT INTO main.trajectory SELECT t.new, r.step, r.player, r.coordinate, r.value
  FROM taken t JOIN earlier.trajectory r ON r.run = t.old;
INSERT INTO main.clock SELECT t.new, r.step, r.products, r.seconds
  FROM taken t JOIN earlier.clock r ON r.run = t.old;
INSERT INTO main.warning SELECT t.learner_name, t.new, r.step, r.text
  FROM taken t JOIN earlier.warning r ON r.run = t.old;
)";

// "files/run3-trajectory-x.npy" of run 3 is "files/run7-trajectory-x.npy" of run 7.
std::string renamed(const std::string& path, std::int64_t from, std::int64_t to) {
  const std::string old = fmt::format("files/run{}-", from);
  return path.starts_with(old)
             ? fmt::format("files/run{}-{}", to, path.substr(old.size()))
             : fmt::format("files/run{}-{}", to, fs::path(path).filename().string());
}

void copy_files(const fs::path& from, const fs::path& to, const Database& database) {
  Statement file(database,
                 "SELECT t.new, t.old, f.name, f.path FROM taken t JOIN earlier.file f "
                 "ON f.run = t.old");
  Statement insert(database, "INSERT INTO main.file VALUES (?,?,?)");
  while (file.next()) {
    const std::string path = renamed(file.text(3), file.integer(1), file.integer(0));
    fs::create_directories((to / path).parent_path());
    std::error_code no_link;
    fs::create_hard_link(from / file.text(3), to / path, no_link);
    if (no_link)
      fs::copy_file(from / file.text(3), to / path, fs::copy_options::overwrite_existing);
    insert.bind(file.integer(0), file.text(2), path).run();
  }
}

}  // namespace

std::vector<fs::path> earlier_results(const fs::path& folder, const std::string& experiment) {
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  const fs::path parent = fs::absolute(folder).lexically_normal().parent_path();
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent, error)) {
    if (!entry.is_directory(error) || fs::equivalent(entry.path(), folder, error)) continue;
    const auto results = open_results(entry.path());
    if (!results) continue;
    if (results->name() == experiment)
      found.emplace_back(fs::last_write_time(database_in(entry.path()), error), entry.path());
  }
  std::sort(found.rbegin(), found.rend());
  std::vector<fs::path> folders;
  for (auto& [time, path] : found) folders.push_back(path);
  return folders;
}

std::size_t reuse(Store& store, const fs::path& earlier, std::map<std::string, WantedRun>& wanted) {
  std::vector<std::pair<std::int64_t, std::string>> hits;
  {
    const auto results = open_results(earlier);
    if (!results) return 0;
    Statement run(
        results->database(),
        "SELECT id, key FROM run WHERE outcome NOT IN ('failed', 'timed out', 'skipped')");
    while (run.next())
      if (wanted.contains(run.text(1))) hits.emplace_back(run.integer(0), run.text(1));
  }
  if (hits.empty()) return 0;
  Database& database = store.database();
  Statement(database, "ATTACH ? AS earlier").bind(database_in(earlier).string()).run();
  database.execute(
      "CREATE TEMP TABLE taken(new INTEGER PRIMARY KEY, old INTEGER, variant INTEGER, "
      "learner INTEGER, learner_name TEXT, sweep_json TEXT); BEGIN IMMEDIATE;");
  try {
    Statement insert(database, "INSERT OR IGNORE INTO taken VALUES (?,?,?,?,?,?)");
    for (const auto& [old, key] : hits) {
      const WantedRun& run = wanted.at(key);
      insert.bind(run.id, old, run.variant, run.learner, run.learner_name, run.sweep_json).run();
    }
    database.execute(copy_rows);
    copy_files(earlier, store.folder(), database);
    database.execute("COMMIT");
  } catch (...) {
    sqlite3_exec(database.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
  database.execute("DROP TABLE taken; DETACH earlier;");
  std::size_t found = 0;
  for (const auto& [old, key] : hits) found += wanted.erase(key);
  return found;
}

std::vector<std::string> why_missing(const fs::path& earlier, const std::string& learner,
                                     const std::string& identity) {
  const auto results = open_results(earlier);
  if (!results) return {};
  std::vector<std::string> nearest;
  bool found = false;
  const auto look = [&](const char* sql, const auto&... values) {
    Statement other(results->database(), sql);
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
}

}  // namespace firstmove::engine
