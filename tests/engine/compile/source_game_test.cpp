// Games from a source file beside the manifest.
#include "support/formula_support.hpp"

namespace {

using namespace firstmove::test;

constexpr const char* pull = R"(#include <firstmove/game.hpp>
#include "inner/force.hpp"
struct Pull {
  static firstmove::Info info() { return {"pull", "1.0.0", "a rope", "a test", "MIT", "", {}}; }
  explicit Pull(const firstmove::Values&) {}
  firstmove::Shape shape() const {
    return firstmove::Shape::alike(2, firstmove::real_line()).starts(-1, 1);
  }
  template <class T>
  T cost(int player, firstmove::Actions<T> x) const {
    return 0.5 * x[player] * x[player] - force * x[player] + 0.1 * x[0] * x[1];
  }
};
FIRSTMOVE_GAME(Pull)
)";

struct Beside {
  Beside() {
    fs::create_directories(folder / "games/inner");
    write_file(folder / "games/pull.cpp", pull);
    write_force("1.0");
    write_file(folder / "m.toml", playing("source = \"games/pull.cpp\"\n"));
  }
  void write_force(const std::string& force) {
    write_file(folder / "games/inner/force.hpp",
               "inline constexpr double force = " + force + ";\n");
  }
  Outcome run(const std::string& to, const std::string& more = "") {
    return host("run " + (folder / "m.toml").string() + " --fresh --out " + (folder / to).string() +
                " " + more);
  }
  OwnCache cache;
  TempFolder folder;
};

const std::string states = "SELECT value FROM final_state ORDER BY run, player, coordinate";

TEST_CASE("a source is compiled once, and again when it or a file that it includes changes") {
  Beside beside;
  const Outcome first = beside.run("1");
  REQUIRE_MESSAGE(first.code == 0, first.err);
  CHECK(first.err.find("compiling") != std::string::npos);
  CHECK(beside.run("2").err.find("compiling") == std::string::npos);
  CHECK(query(beside.folder / "1", states) == query(beside.folder / "2", states));
  beside.write_force("2.0");
  CHECK(beside.run("3").err.find("compiling") != std::string::npos);
  CHECK(query(beside.folder / "1", states) != query(beside.folder / "3", states));
  beside.write_force("1.0");  // changed back: both libraries are kept
  CHECK(beside.run("4").err.find("compiling") == std::string::npos);
  CHECK(query(beside.folder / "1", states) == query(beside.folder / "4", states));
  CHECK(query(beside.folder / "1", "SELECT id FROM plugin WHERE kind = 'game'") ==
        std::vector<std::string>{"pull"});
}

TEST_CASE("results keep the source and run again without the original") {
  Beside beside;
  REQUIRE(beside.run("r").code == 0);
  fs::remove_all(beside.folder / "games");
  fs::remove_all(beside.cache.plugins());
  const Outcome again = host("run " + (beside.folder / "r/manifest.toml").string() +
                             " --fresh --out " + (beside.folder / "s").string());
  REQUIRE_MESSAGE(again.code == 0, again.err);
  CHECK(query(beside.folder / "r", states) == query(beside.folder / "s", states));
  const Outcome reproduced = host("reproduce " + (beside.folder / "r").string() + " 1");
  CHECK_MESSAGE(reproduced.code == 0, reproduced.err);
}

TEST_CASE(
    "a source that does not compile, is missing or is not a game is an error with its place") {
  Beside beside;
  write_file(beside.folder / "games/pull.cpp",
             std::string(pull) + "\nint f() { return missing; }\n");
  const Outcome wrong = beside.run("r");
  CHECK(wrong.code == 2);
  CHECK(wrong.err.find("m.toml:8:10: pull.cpp does not compile (") != std::string::npos);
  CHECK_MESSAGE(wrong.err.find("pull.cpp:16:18: error: ") != std::string::npos, wrong.err);
  write_file(beside.folder / "games/pull.cpp", "int nothing() { return 1; }\n");
  CHECK(beside.run("r").err.find("m.toml:8:10: ") != std::string::npos);
  for (const auto& [source, words] : std::vector<std::pair<std::string, std::string>>{
           {"games/none.cpp", "there is no file"},
           {"games/pull.txt", "the name of a source file must end in .cpp, .cc or .c"},
           {"../pull.cpp",
            "the source '../pull.cpp' must be beside the manifest or in a folder below it"}}) {
    write_file(beside.folder / "m.toml", playing("source = \"" + source + "\"\n"));
    const Outcome outcome = beside.run("r");
    CHECK(outcome.code == 2);
    CHECK_MESSAGE(outcome.err.find(words) != std::string::npos, outcome.err);
  }
  CHECK_FALSE(fs::exists(beside.folder / "r"));
}

TEST_CASE("a missing compiler, cache or home folder is reported") {
  Beside beside;
  const std::string run =
      "run " + (beside.folder / "m.toml").string() + " --out " + (beside.folder / "r").string();
  const Outcome none = shell("CXX=no-such-compiler " HOST " " + run);
  CHECK(none.code == 2);
  CHECK(none.err.find("there is no C++ compiler for the game: no-such-compiler cannot be run; "
                      "install g++ or set CXX") != std::string::npos);
  const Outcome closed = shell("XDG_CACHE_HOME=/proc/none " HOST " " + run);
  CHECK(closed.code == 2);
  CHECK(
      closed.err.find("cannot write to /proc/none/firstmove/plugins, the folder of compiled games; "
                      "set XDG_CACHE_HOME to another folder") != std::string::npos);
  const Outcome nowhere = shell("env -u HOME -u XDG_CACHE_HOME " HOST " " + run);
  CHECK(nowhere.code == 2);
  CHECK(nowhere.err.find("there is no folder for compiled games; set HOME or XDG_CACHE_HOME") !=
        std::string::npos);
  CHECK_FALSE(fs::exists(beside.folder / "r"));
}

TEST_CASE("a game in C11 needs only the header") {
  const OwnCache cache;
  const TempFolder folder;
  fs::copy_file(SOURCE_TREE "/tests/fixtures/minimal.h", folder / "minimal.h");
  fs::copy_file(SOURCE_TREE "/tests/fixtures/twin-a.c", folder / "twin.c");
  write_file(folder / "m.toml", playing("source = \"twin.c\"\n"));
  // minimal.h names no box to start in
  const Outcome outcome = host("-q run " + (folder / "m.toml").string() + " --out " +
                               (folder / "r").string() + " --set experiment.start.at=[1.0]");
  CHECK_MESSAGE(outcome.code == 0, outcome.err);
}

TEST_CASE("a game in Python is loaded from its file, and results keep it") {
  if (!fs::exists(PLUGINS "/python.so")) return;
  const TempFolder folder;
  write_file(
      folder / "hill.py",
      "import numpy as np\nplayers = [1, 1]\nstart = (-1.0, 1.0)\n"
      "def cost(i, x):\n    return 0.5 * x[i] ** 2 - values[i] * x[i]\n"
      "def gradient(i, x):\n    g = np.zeros(2)\n    g[i] = x[i] - values[i]\n    return g\n");
  write_file(folder / "m.toml",
             playing("source = \"hill.py\"\nparams = { values = [1.0, 2.0] }\n"));
  const auto run = [&](const std::string& manifest, const std::string& to) {
    const Outcome outcome =
        host("-q run " + (folder / manifest).string() + " --fresh --set learner.0.step=1.0 --out " +
             (folder / to).string());
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return numbers(folder / to, states);
  };
  const std::vector<double> ends = run("m.toml", "r");
  CHECK(ends == std::vector<double>{1, 2, 1, 2, 1, 2, 1, 2});
  fs::remove(folder / "hill.py");
  CHECK(run("r/manifest.toml", "s") == ends);
  write_file(folder / "m.toml", playing("source = \"hill.py\"\nparams = { code = \"\" }\n"));
  const Outcome gone =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "t").string());
  CHECK(gone.code == 2);
  CHECK_MESSAGE(gone.err.find("m.toml:8:10: there is no file") != std::string::npos, gone.err);
}

}  // namespace
