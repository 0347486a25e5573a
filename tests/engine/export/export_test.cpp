// Exported results hold what the results file holds: CSV to the bit, by the RFC 4180 reader of this
// file, and the values that pandas and NumPy read, by read_export.py.
#include <cmath>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <variant>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;

// Two shapes of one game, learners whose names need quotes, and records along the runs.
constexpr const char* manifest = R"(
[experiment]
name = "shapes"
steps = 40
seeds = 3
[game]
plugin = "duopoly"
[[learner]]
name = "slow, \"careful\""
rule = "gradient-play"
step = 0.01
[[learner]]
name = "two \"words\", and a comma"
rule = "gradient-play"
step = 0.1
[[observer]]
plugin = "trajectory"
every = { steps = 10 }
[[observer]]
plugin = "metrics"
every = { steps = 7 }
[sweep]
"game.params.c" = [[5.0, 2.0], [5.0, 2.0, 1.0]]
)";

fs::path results_of(const TempFolder& folder, const std::string& toml) {
  write_file(folder / "m.toml", toml);
  const Outcome run =
      host("--quiet run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  return folder / "r";
}

void export_to(const fs::path& results, const fs::path& out, const std::string& formats) {
  const Outcome done =
      host("export " + results.string() + " " + formats + " --out " + out.string());
  REQUIRE_MESSAGE(done.code == 0, done.err);
  CHECK(done.out == out.string() + "\n");
}

using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;
using Row = std::vector<Cell>;

std::vector<Row> rows(const fs::path& results, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((results / "results.sqlite").c_str(), &database) == SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  REQUIRE(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  std::vector<Row> all;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    Row row;
    for (int c = 0; c < sqlite3_column_count(statement); ++c) {
      const int type = sqlite3_column_type(statement, c);
      if (type == SQLITE_INTEGER)
        row.push_back(static_cast<std::int64_t>(sqlite3_column_int64(statement, c)));
      else if (type == SQLITE_FLOAT)
        row.push_back(sqlite3_column_double(statement, c));
      else if (type == SQLITE_TEXT)
        row.push_back(std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, c)),
                                  static_cast<std::size_t>(sqlite3_column_bytes(statement, c))));
      else
        row.push_back(std::monostate());
    }
    all.push_back(std::move(row));
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return all;
}

// A file in the grammar of RFC 4180, but with LF as the end of a line.
struct Csv {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;

  std::size_t column(const std::string& name) const {
    const auto found = std::find(header.begin(), header.end(), name);
    REQUIRE_MESSAGE(found != header.end(), name);
    return static_cast<std::size_t>(found - header.begin());
  }
  const std::string& at(std::size_t row, const std::string& name) const {
    return rows.at(row).at(column(name));
  }
};

Csv read_csv(const fs::path& file) {
  const std::string text = read_file(file);
  REQUIRE(text.ends_with('\n'));
  std::vector<std::vector<std::string>> records;
  for (std::size_t i = 0; i < text.size();) {
    records.emplace_back();
    for (bool more = true; more; ++i) {
      std::string field;
      if (text[i] == '"') {
        for (++i; text[i] != '"' || text[i + 1] == '"'; ++i) {
          if (text[i] == '"') ++i;
          field += text[i];
        }
        ++i;
      } else {
        for (; text[i] != ',' && text[i] != '\n'; ++i) {
          REQUIRE((text[i] != '"' && text[i] != '\r'));
          field += text[i];
        }
      }
      REQUIRE((text[i] == ',' || text[i] == '\n'));
      more = text[i] == ',';
      records.back().push_back(field);
    }
  }
  Csv csv{records.front(), {records.begin() + 1, records.end()}};
  for (const auto& row : csv.rows) REQUIRE(row.size() == csv.header.size());
  return csv;
}

// Whether a field represents a value: reals to the bit and never as an integer; NULL as `null`.
bool says(const std::string& field, const Cell& value, const std::string& null) {
  if (const auto* text = std::get_if<std::string>(&value)) return field == *text;
  if (const auto* integer = std::get_if<std::int64_t>(&value))
    return field == std::to_string(*integer);
  const auto* real = std::get_if<double>(&value);
  if (!real) return field == null;
  char* end = nullptr;
  const double read = std::strtod(field.c_str(), &end);
  return !field.empty() && *end == '\0' && std::memcmp(&read, real, sizeof read) == 0 &&
         (!std::isfinite(read) || field.find_first_of(".e") != std::string::npos);
}

void check_rows(const Csv& csv, const std::vector<Row>& expected, const std::string& null = "") {
  REQUIRE(csv.rows.size() == expected.size());
  REQUIRE(!expected.empty());
  for (std::size_t r = 0; r < expected.size(); ++r) {
    REQUIRE(csv.rows[r].size() == expected[r].size());
    for (std::size_t c = 0; c < expected[r].size(); ++c)
      CHECK_MESSAGE(says(csv.rows[r][c], expected[r][c], null),
                    csv.header[c] << " of row " << r << " is '" << csv.rows[r][c] << "'");
  }
}

// Numbers that need all their digits, infinities and NaN (NULL in SQL), and a missing record.
void put_hard_numbers(const fs::path& results) {
  for (const char* sql :
       {"UPDATE final_state SET value = 3.0 WHERE run = 0 AND player = 0",
        "UPDATE final_state SET value = 5e-324 WHERE run = 1 AND player = 0",
        "UPDATE final_state SET value = 1.7976931348623157e308 WHERE run = 2 AND player = 0",
        "UPDATE final_state SET value = 1.0 / 3 WHERE run = 0 AND player = 1",
        "UPDATE final_state SET value = 9007199254740993.0 WHERE run = 1 AND player = 1",
        "UPDATE final_cost SET value = 9e999 WHERE run = 0 AND player = 0",
        "UPDATE final_cost SET value = -9e999 WHERE run = 1 AND player = 0",
        "UPDATE final_cost SET value = NULL WHERE run = 2 AND player = 0",
        "UPDATE final_cost SET value = 1e22 WHERE run = 3 AND player = 0",
        "UPDATE metric SET value = NULL WHERE run = 0 AND step = 14 AND name = 'cost-1'",
        "UPDATE metric SET value = 0.1 + 0.2 WHERE run = 0 AND step = 21 AND name = 'cost-1'",
        "INSERT INTO residual VALUES (0, 1, 5, 0.1 + 0.2), (2, 0, 0, NULL), (3, 1, 7, 1e22)",
        "DELETE FROM metric WHERE run = 1 AND step = 7 AND name = 'cost-2'"})
    query(results, sql);
}

TEST_CASE("the CSV files contain every value of the results, to the bit") {
  const TempFolder folder;
  const fs::path results = results_of(folder, manifest), out = folder / "new" / "csv";
  put_hard_numbers(results);
  export_to(results, out, "--csv");

  const Csv runs = read_csv(out / "runs.csv");
  CHECK(runs.header == std::vector<std::string>{"id", "variant", "learner", "replicate",
                                                "game.params.c", "status", "outcome", "reason",
                                                "end_class", "end_class_reason", "steps",
                                                "products", "wall_seconds", "cost_1", "cost_2",
                                                "cost_3", "x1[0]", "x2[0]", "x3[0]"});
  check_rows(runs, rows(results, R"(
      SELECT id, variant, learner, replicate, sweep_json ->> '$."game.params.c"', status, outcome,
             reason, coalesce(end_class, ''), end_class_reason, steps, products, wall_seconds,
             c1.value, c2.value, coalesce(c3.value, ''), x1.value, x2.value, coalesce(x3.value, '')
      FROM run LEFT JOIN final_cost c1 ON c1.run = id AND c1.player = 0
               LEFT JOIN final_cost c2 ON c2.run = id AND c2.player = 1
               LEFT JOIN final_cost c3 ON c3.run = id AND c3.player = 2
               LEFT JOIN final_state x1 ON x1.run = id AND x1.player = 0
               LEFT JOIN final_state x2 ON x2.run = id AND x2.player = 1
               LEFT JOIN final_state x3 ON x3.run = id AND x3.player = 2
      ORDER BY id)"),
             "NaN");
  CHECK(runs.rows.size() == 12);
  CHECK(runs.at(0, "learner") == "slow, \"careful\"");
  CHECK(runs.at(3, "learner") == "two \"words\", and a comma");
  CHECK(runs.at(0, "x3[0]") == "");
  CHECK(runs.at(6, "x3[0]") != "");
  CHECK(runs.at(0, "x1[0]") == "3.0");
  CHECK(runs.at(0, "cost_1") == "Inf");
  CHECK(runs.at(2, "cost_1") == "NaN");

  check_rows(read_csv(out / "trajectory.csv"),
             rows(results,
                  "SELECT run, step, max(CASE player WHEN 0 THEN value END), "
                  "max(CASE player WHEN 1 THEN value END), "
                  "max(CASE player WHEN 2 THEN value END) "
                  "FROM trajectory GROUP BY run, step ORDER BY run, step"));
  check_rows(read_csv(out / "clock.csv"),
             rows(results, "SELECT run, step, products, seconds FROM clock ORDER BY run, step"));
  check_rows(
      read_csv(out / "warnings.csv"),
      rows(results, "SELECT learner, run, step, text FROM warning ORDER BY run, step, rowid"));
  check_rows(read_csv(out / "residuals.csv"),
             rows(results, "SELECT run, player, step, value FROM residual ORDER BY run, player"));
  CHECK(read_file(out / "files.csv") == "run,name,path\n");
}

TEST_CASE("metrics of one step share a row, a missing record is empty, an undefined value is NaN") {
  const TempFolder folder;
  const fs::path results = results_of(folder, manifest), out = folder / "csv";
  put_hard_numbers(results);
  export_to(results, out, "--csv");
  const Csv metrics = read_csv(out / "metrics.csv");
  std::map<std::array<std::string, 3>, Cell> recorded;
  for (const Row& row : rows(results, "SELECT run, step, name, value FROM metric"))
    recorded[{std::to_string(std::get<std::int64_t>(row[0])),
              std::to_string(std::get<std::int64_t>(row[1])), std::get<std::string>(row[2])}] =
        row[3];
  std::size_t found = 0;
  for (const auto& row : metrics.rows)
    for (std::size_t c = 2; c < row.size(); ++c) {
      const auto at = recorded.find({row[0], row[1], metrics.header[c]});
      found += at != recorded.end();
      CHECK((at == recorded.end() ? row[c].empty() : says(row[c], at->second, "NaN")));
    }
  CHECK(found == recorded.size());
  CHECK(metrics.rows.size() ==
        rows(results, "SELECT DISTINCT run, step FROM metric").size());  // no duplicates
}

// Compares what Python's readers find in the files with the tables.
void check_by_python(const fs::path& results, const fs::path& out) {
  const Outcome python =
      shell("/usr/bin/python3 " SOURCE_TREE "/tests/engine/export/read_export.py " +
            results.string() + " " + out.string());
  CHECK_MESSAGE(python.code == 0, python.out << python.err);
}

TEST_CASE("NumPy and pandas read the same values") {
  const TempFolder folder;
  const fs::path results = results_of(folder, manifest), out = folder / "both";
  put_hard_numbers(results);
  query(results, "UPDATE metric SET name = 'a/b' WHERE name = 'cost-1'");
  query(results, "UPDATE metric SET name = 'a b' WHERE name = 'gradient-norm-1'");
  fs::create_directory(out);  // an existing folder is allowed if it is empty
  export_to(results, out, "--csv --npy");
  CHECK(fs::exists(out / "metric-a_b.npy"));
  CHECK(fs::exists(out / "metric-a_b_2.npy"));
  check_by_python(results, out);
}

TEST_CASE("runs that end at different steps are padded, and the export reports it") {
  const TempFolder folder;
  std::string stops = manifest;
  stops.insert(stops.find("steps = 40"), "stop = { update_norm = 1e-3 }\n");
  stops.replace(stops.find("steps = 40"), 10, "steps = 4000");
  const fs::path results = results_of(folder, stops), out = folder / "npy";
  REQUIRE(query(results, "SELECT count(DISTINCT steps) > 1 FROM run") ==
          std::vector<std::string>{"1"});
  const Outcome done = host("export " + results.string() + " --npy --out " + out.string());
  REQUIRE_MESSAGE(done.code == 0, done.err);
  CHECK(done.err.find("cost-1: runs were recorded at different steps; "
                      "metric-cost-1.steps.npy has a row of steps for each run, padded with -1") !=
        std::string::npos);
  CHECK(done.err.find("joint actions: ") != std::string::npos);
  check_by_python(results, out);
}

TEST_CASE("either all files are written completely, or nothing is") {
  const TempFolder folder;
  const fs::path results = results_of(folder, manifest), out = folder / "out";
  const auto refused = [&](const std::string& arguments, const std::string& why) {
    const Outcome outcome = host("export " + arguments);
    CHECK(outcome.code == 2);
    CHECK_MESSAGE(outcome.err.find(why) != std::string::npos, outcome.err);
  };
  const auto entries = [&] {
    return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator());
  };
  const auto before = entries();
  refused(results.string() + " --out " + out.string(), "export needs --csv, --npy or both");
  refused((folder / "none").string() + " --csv", "there are no results in");
  fs::create_directory(out);
  write_file(out / "mine", "kept");
  refused(results.string() + " --csv --out " + out.string(),
          out.string() + " exists already; choose another folder with --out");
  CHECK(read_file(out / "mine") == "kept");
  fs::remove_all(out);
  // An error that occurs after runs.csv, metrics.csv and trajectory.csv have been written.
  query(results, "UPDATE recording SET run = 99 WHERE run = 0");
  const Outcome damaged =
      host("export " + results.string() + " --csv --out " + (out / "deep" / "er").string());
  CHECK(damaged.code == 1);
  CHECK_MESSAGE(damaged.err.find("the table 'clock' has rows of run 99, which is missing") !=
                    std::string::npos,
                damaged.err);
  CHECK(entries() == before);
}

}  // namespace
