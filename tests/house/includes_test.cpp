// The order of the folders holds, and the check of it finds what breaks it (includes.py).
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

Outcome check(const std::string& tree) {
  return shell("/usr/bin/python3 " SOURCE_TREE "/tests/house/includes.py " + tree);
}

// A copy of the sources in which something can be planted.
struct Copy {
  Copy() {
    const std::string made = "cd " SOURCE_TREE " && cp -r framework games learners plugins ";
    REQUIRE(shell(made + folder.path().string()).code == 0);
  }
  void add(const std::string& file, const std::string& text) {
    const fs::path to = folder / file;
    write_file(to, (fs::exists(to) ? read_file(to) : "") + text);
  }
  // The violations that are found; the check must fail.
  std::string violations() const {
    const Outcome found = check(folder.path().string());
    CHECK(found.code == 1);
    return found.out;
  }
  TempFolder folder;
};

TEST_CASE("every include keeps to the order of the folders") {
  const Outcome found = check(SOURCE_TREE);
  CHECK_MESSAGE(found.code == 0, found.out << found.err);
}

TEST_CASE("an include of a later folder is found") {
  Copy tree;
  tree.add("framework/engine/base/sha256.cpp", "#include \"report/svg.hpp\"\n");
  CHECK(tree.violations() ==
        "framework/engine/base/sha256.cpp: includes \"report/svg.hpp\", and base comes before "
        "report\n");
}

TEST_CASE("an include of an earlier folder that is not used is found") {
  Copy tree;
  tree.add("framework/engine/proof/krawczyk.cpp", "#include \"statistics/holm.hpp\"\n");
  CHECK(tree.violations() ==
        "framework/engine/proof/krawczyk.cpp: includes \"statistics/holm.hpp\", and proof does not "
        "say that it uses statistics\n");
}

TEST_CASE("a folder that is not listed is found") {
  Copy tree;
  fs::create_directory(tree.folder / "framework/engine/attic");
  CHECK(tree.violations() == "framework/engine/attic: is not in the list of folders\n");
}

TEST_CASE("a folder that says it uses a later one is found, also by CMake") {
  Copy tree;
  const std::string file = "framework/engine/statistics/CMakeLists.txt";
  std::string text = read_file(tree.folder / file);
  text.insert(text.find("firstmove_engine_folder(statistics") + 34, "\n  USES report");
  write_file(tree.folder / file, text);
  CHECK(tree.violations() ==
        "framework/engine/statistics: uses report, which is no folder before it\n");
  const Outcome configured = shell("cd " + tree.folder.path().string() +
                                   " && cp -r " SOURCE_TREE "/CMakeLists.txt " SOURCE_TREE
                                   "/cmake . && cmake -S . -B b "
                                   "-DFIRSTMOVE_TESTS=OFF -DFIRSTMOVE_BENCH=OFF");
  CHECK(configured.code != 0);
  CHECK(configured.err.find("engine/statistics uses 'report', which is no folder before it") !=
        std::string::npos);
}

TEST_CASE("plugins that reach past the public headers are found") {
  Copy tree;
  tree.add("games/torus/torus.cpp", "#include \"game/oracle.hpp\"\n");
  tree.add("learners/lola/lola.cpp", "#include <firstmove/internal/jet.hpp>\n");
  CHECK(tree.violations() ==
        "games/torus/torus.cpp: includes \"game/oracle.hpp\" of the engine\n"
        "learners/lola/lola.cpp: includes <firstmove/internal/jet.hpp>, which is internal to the "
        "SDK\n");
}

}  // namespace
