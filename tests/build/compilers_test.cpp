// Other builds that must succeed: by clang, and for an older processor. All sources have one
// format.
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

TEST_CASE("clang builds everything for x86-64-v2 without a warning, and its plugins run here") {
  const TempFolder folder;
  const std::string build = (folder / "build").string();
  const Outcome built = shell(
      "cmake -S " SOURCE_TREE " -B " + build +
      " -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DFIRSTMOVE_NATIVE=OFF "
      "-DFIRSTMOVE_TESTS=OFF -DFIRSTMOVE_BENCH=OFF -DCMAKE_BUILD_TYPE=Debug "
      "-DCMAKE_CXX_FLAGS_DEBUG='-O0 -DNDEBUG' && cmake --build " +  // for a fast build
      build);
  REQUIRE_MESSAGE(built.code == 0,
                  built.out.substr(built.out.size() - std::min<std::size_t>(built.out.size(), 4000))
                      << built.err);
  const std::string torus =
      " run " SOURCE_TREE "/experiments/torus.toml --set experiment.seeds=5 --out ";
  // First clang's plugins in the host of the other compiler, then clang's host and plugins.
  CHECK(shell(HOST + torus + (folder / "mixed").string() + " --plugin-path " + build +
              "/lib/firstmove/plugins")
            .code == 0);
  CHECK(query(folder / "mixed", "SELECT count(*) FROM plugin WHERE file LIKE '" + build + "%'") ==
        std::vector<std::string>{"7"});
  CHECK(shell(build + "/bin/firstmove" + torus + (folder / "clang").string()).code == 0);
  // Rounding differs between instruction sets; equilibria do not.
  const auto here = numbers(folder / "mixed", "SELECT value FROM final_state ORDER BY run, player");
  const auto there =
      numbers(folder / "clang", "SELECT value FROM final_state ORDER BY run, player");
  REQUIRE(here.size() == 20);
  REQUIRE(there.size() == 20);
  for (std::size_t i = 0; i < here.size(); ++i) CHECK(std::abs(here[i] - there[i]) < 0.05);
}

TEST_CASE("all sources are formatted as .clang-format says") {
  const Outcome formatted =
      shell("cd " SOURCE_TREE
            " && find framework games learners plugins tests bench -name '*.[ch]' -o "
            "-name '*.[ch]pp' | xargs clang-format --dry-run -Werror");
  CHECK_MESSAGE(formatted.code == 0, formatted.err);
}

TEST_CASE("the schema names the plugins of every kind") {
  const std::string schema = host("schema").out;
  for (const char* part :
       {"\"$schema\"", "\"torus\"", "\"lola\"", "\"trajectory\"", "\"update_norm\""})
    CHECK(schema.find(part) != std::string::npos);
}

}  // namespace
