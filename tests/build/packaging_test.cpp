// An installation works without the sources: under a prefix, and from the Debian package. Both are
// made from the existing build; nothing is compiled again.
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

constexpr const char* manifest = R"(
[experiment]
name = "own"
steps = 200
seeds = 2
start = { at = [3.0] }
[game]
plugin = "minimal"
[[learner]]
name = "play"
rule = "gradient-play"
step = 0.1
[[observer]]
plugin = "summary"
)";

// Whether a text contains the path of the sources or of the build.
bool names_trees(const std::string& text) {
  return text.find(SOURCE_TREE) != std::string::npos || text.find(BUILD_TREE) != std::string::npos;
}

// Runs an experiment and builds a plugin in C with one command, using only files under a prefix.
void try_out(const TempFolder& folder, const fs::path& prefix, const std::string& libraries) {
  CAPTURE(prefix);
  const fs::path work = folder / "work";
  fs::create_directories(work);
  write_file(work / "minimal.c",
             "#define ID \"minimal\"\n" + read_file(SOURCE_TREE "/tests/fixtures/minimal.h"));
  write_file(work / "m.toml", manifest);
  const std::string in = "cd " + work.string() +
                         " && export FIRSTMOVE_PLUGIN_PATH= PKG_CONFIG_PATH=" +
                         (prefix / libraries / "pkgconfig").string() + " && ";
  const Outcome built = shell(
      in + "gcc -std=c11 -O1 minimal.c $(pkg-config --cflags --libs firstmove) -o minimal.so");
  REQUIRE_MESSAGE(built.code == 0, built.err);
  CHECK(shell("nm -D --defined-only " + (work / "minimal.so").string() + " | cut -d' ' -f3").out ==
        "firstmove_library\n");
  const std::string program = (prefix / "bin/firstmove").string();
  const Outcome run = shell(in + program + " run m.toml --out r");
  REQUIRE_MESSAGE(run.code == 0, run.err);
  for (const double x : numbers(work / "r", "SELECT value FROM final_state"))
    CHECK(std::abs(x - 1) < 1e-6);
  CHECK(query(work / "r", "SELECT count(*) FROM plugin WHERE file LIKE '" + prefix.string() +
                              "/%' AND flags != '' AND compiler != ''") ==
        std::vector<std::string>{"2"});
  CHECK(query(work / "r", "SELECT git_commit || char(10) FROM experiment") ==
        std::vector<std::string>{read_file(BUILD_TREE "/lib/firstmove/commit")});
  const Outcome verified = shell(in + program + " plugins --verify");
  CHECK_MESSAGE(verified.code == 0, verified.out);
  CHECK(verified.out.find("unlisted") == std::string::npos);
  CHECK(!names_trees(shell(in + program + " plugins --json").out));

  // No installed file refers to the sources or the build.
  for (const auto& entry : fs::recursive_directory_iterator(prefix))
    if (entry.is_regular_file()) CHECK_MESSAGE(!names_trees(read_file(entry.path())), entry.path());
  CHECK(shell("readelf -d " + program + " | grep -E 'RPATH|RUNPATH'").out == "");
}

TEST_CASE("an installation by cmake under a prefix needs neither the sources nor the build") {
  const TempFolder folder;
  const fs::path prefix = folder / "prefix";
  const Outcome installed = shell("cmake --install " BUILD_TREE " --prefix " + prefix.string());
  REQUIRE_MESSAGE(installed.code == 0, installed.err);
  std::string libraries =
      shell("cd " + prefix.string() + " && dirname $(find . -name pkgconfig)").out;
  libraries.pop_back();
  try_out(folder, prefix, libraries);

  // The C++ SDK, through CMake.
  const fs::path work = folder / "cmake";
  fs::create_directories(work);
  fs::copy_file(SOURCE_TREE "/games/quadratic/quadratic.cpp", work / "quadratic.cpp");
  write_file(work / "CMakeLists.txt", R"(
cmake_minimum_required(VERSION 3.25)
project(own CXX)
find_package(firstmove REQUIRED)
firstmove_add_plugin(quadratic quadratic.cpp)
)");
  const Outcome built = shell("cd " + work.string() +
                              " && cmake -S . -B b -G Ninja "
                              "-DCMAKE_BUILD_TYPE=Debug -DCMAKE_PREFIX_PATH=" +
                              prefix.string() + " && cmake --build b");
  REQUIRE_MESSAGE(built.code == 0, built.out << built.err);
  const Outcome flags = shell("readelf -p .firstmove.flags " + (work / "b/quadratic.so").string());
  CHECK_MESSAGE(flags.out.find("-g -ffp-contract=off (") != std::string::npos, flags.out);
}

TEST_CASE("the Debian package is complete and declares its dependencies") {
  const TempFolder folder;
  const Outcome packed = shell("cd " BUILD_TREE " && cpack -B " + (folder / "packed").string());
  REQUIRE_MESSAGE(packed.code == 0, packed.out << packed.err);
  const Outcome found = shell("ls " + (folder / "packed").string() + "/firstmove_*.deb");
  REQUIRE(found.code == 0);
  const std::string package = found.out.substr(0, found.out.find('\n'));
  const auto field = [&package](const std::string& name) {
    std::string value = shell("dpkg-deb -f " + package + " " + name).out;
    if (!value.empty()) value.pop_back();
    return value;
  };
  CHECK(field("Package") == "firstmove");
  CHECK(field("Section") == "science");
  CHECK(field("Maintainer").starts_with("The firstmove authors <"));
  CHECK(field("Recommends") == "g++");
  for (const char* library : {"libc6 (>= ", "libstdc++6 (>= ", "libsqlite3-0 (>= ", "libssl3"})
    CHECK_MESSAGE(field("Depends").find(library) != std::string::npos, field("Depends"));
  CHECK(field("Description").find("Learning dynamics") == 0);
  // A build for the processor of this machine is marked as native.
  const bool native =
      shell("grep -q FIRSTMOVE_NATIVE:BOOL=ON " BUILD_TREE "/CMakeCache.txt").code == 0;
  CHECK(field("Version").ends_with("+native") == native);

  REQUIRE(shell("dpkg-deb -x " + package + " " + (folder / "root").string()).code == 0);
  CHECK(read_file(folder / "root/usr/share/doc/firstmove/copyright").starts_with("MIT License"));
  try_out(folder, folder / "root/usr", "lib");
}

}  // namespace
