// Output that is lost is an error: exit code 1 and a sentence that says what was lost.
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::test;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string manifest(int seeds) {
  return "[experiment]\nname = \"good\"\nsteps = 1\nseeds = " + std::to_string(seeds) +
         "\nwarnings = false\n[game]\nplugin = \"torus\"\n[[learner]]\nname = \"play\"\n"
         "rule = \"gradient-play\"\nstep = 0.1\n";
}

// A command whose files may have only so many blocks of 512 bytes.
Outcome with_little_room(int blocks, const std::string& arguments) {
  return shell("trap '' XFSZ; ulimit -f " + std::to_string(blocks) + "; " HOST " " + arguments);
}

TEST_CASE("a full device at standard output ends every command with 1") {
  const TempFolder folder;
  const std::string file = (folder / "m.toml").string(), results = (folder / "r").string();
  write_file(folder / "m.toml", manifest(2));
  REQUIRE(host("-q run " + file + " --out " + results).code == 0);
  for (const std::string& arguments :
       {"show " + file, "show --origin " + file, "run --dry-run " + file,
        "status --json " + results, "probe --json --at 1,1 " + file,
        "diff --json " + results + " " + results,
        "export --csv --out " + (folder / "e").string() + " " + results, std::string("--help"),
        std::string("--version"), std::string("plugins --json"), std::string("schema")}) {
    CAPTURE(arguments);
    const Outcome outcome = host(arguments + " > /dev/full");
    CHECK(outcome.code == 1);
    CHECK_MESSAGE(has(outcome.err,
                      "standard output cannot be written (No space left on device): "
                      "what "),
                  outcome.err);
  }
  CHECK(fs::exists(folder / "e" / "runs.csv"));
}

TEST_CASE("a run whose events are lost keeps its results and says so") {
  const TempFolder folder;
  write_file(folder / "m.toml", manifest(3));
  const std::string results = (folder / "r").string();
  const Outcome outcome = host("run --json-lines " + (folder / "m.toml").string() + " --out " +
                               results + " > /dev/full");
  CHECK(outcome.code == 1);
  CHECK(has(outcome.err,
            "what 'firstmove run' prints is lost, in part or completely; the results "
            "in " +
                results + " are kept\n"));
  CHECK(query(folder / "r", "SELECT count(*) FROM run") == std::vector<std::string>{"3"});
}

TEST_CASE("a pipe that nobody reads, and a closed standard output") {
  const TempFolder folder;
  write_file(folder / "m.toml", manifest(2));
  const std::string show = HOST " show " + (folder / "m.toml").string();
  const std::string code = (folder / "code").string();
  const Outcome piped = shell("{ sleep 0.3; " + show + "; echo $? > " + code + "; } | true");
  CHECK(read_file(folder / "code") == "1\n");
  CHECK(has(piped.err, "standard output cannot be written (Broken pipe)"));
  const Outcome closed = shell(show + " >&-");
  CHECK(closed.code == 1);
  CHECK(has(closed.err, "standard output cannot be written (Bad file descriptor)"));
}

TEST_CASE("files that do not fit on the disk are an error, and nothing half-written remains") {
  const TempFolder folder;
  const std::string file = (folder / "m.toml").string(), results = (folder / "r").string();
  write_file(folder / "m.toml", manifest(2));
  const std::string few = (folder / "few").string();
  REQUIRE(host("-q run " + file + " --out " + few).code == 0);
  write_file(folder / "m.toml", manifest(3000));
  REQUIRE(host("-q run " + file + " --out " + results).code == 0);
  write_file(folder / "m.lock", "old");
  const auto entries = [&] {
    return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator());
  };
  const auto before = entries();
  const auto failed = [&](const Outcome& outcome, const std::string& said) {
    CHECK(outcome.code == 1);
    CHECK_MESSAGE(has(outcome.err, said), outcome.err);
    CHECK(entries() == before);
  };
  failed(with_little_room(1, "lock " + file), "m.lock cannot be written: File too large");
  CHECK(read_file(folder / "m.lock") == "old");
  failed(with_little_room(1, "new game market --into " + folder.path().string()),
         "cannot be written: File too large");
  failed(with_little_room(
             1, "map " + file + " --points 2 --learner play --out " + (folder / "map").string()),
         "map.json cannot be written: File too large");
  // Enough for what SQLite needs to read the results.
  failed(with_little_room(80, "export --csv " + results + " --out " + (folder / "e").string()),
         "runs.csv cannot be written: File too large");
  failed(with_little_room(80, "report --page-only " + few),
         "report.html cannot be written: File too large");
  CHECK_FALSE(fs::exists(folder / "few" / "report.html"));
}

}  // namespace
