// Results can be read where nothing can be written.
#include <sys/stat.h>
#include <unistd.h>

#include <set>

#include "results_folder.hpp"

namespace {

using namespace firstmove::test;

// A folder that cannot be written, neither by root: its processes run without capabilities, so that
// permissions hold for them, too.
class ReadOnly {
 public:
  explicit ReadOnly(fs::path folder) : folder_(std::move(folder)) {
    allow(0555, 0444);
    const Outcome touched = shell(prefix() + "touch " + (folder_ / "x").string());
    REQUIRE_MESSAGE(touched.code == 1, "the folder can be written: " << touched.err);
  }
  ~ReadOnly() { allow(0755, 0644); }
  ReadOnly(const ReadOnly&) = delete;
  ReadOnly& operator=(const ReadOnly&) = delete;

  Outcome host(const std::string& arguments) const {
    return shell("FIRSTMOVE_PLUGIN_PATH=" FIXTURES " " + prefix() + HOST " " + arguments);
  }

 private:
  static std::string prefix() {
    return geteuid() == 0 ? "setpriv --bounding-set=-all --inh-caps=-all " : "";
  }
  void allow(unsigned folder, unsigned file) const {
    chmod(folder_.c_str(), folder);
    for (const auto& entry : fs::recursive_directory_iterator(folder_))
      chmod(entry.path().c_str(), entry.is_directory() ? folder : file);
  }

  fs::path folder_;
};

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  return names;
}

void check_all_commands(const TempFolder& temp, const fs::path& results) {
  const std::set<std::string> before = names_in(results);
  {
    const ReadOnly place(results);
    const std::string r = results.string(), out = (temp / "out").string();
    for (const std::string& command : {"status " + r, "export " + r + " --csv --npy --out " + out,
                                       "report " + r + " --page-only --out " + out,
                                       "reproduce " + r + " 1", "diff " + r + " " + r}) {
      const Outcome outcome = place.host(command);
      CHECK_MESSAGE(outcome.code == 0, command << ": " << outcome.err);
    }
    const Outcome within = place.host("export " + r + " --csv");
    CHECK(within.code == 2);
    CHECK_MESSAGE(within.err.find("choose another one with --out") != std::string::npos,
                  within.err);
    const Outcome resumed =
        place.host("run " + (results / "manifest.toml").string() + " --out " + r);
    CHECK(resumed.code == 2);
    CHECK_MESSAGE(resumed.err.find("cannot be written: ") != std::string::npos, resumed.err);
  }
  CHECK(names_in(results) == before);
  fs::remove_all(temp / "out");
}

TEST_CASE("a finished run leaves one plain file, which is read where nothing can be written") {
  const TempFolder temp;
  const fs::path results = run_small(temp);
  CHECK(names_in(results) == std::set<std::string>{"manifest.toml", "results.sqlite"});
  CHECK(query(results, "PRAGMA journal_mode") == std::vector<std::string>{"delete"});
  check_all_commands(temp, results);
}

TEST_CASE("results in WAL mode are read where nothing can be written, if the log is complete") {
  const TempFolder temp;
  const fs::path results = run_small(temp);
  query(results, "PRAGMA journal_mode = WAL");
  check_all_commands(temp, results);

  // A killed run: its log has changes. With the log's index they can be read.
  query(results, "DELETE FROM warning");
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((results / "results.sqlite").c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, "INSERT INTO warning VALUES ('play', 0, 1, 'from the log')",
                       nullptr, nullptr, nullptr) == SQLITE_OK);
  const fs::path killed = copy_of(results, temp / "killed");
  sqlite3_close(database);
  REQUIRE(fs::file_size(killed / "results.sqlite-wal") > 0);
  check_all_commands(temp, killed);
  {
    const ReadOnly place(killed);
    CHECK(place.host("export " + killed.string() + " --csv --out " + (temp / "o").string()).code ==
          0);
    CHECK(read_file(temp / "o" / "warnings.csv").find("from the log") != std::string::npos);
  }
  // Without it, SQLite cannot: that is said, and not the old state shown.
  fs::remove(killed / "results.sqlite-shm");
  const ReadOnly place(killed);
  for (const char* command : {"status ", "reproduce "}) {
    const Outcome outcome = place.host(command + killed.string() + (*command == 'r' ? " 0" : ""));
    CHECK(outcome.code == 1);
    CHECK_MESSAGE(outcome.err.find("results.sqlite-wal holds changes of a run that was killed") !=
                      std::string::npos,
                  outcome.err);
  }
}

}  // namespace
