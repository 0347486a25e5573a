// `firstmove new`: the new plugin builds outside this tree, against an installed firstmove, and
// passes its own test, in every language.
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

// An installed firstmove, and a folder to work in.
struct Workplace {
  Workplace() {
    const Outcome installed =
        shell("cmake --install " BUILD_TREE " --prefix " + (folder / "prefix").string());
    REQUIRE_MESSAGE(installed.code == 0, installed.err);
  }
  // The path to the test plugins is not set: the installed files must suffice.
  Outcome make(const std::string& arguments) const {
    return shell("cd " + folder.path().string() + " && prefix/bin/firstmove new " + arguments);
  }
  TempFolder folder;
};

void passes_its_test(const std::string& kind) {
  const Workplace work;
  for (const std::string language : {"c++", "c", "rust"}) {
    CAPTURE(language);
    const std::string name = "my-" + kind;
    const Outcome made =
        work.make(kind + " " + name + " --lang " + language + " --into " + language);
    REQUIRE_MESSAGE(made.code == 0, made.err);
    const fs::path folder = work.folder / language / name;
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string text = read_file(entry.path());
      CHECK_MESSAGE(text.find("ew-plugin") == std::string::npos, entry.path());
      CHECK_MESSAGE(text.find("ewPlugin") == std::string::npos, entry.path());
    }
    // All warnings, and little optimization for a fast build.
    const std::string flags = "_FLAGS='-O1 -Wall -Wextra -Wpedantic -Wshadow -Werror' ";
    const Outcome tested =
        shell("cd " + folder.string() + " && cmake -S . -B build -G Ninja -DCMAKE_PREFIX_PATH=" +
              (work.folder / "prefix").string() + " -DCMAKE_BUILD_TYPE=None " +
              (language == "c++" ? "-DCMAKE_CXX" + flags : "-DCMAKE_C" + flags) +
              " 2>&1 && ctest --test-dir build --output-on-failure 2>&1");
    CHECK_MESSAGE(tested.code == 0, tested.out);
    CHECK(tested.out.find("outcome .") != std::string::npos);
    CHECK(tested.out.find("check .") != std::string::npos);
    // The test detects more than a plugin that does not load.
    const std::string plugin = (folder / "build").string();
    const std::string program = (work.folder / "prefix/bin/firstmove").string();
    CHECK(shell("sh " + (folder / "test.sh").string() + " " + program + " " + plugin).code == 0);
    const char* const number = kind == "game" ? "s = 0.5" : kind == "learner" ? "= 0.1" : "= 0.5";
    std::string manifest = read_file(folder / (name + ".toml"));
    const std::size_t at = manifest.find(number);
    REQUIRE(at != std::string::npos);
    manifest.replace(manifest.find('0', at), 3, "0.4");
    write_file(folder / (name + ".toml"), manifest);
    CHECK(shell("sh " + (folder / "test.sh").string() + " " + program + " " + plugin).code != 0);
  }
}

TEST_CASE("a new game passes its own test in C++, C and Rust") { passes_its_test("game"); }
TEST_CASE("a new learner passes its own test in C++, C and Rust") { passes_its_test("learner"); }
TEST_CASE("a new observer passes its own test in C++, C and Rust") { passes_its_test("observer"); }

TEST_CASE("the commands that firstmove new prints build, test and run the plugin") {
  const Workplace work;
  const Outcome made = work.make("game tug --lang c");
  REQUIRE_MESSAGE(made.code == 0, made.err);
  std::istringstream lines(made.out);
  std::string commands;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("  ")) commands += line + " >&2 || exit 1\n";
  CHECK(std::count(commands.begin(), commands.end(), '\n') == 3);
  const Outcome typed = shell("cd " + work.folder.path().string() + "\n" + commands);
  CHECK_MESSAGE(typed.code == 0, commands << typed.err);
  CHECK(fs::exists(work.folder / "results/tug/results.sqlite"));
  // From a build tree it first prints how to install.
  const Outcome uninstalled =
      shell("cd " + work.folder.path().string() + " && " HOST " new game rope");
  CHECK(uninstalled.out.find("cmake --install " BUILD_TREE) != std::string::npos);
}

TEST_CASE("invalid names are refused with a valid one, and nothing is written") {
  const TempFolder folder;
  const auto said = [&](const std::string& arguments) {
    const Outcome made = shell("cd " + folder.path().string() + " && " HOST " new " + arguments);
    CHECK(made.code == 2);
    CHECK(fs::is_empty(folder.path()));
    return made.err;
  };
  const auto has = [](const std::string& text, const char* part) {
    CHECK_MESSAGE(text.find(part) != std::string::npos, text);
  };
  has(said("game MyGame"), "did you mean 'my-game'?");
  has(said("game 'my game'"), "did you mean 'my-game'?");
  has(said("game my_game"), "did you mean 'my-game'?");
  has(said("learner 2nd-order"), "did you mean 'nd-order'?");
  has(said("game ../up"), "did you mean 'up'?");
  has(said("game a"), "it must be two or more of a-z, 0-9 and single '-' between them");
  has(said("game ''"), "it must be two or more");
  has(said("game test"), "'test' is a name that CMake or a compiler reserves");
  has(said("rule lola"), "game");
  has(said("game tug --lang cobol"), "cobol");
}

TEST_CASE("an existing folder is left unchanged, and an existing plugin of that name is reported") {
  const TempFolder folder;
  const std::string in = "cd " + folder.path().string() + " && " HOST " new ";
  fs::create_directory(folder / "tug");  // even if it is empty
  Outcome made = shell(in + "game tug");
  CHECK(made.code == 2);
  CHECK(made.err.find("tug exists already; choose another name") != std::string::npos);
  CHECK(fs::is_empty(folder / "tug"));

  made = shell(in + "learner lola --lang rust");
  CHECK(made.code == 0);
  CHECK(made.err.find("a plugin 'lola' exists already: " PLUGINS "/lola.so") != std::string::npos);
  CHECK(shell(in + "learner lola").code == 2);
  CHECK(fs::exists(folder / "lola/lola.rs"));
  CHECK_FALSE(fs::exists(folder / "lola/lola.cpp"));

  made = shell(in + "observer two-words --lang c++ --into a/b");
  CHECK(made.code == 0);
  CHECK(read_file(folder / "a/b/two-words/two-words.cpp").find("struct TwoWords {") !=
        std::string::npos);
  for (const auto& entry : fs::directory_iterator(folder.path()))
    CHECK(entry.path().filename().string().front() != '.');  // no temporary folder is left
}

}  // namespace
