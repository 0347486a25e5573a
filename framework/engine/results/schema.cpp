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
CREATE TABLE trajectory(run INTEGER, step INTEGER, player INTEGER, coordinate INTEGER, value REAL,
                        PRIMARY KEY(run, step, player, coordinate)) STRICT, WITHOUT ROWID;
CREATE TABLE clock(run INTEGER, step INTEGER, products INTEGER, seconds REAL,
                   PRIMARY KEY(run, step)) STRICT, WITHOUT ROWID;
CREATE TABLE file(run INTEGER, name TEXT, path TEXT) STRICT;
CREATE TABLE residual(run INTEGER, player INTEGER, step INTEGER, value REAL,
                      PRIMARY KEY(run, player)) STRICT, WITHOUT ROWID;
CREATE TABLE warning(learner TEXT, run INTEGER, step INTEGER, text TEXT) STRICT;
)";

// The statements that made the tables, by name; SQLite keeps them as they were written.
std::map<std::string, std::string> tables_of(const Database& database) {
  std::map<std::string, std::string> tables;
  Statement table(database, "SELECT name, sql FROM sqlite_schema WHERE type = 'table'");
  while (table.next()) tables[table.text(0)] = table.text(1);
  return tables;
}

const std::map<std::string, std::string>& expected_tables() {
  static const auto tables = [] {
    Database empty(in_memory, Access::create);
    create_tables(empty);
    return tables_of(empty);
  }();
  return tables;
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

void create_tables(Database& database) {
  database.execute(schema);
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
  if (const std::int64_t version = version_of(database); version != results_version)
    throw OtherFormat(fmt::format(
        "{} was made by another version of firstmove{}, in format {}; this version reads format {}",
        database.file().string(), program_of(database), version, results_version));
  const auto tables = tables_of(database);
  for (const auto& [name, sql] : expected_tables()) {
    const auto found = tables.find(name);
    if (found == tables.end()) database.damaged(fmt::format("the table '{}' is missing", name));
    if (found->second != sql)
      database.damaged(fmt::format("the table '{}' has other columns than firstmove makes", name));
  }
}

}  // namespace firstmove::engine
