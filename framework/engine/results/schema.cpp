#include "results/schema.hpp"

#include <spdlog/fmt/fmt.h>

#include <map>

#include "results/unreadable.hpp"

namespace firstmove::engine {
namespace {

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
                 end_class TEXT, end_class_reason TEXT, steps INTEGER, products INTEGER, wall_seconds REAL, key TEXT, identity TEXT) STRICT;
CREATE INDEX run_by_key ON run(key);
CREATE TABLE identity(hash TEXT PRIMARY KEY, text TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE final_state(run INTEGER, player INTEGER, coordinate INTEGER, value REAL,
                         PRIMARY KEY(run, player, coordinate)) STRICT, WITHOUT ROWID;
CREATE TABLE final_cost(run INTEGER, player INTEGER, value REAL,
                        PRIMARY KEY(run, player)) STRICT, WITHOUT ROWID;
CREATE TABLE start_cost(run INTEGER, player INTEGER, value REAL,
                        PRIMARY KEY(run, player)) STRICT, WITHOUT ROWID;
CREATE TABLE metric(run INTEGER, step INTEGER, name TEXT, value REAL) STRICT;
CREATE INDEX metric_by_run ON metric(run, name, step);
CREATE TABLE file(run INTEGER, name TEXT, path TEXT) STRICT;
CREATE TABLE residual(run INTEGER, player INTEGER, step INTEGER, value REAL,
                      PRIMARY KEY(run, player)) STRICT, WITHOUT ROWID;
CREATE TABLE warning(learner TEXT, run INTEGER, step INTEGER, text TEXT) STRICT;
)";

// Paths and clocks, one value and one step a row.
constexpr const char* series_of_format_5 = R"(
CREATE TABLE trajectory(run INTEGER, step INTEGER, player INTEGER, coordinate INTEGER, value REAL,
                        PRIMARY KEY(run, step, player, coordinate)) STRICT, WITHOUT ROWID;
CREATE TABLE clock(run INTEGER, step INTEGER, products INTEGER, seconds REAL,
                   PRIMARY KEY(run, step)) STRICT, WITHOUT ROWID;
)";

// "v0 REAL, v1 REAL, .." from "v{0} REAL, ".
std::string for_values(const char* pattern) {
  std::string all;
  for (std::size_t i = 0; i < values_a_row; ++i) all += fmt::format(fmt::runtime(pattern), i);
  return all;
}

// The statements that made the tables and views, by name; SQLite keeps them as they were written.
std::map<std::string, std::string> tables_of(const Database& database) {
  std::map<std::string, std::string> tables;
  Statement table(database, "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'view')");
  while (table.next()) tables[table.text(0)] = table.text(1);
  return tables;
}

std::map<std::string, std::string> tables_of_format(std::int64_t version) {
  Database empty(in_memory, Access::create);
  empty.execute(schema);
  if (version == 5) {
    empty.execute(series_of_format_5);
  } else {
    create_series_tables(empty);
    create_series_views(empty);
  }
  return tables_of(empty);
}

const std::map<std::string, std::string>& expected_tables(std::int64_t version) {
  static const auto old_ones = tables_of_format(5), tables = tables_of_format(results_version);
  return version == 5 ? old_ones : tables;
}

// " 1.2", the program that wrote the file, if the file says so.
std::string program_of(const Database& database) {
  try {
    Statement version(database, "SELECT version FROM experiment");
    return version.next() ? fmt::format(" {}", version.text(0)) : "";
  } catch (const std::exception&) {
    return "";  // this format has no such table
  }
}

}  // namespace

void create_series_tables(Database& database) {
  database.execute(fmt::format(R"(
CREATE TABLE recording(run INTEGER PRIMARY KEY, path_list INTEGER, clock_list INTEGER) STRICT;
CREATE TABLE path_step(list INTEGER, step INTEGER, part INTEGER, place INTEGER,
                       PRIMARY KEY(list, step)) STRICT, WITHOUT ROWID;
CREATE TABLE path(run INTEGER, part INTEGER, player INTEGER, coordinate INTEGER, {}
                  PRIMARY KEY(run, part, player, coordinate)) STRICT, WITHOUT ROWID;
CREATE TABLE clock_step(list INTEGER, step INTEGER, products INTEGER, seconds REAL,
                        PRIMARY KEY(list, step)) STRICT, WITHOUT ROWID;
)",
                               for_values("v{} REAL, "))
                       .c_str());
}

// Joins go from the run to its steps, which are in order, and to the row of `path` that has the
// values, so that any part of a path is found by keys.
void create_series_views(Database& database) {
  database.execute(fmt::format(R"(
CREATE VIEW trajectory(run, step, player, coordinate, value) AS
  SELECT recording.run, step, player, coordinate, CASE place{} END FROM recording
  CROSS JOIN path_step ON path_step.list = recording.path_list
  CROSS JOIN path ON path.run = recording.run AND path.part = path_step.part;
CREATE VIEW clock(run, step, products, seconds) AS
  SELECT recording.run, step, products, seconds FROM recording
  CROSS JOIN clock_step ON clock_step.list = recording.clock_list;
)",
                               for_values(" WHEN {0} THEN v{0}"))
                       .c_str());
}

void create_tables(Database& database) {
  database.execute(schema);
  create_series_tables(database);
  create_series_views(database);
  database.execute(fmt::format("PRAGMA user_version = {}", results_version).c_str());
}

std::int64_t version_of(const Database& database) {
  if (std::error_code error; std::filesystem::file_size(database.file(), error) == 0 && !error)
    throw UnreadableResults(fmt::format("{} is empty", database.file().string()));
  Statement version(database, "PRAGMA user_version");
  const std::int64_t number = version.next() ? version.integer(0) : 0;
  if (number <= 0) database.damaged("it has no number of its format");
  return number;
}

void check_tables(const Database& database) {
  const std::int64_t version = version_of(database);
  if (!is_readable(version))
    throw OtherFormat(
        fmt::format("{} was made by another version of firstmove{}, in format {}; this version "
                    "reads the formats 5 and {}",
                    database.file().string(), program_of(database), version, results_version));
  const auto tables = tables_of(database);
  for (const auto& [name, sql] : expected_tables(version)) {
    const auto found = tables.find(name);
    if (found == tables.end()) database.damaged(fmt::format("the table '{}' is missing", name));
    if (found->second != sql)
      database.damaged(fmt::format("the table '{}' has other columns than firstmove makes", name));
  }
}

}  // namespace firstmove::engine
