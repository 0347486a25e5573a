// Damaged results: every command that reads them says in one sentence what is wrong, with exit code
// 1, or does not need what is damaged.
#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <tuple>

#include "results_folder.hpp"

namespace {

using namespace firstmove::test;

// Returns what `export` says.
std::string check_commands(const TempFolder& temp, const fs::path& damaged, const fs::path& whole,
                           const std::string& name) {
  std::string said;
  const std::string d = damaged.string();
  for (const std::string& command :
       {"status " + d, "export " + d + " --csv --npy --out " + (temp / "out").string(),
        "report " + d + " --page-only --out " + (temp / "page").string(), "reproduce " + d + " 1",
        "diff " + whole.string() + " " + d}) {
    const auto begun = std::chrono::steady_clock::now();
    const Outcome outcome = shell("timeout 20 " HOST " -q " + command);
    const std::string context = name + ": " + command + ": " + outcome.err;
    CHECK_MESSAGE((outcome.code == 0 || outcome.code == 1), context);
    CHECK_MESSAGE(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10), context);
    if (outcome.code == 1 && !outcome.err.empty())
      CHECK_MESSAGE(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1, context);
    for (const char* raw : {"map::at", "vector::", "basic_string", "std::", "bad_alloc", "json.",
                            "cannot be written", "what()"})
      CHECK_MESSAGE(outcome.err.find(raw) == std::string::npos, context);
    if (command.starts_with("export")) {
      said = outcome.err;
      CHECK_MESSAGE(fs::exists(temp / "out") == (outcome.code == 0), context);
      fs::remove_all(temp / "out");
    }
  }
  return said;
}

TEST_CASE("rows that are missing or out of range are named") {
  const TempFolder temp;
  const fs::path whole = run_small(temp);
  struct Damage {
    const char *sql, *says;
  };
  const Damage all[] = {
      {"DROP VIEW clock", "the table 'clock' is missing"},
      {"ALTER TABLE run DROP COLUMN reason", "the table 'run' has other columns"},
      {"DELETE FROM experiment", "the table 'experiment' is empty"},
      {"DELETE FROM run", "the table 'final_state' has rows of run 0, which is missing"},
      {"DELETE FROM run WHERE id = 1", "'final_state' has rows of run 1, which is missing"},
      {"DELETE FROM final_state WHERE run = 1", "run 1 lacks rows of the table 'final_state'"},
      {"DELETE FROM final_state WHERE run = 1 AND player = 0", "'final_state' has gaps in run 1"},
      {"DELETE FROM final_state WHERE run = 1 AND player = 1; "
       "DELETE FROM final_cost WHERE run = 1 AND player = 1; "
       "DELETE FROM start_cost WHERE run = 1 AND player = 1",
       "have different coordinates"},
      {"DELETE FROM final_cost WHERE run = 1", "run 1 lacks rows of the table 'final_cost'"},
      {"UPDATE final_state SET player = 4000000000 WHERE run = 1 AND player = 1", "has gaps"},
      {"UPDATE final_state SET value = NULL WHERE run = 1", "a value that is not finite for run 1"},
      {"UPDATE run SET learner_index = 4294967295 WHERE id = 1", "4294967295 for 'learner_index'"},
      {"UPDATE run SET learner_index = 9000000, variant = 9000000 WHERE id = 1",
       "run 1 cannot be of learner 9000000 of variant 9000000"},
      {"UPDATE run SET variant = -1 WHERE id = 1", "-1 for 'variant'"},
      {"UPDATE run SET steps = -1 WHERE id = 1", "-1 for 'steps', which must be an integer from 0"},
      {"UPDATE run SET products = NULL WHERE id = 1", "has NULL for 'products'"},
      {"UPDATE run SET wall_seconds = NULL WHERE id = 1", "has NULL for 'wall_seconds'"},
      {"UPDATE run SET outcome = 'odd' WHERE id = 1", "run 1 has the unknown outcome 'odd'"},
      {"UPDATE run SET end_class = 'Nash' WHERE id = 1", "run 1 has the unknown end_class 'Nash'"},
      {"INSERT INTO residual VALUES (99, 0, 1, 0.5)", "'residual' has rows of run 99"},
      {"INSERT INTO residual VALUES (1, 0, -1, 0.5)", "-1 for 'step'"},
      {"UPDATE run SET sweep_json = '[' WHERE id = 1", "'sweep_json' of run 1 is no JSON object"},
      {"UPDATE run SET learner = CAST(x'ff41' AS TEXT) WHERE id = 1", ""},
      {"UPDATE metric SET run = 99 WHERE run = 1", "'metric' has rows of run 99, which is missing"},
      {"UPDATE metric SET step = -5 WHERE run = 1", "-5 for 'step'"},
      {"UPDATE recording SET run = -1 WHERE run = 1",
       "'clock' has rows of run -1, which is missing"},
      {"UPDATE path SET coordinate = 3000000000 WHERE run = 1 AND player = 0",
       "'trajectory' has a coordinate 3000000000 of player 0 in run 1"},
      {"UPDATE path SET run = 98 WHERE run = 1; UPDATE recording SET run = 98 WHERE run = 1",
       "'trajectory' has rows of run 98"},
      {"DELETE FROM identity", ""},
      {"INSERT INTO file VALUES (1, 'x', '/etc/hostname')", ""},
      {"PRAGMA user_version = 1000", "was made by another version of firstmove"},
      {"PRAGMA user_version = 0", "it has no number of its format"},
  };
  for (const Damage& damage : all) {
    const fs::path damaged = copy_of(whole, temp / "damaged");
    query(damaged, damage.sql);
    const std::string said = check_commands(temp, damaged, whole, damage.sql);
    CHECK_MESSAGE(said.find(damage.says) != std::string::npos, damage.sql << ": " << said);
  }
}

TEST_CASE("values of another type than the tables have are named") {
  const TempFolder temp;
  const fs::path whole = run_small(temp);
  for (const auto& [column, table, value] :
       {std::tuple("steps", "run", "'many'"), std::tuple("replicate", "run", "x'00ff00'"),
        std::tuple("wall_seconds", "run", "'long'"), std::tuple("value", "metric", "x'0102'"),
        std::tuple("step", "metric", "1.5"), std::tuple("seconds", "clock_step", "'x'")}) {
    const fs::path damaged = copy_of(whole, temp / "damaged");
    // For a moment the table has no types, so that SQLite does not refuse the value.
    const std::string of_table = fmt::format(" WHERE name = '{}'", table);
    const std::string schema = query(damaged, "SELECT sql FROM sqlite_schema" + of_table)[0];
    std::string loose = "sql";
    for (const auto& [from, to] :
         {std::pair(" INTEGER PRIMARY", "@"), std::pair(" STRICT, WITHOUT", " WITHOUT"),
          std::pair(") STRICT", ")"), std::pair(" INTEGER", ""), std::pair(" REAL", ""),
          std::pair(" TEXT", ""), std::pair("@", " INTEGER PRIMARY")})
      loose = fmt::format("replace({}, '{}', '{}')", loose, from, to);
    const std::string set_schema = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = ";
    query(damaged, set_schema + loose + of_table);
    query(damaged, fmt::format("UPDATE {} SET {} = {}", table, column, value));
    query(damaged, set_schema + "'" + schema + "'" + of_table);
    const std::string said = check_commands(temp, damaged, whole, value);
    CHECK_MESSAGE(said.find(fmt::format("for '{}', which must be ", column)) != std::string::npos,
                  said);
  }
}

TEST_CASE("files that are cut, overwritten or not SQLite's are named") {
  const TempFolder temp;
  const fs::path whole = run_small(temp);
  const std::string bytes = read_file(whole / "results.sqlite");
  const auto says = [&](const std::string& name, const std::string& now) {
    const fs::path damaged = copy_of(whole, temp / "damaged");
    write_file(damaged / "results.sqlite", now);
    return check_commands(temp, damaged, whole, name);
  };
  CHECK(says("empty", "").find("results.sqlite is empty") != std::string::npos);
  CHECK(says("text", "hello, this is not SQLite's\n").find("is damaged: file is not a database") !=
        std::string::npos);
  for (const std::size_t size : {std::size_t{100}, std::size_t{4096}, bytes.size() / 2})
    CHECK(says("cut", bytes.substr(0, size)).find("is damaged: ") != std::string::npos);
  for (std::size_t page = 0; page < bytes.size(); page += 4096) {
    std::string now = bytes;
    for (std::size_t i = page + 8; i < page + 4096; i += 512) now[i] = static_cast<char>(~now[i]);
    says("page at " + std::to_string(page), now);
  }
  // Logs that belong to no change of the file.
  for (const char* suffix : {"-wal", "-journal"}) {
    const fs::path damaged = copy_of(whole, temp / "damaged");
    write_file(damaged / ("results.sqlite" + std::string(suffix)), std::string(5000, 'x'));
    check_commands(temp, damaged, whole, suffix);
  }
}

TEST_CASE("a manifest that is missing or was changed is named") {
  const TempFolder temp;
  const fs::path whole = run_small(temp), damaged = copy_of(whole, temp / "damaged");
  fs::remove(damaged / "manifest.toml");
  check_commands(temp, damaged, whole, "no manifest");
  const Outcome status = host("status " + damaged.string());
  CHECK(status.code == 1);
  CHECK_MESSAGE(status.err.find("the manifest of the results in " + damaged.string() +
                                " cannot be read again: ") != std::string::npos,
                status.err);
  // One with fewer learners than the runs have.
  std::string fewer = small_manifest;
  fewer.erase(fewer.find("[[learner]]\nname = \"LOLA\""),
              std::string("[[learner]]\nname = \"LOLA\"\nrule = \"lola\"\nstep = 0.05\n").size());
  write_file(damaged / "manifest.toml", fewer);
  check_commands(temp, damaged, whole, "another manifest");
  CHECK(host("reproduce " + damaged.string() + " 3").code == 1);
}

}  // namespace
