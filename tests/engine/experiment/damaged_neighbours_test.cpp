// Reuse of earlier results is a help: whatever is wrong with them, a run warns once and computes.
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

constexpr const char* manifest = R"(
[experiment]
name = "neighbours"
steps = 20
seeds = 2
warnings = false
[game]
plugin = "torus"
[[learner]]
name = "play"
rule = "gradient-play"
step = 0.1
[[observer]]
plugin = "trajectory"
every = { steps = 1 }
params = { store = "npy" }
)";

struct Neighbourhood {
  TempFolder temp;
  fs::path earlier = temp / "earlier", fresh = temp / "fresh";
  Neighbourhood() {
    write_file(temp / "m.toml", manifest);
    CHECK(run(earlier).code == 0);
  }
  Outcome run(const fs::path& out) const {
    return host("run " + (temp / "m.toml").string() + " --out " + out.string());
  }
  // A fresh run must succeed, and warn once about its neighbour with these words.
  void computes(const std::string& says) const {
    fs::remove_all(fresh);
    const Outcome outcome = run(fresh);
    CHECK_MESSAGE(outcome.code == 0, outcome.err);
    const std::string begin = "warning: runs of " + earlier.string() + " cannot be reused";
    const std::size_t at = outcome.err.find(begin);
    REQUIRE_MESSAGE(at != std::string::npos, outcome.err);
    CHECK(outcome.err.find("warning: ", at + 1) == std::string::npos);
    CHECK_MESSAGE(outcome.err.find(says, at) != std::string::npos, outcome.err);
    CHECK(query(fresh, "SELECT count(*) FROM run")[0] == "2");
    CHECK(query(fresh, "SELECT count(*) FROM file")[0] == "4");
    for (const std::string& path : query(fresh, "SELECT path FROM file"))
      CHECK(fs::is_regular_file(fs::symlink_status(fresh / path)));
  }
};

TEST_CASE("damaged results beside a new run are reported once, and the runs are computed") {
  const Neighbourhood at;
  const std::string whole = read_file(at.earlier / "results.sqlite");
  write_file(at.earlier / "results.sqlite", "");
  at.computes("results.sqlite is empty");
  write_file(at.earlier / "results.sqlite", whole.substr(0, whole.size() / 2));
  at.computes("is damaged: ");
  write_file(at.earlier / "results.sqlite", whole);
  query(at.earlier, "DELETE FROM final_cost WHERE run = 0");
  at.computes("run 0 lacks rows of the table 'final_cost'");
  write_file(at.earlier / "results.sqlite", whole);
  query(at.earlier,
        "INSERT INTO path_step VALUES (90, 1, 0, 0); UPDATE recording SET path_list = 90 WHERE "
        "run = 0; INSERT INTO path(run, part, player, coordinate) VALUES (0, 0, 7, 7)");
  at.computes("'trajectory' has a coordinate 7 of player 7 in run 0");
}

TEST_CASE("a run whose file is missing is computed, and its neighbours are reused") {
  const Neighbourhood at;
  const std::string path = query(at.earlier, "SELECT path FROM file WHERE run = 0")[0];
  fs::remove(at.earlier / path);
  at.computes("1 of its runs name a file that is not in the folder: '" + path + "'");
  CHECK(at.run(at.temp / "other").err.find("reusing 2 runs from " + at.fresh.string()) !=
        std::string::npos);
}

TEST_CASE("files outside a results folder are neither copied nor written") {
  const Neighbourhood at;
  const std::string path = query(at.earlier, "SELECT path FROM file WHERE run = 0")[0];
  write_file(at.temp / "secret", "s");
  const auto named = [&](const std::string& crafted) {
    query(at.earlier, "UPDATE file SET path = '" + crafted + "' WHERE run = 0");
    at.computes("not in the folder: '" + crafted + "'");
    CHECK_FALSE(fs::exists(at.temp / "PWNED.txt"));
    CHECK_FALSE(fs::exists(at.temp.path().parent_path() / "PWNED.txt"));
    const Outcome diff = host("diff " + at.earlier.string() + " " + at.fresh.string());
    CHECK(diff.code == 1);
    CHECK_MESSAGE(diff.err.find("run 0 names '" + crafted + "', which is no file in the folder") !=
                      std::string::npos,
                  diff.err);
  };
  named("files/run0-d/../../../PWNED.txt");
  named("/etc/hostname");
  named("../secret");
  fs::create_symlink(at.temp / "secret", at.earlier / "files" / "link");
  named("files/link");
  fs::remove(at.earlier / "files" / "link");
  fs::create_symlink("/dev/zero", at.earlier / "files" / "link");
  named("files/link");
}

TEST_CASE("observers do not write through a link out of the results folder") {
  const TempFolder temp;
  write_file(temp / "m.toml", manifest);
  const fs::path results = temp / "r";
  const std::string command =
      "run " + (temp / "m.toml").string() + " --fresh --out " + results.string();
  CHECK(host(command).code == 0);
  // The folder is resumed with no runs, and its files lead elsewhere.
  for (const char* table : {"run", "final_state", "final_cost", "recording", "file"})
    query(results, std::string("DELETE FROM ") + table);
  fs::remove_all(results / "files");
  fs::create_directory(temp / "elsewhere");
  fs::create_directory_symlink(temp / "elsewhere", results / "files");
  host(command);
  CHECK(fs::is_empty(temp / "elsewhere"));
}

TEST_CASE("a file that an observer asked for and never wrote is not in the results") {
  const TempFolder temp;
  std::string text = manifest;
  text.replace(text.find("plugin = \"trajectory\""), std::string::npos,
               "plugin = \"unwritten-file\"\n");
  write_file(temp / "m.toml", text);
  const std::string run = "run " + (temp / "m.toml").string() + " --out ";
  CHECK(host(run + (temp / "a").string()).code == 0);
  CHECK(query(temp / "a", "SELECT count(*) FROM file")[0] == "0");
  const Outcome again = host(run + (temp / "b").string());
  CHECK(again.code == 0);
  CHECK_MESSAGE(again.err.find("reusing 2 runs") != std::string::npos, again.err);
}

TEST_CASE("without --out, a damaged folder of the same name is left alone") {
  const TempFolder temp;
  write_file(temp / "m.toml", manifest);
  const std::string in = "cd " + temp.path().string() + " && " HOST " run m.toml";
  CHECK(shell(in).code == 0);
  write_file(temp / "results" / "neighbours" / "results.sqlite", "damaged");
  const Outcome outcome = shell(in);
  CHECK_MESSAGE(outcome.code == 0, outcome.err);
  CHECK(read_file(temp / "results" / "neighbours" / "results.sqlite") == "damaged");
  CHECK(fs::exists(temp / "results" / "neighbours-2" / "results.sqlite"));
}

}  // namespace
