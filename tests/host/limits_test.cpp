// Input that would hang the program or fill the memory: refused before any work, with exit code 2.
#include <sys/stat.h>

#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

std::string manifest(const std::string& game, const std::string& more = "") {
  return "[experiment]\nname = \"limits\"\nsteps = 5\nseeds = 2\nwarnings = false\n\n[game]\n" +
         game + "\n[[learner]]\nname = \"play\"\nrule = \"gradient-play\"\nstep = 0.1\n" + more;
}
const std::string torus = "plugin = \"torus\"\n", chain = "plugin = \"chain\"\n";

// A manifest in a folder with a pipe, and what commands say about it.
struct Place {
  Place() { REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0); }

  std::string refusal(const std::string& text, const std::string& command = "run",
                      const std::string& more = "") {
    write_file(folder / "m.toml", text);
    return refusal_of(command + " " + (folder / "m.toml").string() + " " + more);
  }
  // Without a limit, a test of what hangs would hang, too.
  std::string refusal_of(const std::string& arguments) {
    const Outcome outcome = shell("cd " + folder.path().string() +
                                  " && FIRSTMOVE_PLUGIN_PATH= timeout 20 " HOST " " + arguments);
    CHECK_MESSAGE(outcome.code == 2, outcome.err);
    CHECK_FALSE(fs::exists(folder / "results"));
    std::string err = outcome.err;
    for (std::size_t p; (p = err.find(folder.path().string() + "/")) != std::string::npos;)
      err.erase(p, folder.path().string().size() + 1);
    return err;
  }

  TempFolder folder;
};

void says(const std::string& said, const std::string& part) {
  CHECK_MESSAGE(said.find(part) != std::string::npos, said);
}

TEST_CASE("pipes, devices and folders are no manifests, includes, sources or plugins") {
  Place at;
  says(at.refusal_of("run pipe"), "pipe: the manifest cannot be read: pipe is a pipe, not a file");
  says(at.refusal_of("show /dev/zero"), "/dev/zero is a device, not a file");
  says(at.refusal("include = \"pipe\"\n" + manifest(torus)),
       "m.toml:1:11: the manifest 'pipe' cannot be read: pipe is a pipe, not a file");
  fs::create_directory(at.folder / "game.cpp");
  for (const std::string name : {"pipe.py", "pipe.cpp", "pipe.so"})
    fs::create_symlink("pipe", at.folder / name);
  says(at.refusal(manifest("source = \"game.cpp\"\n")),
       "m.toml:8:10: game.cpp is a folder, not a file");
  says(at.refusal(manifest("source = \"pipe.cpp\"\n")),
       "m.toml:8:10: pipe.cpp is a pipe, not a file");
  says(at.refusal(manifest("source = \"pipe.py\"\n")),
       "m.toml:8:10: pipe.py is a pipe, not a file");
  says(at.refusal(manifest("plugin = \"pipe\"\n")), "m.toml:8:10: pipe.so is a pipe, not a file");
}

TEST_CASE("keys a hundred thousand levels deep are refused with their place") {
  Place at;
  std::string deep = "a";
  for (int i = 0; i < 100'000; ++i) deep += ".a";
  says(at.refusal(manifest(torus) + "[" + deep + "]\n"),
       "m.toml:14:131: keys and lists are nested more than 64 levels deep here");
  CHECK(at.refusal_of("show m.toml --set 'experiment.x=" + std::string(50'000, '[') +
                      std::string(50'000, ']') + "'") != "");
}

TEST_CASE("numbers that would fill the memory are refused with their place") {
  Place at;
  says(at.refusal(manifest(torus,
                           "[[observer]]\nplugin = \"metrics\"\nevery = { log = 1000000000 "
                           "}\n")),
       "m.toml:16:9: every { log = n } needs an integer n from 1 to 1000000; it is { log = "
       "1000000000 }");
  says(at.refusal(manifest(chain + "params = { sites = 2000000000 }\n")),
       "m.toml:9:20: parameter 'sites' of game 'chain' must be at least 1 and at most 500000");
  says(at.refusal(manifest("players = { x = 2000000000 }\ncost = [\"x[1]\"]\n")),
       "m.toml:8:17: the number of coordinates of player 'x' must be an integer from 1 to 100000");
}

TEST_CASE("an analysis that needs too much memory says how much, and what to use instead") {
  Place at;
  for (const std::string command : {"solve", "probe"}) {
    const std::string said = at.refusal(manifest(chain + "params = { sites = 200000 }\n"), command,
                                        command == "probe" ? "--at start" : "--starts 1");
    says(said, "dense matrices of the game 'chain', with 400000 coordinates, would take about ");
    says(said, "of memory, and ");
    says(said, "'firstmove spectrum' computes");
  }
  says(at.refusal(manifest(chain + "params = { sites = 200000 }\n", "") +
                      "[[learner]]\nname = \"lead\"\nrule = \"stackelberg\"\nstep = 0.1\n",
                  "run", "--dry-run"),
       "rule 'stackelberg' cannot play as player 1 of 'chain': there is not enough memory");
}

TEST_CASE("names that no file can have are refused") {
  Place at;
  const std::string long_name(300, 'a');
  write_file(at.folder / "m.toml", manifest(torus));
  const std::string said = "has 300 characters; a name may have at most 255";
  says(at.refusal_of("run m.toml --out " + long_name + "/r"), said);
  says(at.refusal_of("report r --out " + long_name), said);
  says(at.refusal_of("export r --csv --out " + long_name), said);
  says(at.refusal_of("map m.toml --out " + long_name), said);
  says(at.refusal_of("new game " + long_name), said);
  says(at.refusal_of("run m.toml --set experiment.name=" + std::string(201, 'a')),
       "must be made of at most 200 letters");
  // All names that are possible are.
  const Outcome outcome = host("-q run " + (at.folder / "m.toml").string() + " --out " +
                               (at.folder / std::string(255, 'a')).string());
  CHECK_MESSAGE(outcome.code == 0, outcome.err);
}

TEST_CASE("a metric's name may hold what a file's name may not") {
  const TempFolder folder;
  write_file(folder / "m.toml", manifest(torus, "[[observer]]\nplugin = \"metrics\"\n"));
  REQUIRE(
      host("-q run " + (folder / "m.toml").string() + " --out " + (folder / "r").string()).code ==
      0);
  query(folder / "r", "UPDATE metric SET name = 'a/b' WHERE name = 'cost-1'");
  query(folder / "r",
        "UPDATE metric SET name = '" + std::string(300, 'x') + "' WHERE name = 'cost-2'");
  const Outcome outcome =
      host("report " + (folder / "r").string() + " --out " + (folder / "page").string());
  CHECK_MESSAGE(outcome.code == 0, outcome.err);
  CHECK(fs::exists(folder / "page/figures/metric-a_b.svg"));
  CHECK(fs::exists(folder / "page/figures" / ("metric-" + std::string(100, 'x') + ".svg")));
}

}  // namespace
