// Paths and clocks, which are stored many values a row and read one value a row; and results of the
// format in which they were stored one value a row.
#include <cmath>
#include <map>
#include <tuple>

#include "results/schema.hpp"
#include "results/series_writer.hpp"
#include "results_folder.hpp"

namespace {

using namespace firstmove::engine;
using namespace firstmove::test;

using Cell = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

std::map<Cell, double> stored_path(const Database& database) {
  std::map<Cell, double> cells;
  Statement row(database, "SELECT run, step, player, coordinate, value FROM trajectory");
  while (row.next()) {
    const Cell cell = {row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
    CHECK(cells.emplace(cell, row.real_or_nan(4)).second);
  }
  return cells;
}

std::int64_t count(const Database& database, const std::string& table) {
  Statement row(database, ("SELECT count(*) FROM " + table).c_str());
  return row.next() ? row.integer(0) : -1;
}

// A run of players with 2 and 1 coordinates.
RunRecord run_with(std::int64_t id, const std::vector<std::uint64_t>& steps, double seconds) {
  RunRecord run;
  run.id = id;
  run.dims = {2, 1};
  for (const std::uint64_t step : steps) {
    run.trajectory.steps.push_back(step);
    for (int c = 0; c < 3; ++c)
      run.trajectory.values.push_back(
          std::sin(100.0 * static_cast<double>(id) + 10.0 * static_cast<double>(step) + c));
    run.clock.push_back({step, 3 * step, seconds});
  }
  return run;
}

TEST_CASE("the views show every value that was recorded, of paths of any length") {
  for (const std::size_t length : {1u, 31u, 32u, 33u, 64u, 201u}) {
    Database database(in_memory, Access::create);
    create_tables(database);
    SeriesWriter writer(database);
    std::map<Cell, double> wanted;
    std::vector<std::uint64_t> steps;
    for (std::size_t s = 0; s < length; ++s) steps.push_back(s * s);
    for (std::int64_t id = 0; id < 3; ++id) {
      RunRecord run = run_with(id, steps, 0.5);
      run.trajectory.values[length] = std::nan("");
      run.trajectory.values.back() = 5e-324;
      for (std::size_t i = 0; i < run.trajectory.values.size(); ++i)
        wanted[{id, steps[i / 3], i % 3 / 2, i % 3 % 2}] = run.trajectory.values[i];
      writer.add(run);
    }
    const std::map<Cell, double> found = stored_path(database);
    CHECK(found.size() == wanted.size());
    for (const auto& [cell, value] : wanted) {
      REQUIRE(found.contains(cell));
      const double got = found.at(cell);
      CHECK((got == value || (std::isnan(got) && std::isnan(value))));
    }
    CHECK(count(database, "clock WHERE run = 2 AND products = 3 * step AND seconds = 0.5") ==
          static_cast<std::int64_t>(length));
  }
}

TEST_CASE("what an observer records of one step later replaces what it recorded before") {
  Database database(in_memory, Access::create);
  create_tables(database);
  SeriesWriter writer(database);
  RunRecord run = run_with(4, {5, 2, 9, 2, 5, 5}, 1);
  run.clock.clear();
  writer.add(run);
  const std::map<Cell, double> found = stored_path(database);
  CHECK(found.size() == 9);
  for (const auto& [step, row] : {std::pair(2, 3), std::pair(5, 5), std::pair(9, 2)})
    for (int c = 0; c < 3; ++c)
      CHECK(found.at({4, step, c / 2, c % 2}) ==
            run.trajectory.values[static_cast<std::size_t>(3 * row + c)]);
  CHECK(count(database, "clock") == 0);
}

TEST_CASE("runs share lists of steps only where these are the same") {
  Database database(in_memory, Access::create);
  create_tables(database);
  SeriesWriter writer(database);
  writer.add(run_with(0, {0, 1, 4}, 1));
  writer.add(run_with(1, {0, 1, 4}, 1));
  writer.add(run_with(2, {0, 1, 4}, 2));
  writer.add(run_with(3, {0, 1}, 2));
  CHECK(count(database, "path_step") == 3 + 2);
  CHECK(count(database, "clock_step") == 3 + 3 + 2);
  for (const auto& [run, steps, seconds] :
       {std::tuple(0, 3, 1), std::tuple(1, 3, 1), std::tuple(2, 3, 2), std::tuple(3, 2, 2)}) {
    const std::string of = " WHERE run = " + std::to_string(run);
    CHECK(count(database, "trajectory" + of) == 3 * steps);
    CHECK(count(database, "clock" + of + " AND seconds = " + std::to_string(seconds)) == steps);
  }
  // Another writer, as of the next batch, does not take their numbers.
  SeriesWriter(database).add(run_with(7, {0, 1}, 2));
  CHECK(count(database, "path_step") == 3 + 2 + 2);
  CHECK(count(database, "trajectory WHERE run = 7") == 6);
}

// As the version before wrote them.
void bring_to_format_5(const fs::path& results) {
  query(results, R"(
CREATE TEMP TABLE p AS SELECT * FROM trajectory;
CREATE TEMP TABLE c AS SELECT * FROM clock;
DROP VIEW trajectory; DROP VIEW clock;
DROP TABLE recording; DROP TABLE path; DROP TABLE path_step; DROP TABLE clock_step;
CREATE TABLE trajectory(run INTEGER, step INTEGER, player INTEGER, coordinate INTEGER, value REAL,
                        PRIMARY KEY(run, step, player, coordinate)) STRICT, WITHOUT ROWID;
CREATE TABLE clock(run INTEGER, step INTEGER, products INTEGER, seconds REAL,
                   PRIMARY KEY(run, step)) STRICT, WITHOUT ROWID;
INSERT INTO trajectory SELECT * FROM p;
INSERT INTO clock SELECT * FROM c;
PRAGMA user_version = 5;
)");
}

TEST_CASE("results of format 5 are read, and resumed in the present format") {
  const TempFolder temp;
  const fs::path now = run_small(temp), old = copy_of(now, temp / "old");
  bring_to_format_5(old);
  const auto rows = [](const fs::path& results) {
    return query(results,
                 "SELECT run || '/' || step || '/' || player || quote(value) FROM trajectory "
                 "UNION ALL SELECT run || '/' || step || '/' || products || quote(seconds) "
                 "FROM clock ORDER BY 1");
  };
  const std::vector<std::string> before = rows(old);
  REQUIRE(before == rows(now));
  const std::string o = old.string();
  CHECK(host("status " + o).out.find("complete") != std::string::npos);
  CHECK(host("-q diff " + now.string() + " " + o).code == 0);
  CHECK(host("-q reproduce " + o + " 1").code == 0);
  CHECK(host("-q report --page-only " + o + " --out " + (temp / "page").string()).code == 0);
  for (const fs::path& results : {now, old})
    REQUIRE(host("-q export --csv " + results.string()).code == 0);
  for (const char* file : {"trajectory.csv", "clock.csv"})
    CHECK(read_file(old / "export" / file) == read_file(now / "export" / file));
  CHECK(query(old, "PRAGMA user_version")[0] == "5");

  for (const char* table :
       {"final_state", "final_cost", "start_cost", "metric", "trajectory", "clock"})
    query(old, std::string("DELETE FROM ") + table + " WHERE run = 2");
  query(old, "DELETE FROM run WHERE id = 2");
  const auto resumed =
      host("-q run " + (temp / "m.toml").string() + " --fresh --resume --out " + o);
  REQUIRE_MESSAGE(resumed.code == 0, resumed.err);
  CHECK(query(old, "PRAGMA user_version")[0] == "6");
  CHECK(host("-q diff " + now.string() + " " + o).code == 0);
  // But for the seconds of the run that was added.
  const auto of_others = [&](const fs::path& results) {
    std::vector<std::string> kept = rows(results);
    std::erase_if(kept, [](const std::string& row) { return row.starts_with("2/"); });
    return kept;
  };
  CHECK(of_others(old) == of_others(now));
  CHECK(rows(old).size() == before.size());
}

TEST_CASE("runs of results in format 5 are not copied") {
  const TempFolder temp;
  bring_to_format_5(run_small(temp, "old"));
  const std::string run = "run " + (temp / "m.toml").string() + " --out ";
  const auto silent = host(run + (temp / "a").string());
  CHECK(silent.code == 0);
  CHECK(silent.err.find("reus") == std::string::npos);
  fs::remove_all(temp / "a");
  const auto asked = host(run + (temp / "a").string() + " --reuse " + (temp / "old").string());
  CHECK(asked.code == 0);
  CHECK_MESSAGE(asked.err.find("they are in the format of an earlier version of firstmove") !=
                    std::string::npos,
                asked.err);
}

}  // namespace
