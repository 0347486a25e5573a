// The provenance that results record.
#include "provenance/built_with.hpp"
#include "provenance/git.hpp"
#include "provenance/processor.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using test::Outcome;

constexpr const char* manifest = R"(
[experiment]
name = "small"
steps = 20
seeds = 3
start = { at = [1.0, 0.5] }
warnings = false
[game]
plugin = "torus"
[[learner]]
name = "play"
rule = "gradient-play"
step = 0.1
)";

// An installation with the same program and plugins but another commit.
fs::path tree_of(const TempFolder& folder, const std::string& commit) {
  const fs::path tree = folder / ("tree-" + commit.substr(0, 4));
  fs::create_directories(tree / "bin");
  fs::create_directories(tree / "lib/firstmove");
  fs::create_hard_link(HOST, tree / "bin/firstmove");
  fs::create_directory_symlink(PLUGINS, tree / "lib/firstmove/plugins");
  write_file(tree / "lib/firstmove/commit", commit + "\n");
  return tree / "bin/firstmove";
}

Outcome run(const fs::path& program, const fs::path& file, const fs::path& out,
            const std::string& more = "") {
  return shell("FIRSTMOVE_PLUGIN_PATH= " + program.string() + " --quiet run " + file.string() +
               " --out " + out.string() + " " + more);
}

std::string one(const fs::path& folder, const std::string& sql) {
  const auto rows = query(folder, sql);
  REQUIRE(rows.size() == 1);
  return rows[0];
}

TEST_CASE(
    "results name the program, its compiler and flags, the processor, and those of the plugins") {
  const TempFolder folder;
  write_file(folder / "m.toml", manifest);
  REQUIRE(run(HOST, folder / "m.toml", folder / "r").code == 0);
  const auto recorded = [&folder](const std::string& column) {
    return one(folder / "r", "SELECT " + column + " FROM experiment");
  };
  CHECK(recorded("program") + "  " HOST "\n" == shell("sha256sum " HOST).out);
  CHECK(recorded("git_commit") + "\n" == read_file(BUILD_TREE "/lib/firstmove/commit"));
  const std::string compiler = recorded("compiler"), flags = recorded("flags");
  CHECK_MESSAGE(
      (compiler.starts_with("GCC: ") || compiler.find("clang version ") != std::string::npos),
      compiler);
  CHECK_MESSAGE(flags.find("-ffp-contract=off") != std::string::npos, flags);
  CHECK(flags.find('/') == std::string::npos);
  CHECK(recorded("manifest_commit") == "");
  const std::string model = recorded("processor"), sets = recorded("instructions");
  CHECK(!model.empty());
  CHECK(read_file("/proc/cpuinfo").find(model) != std::string::npos);
#ifdef __x86_64__
  CHECK(sets.find("sse2") != std::string::npos);
#endif
  for (const char* id : {"torus", "gradient-play"}) {
    const std::string of = std::string(" FROM plugin WHERE id = '") + id + "'";
    CHECK(one(folder / "r", "SELECT compiler" + of) == compiler);
    CHECK(one(folder / "r", "SELECT flags" + of).find("-ffp-contract=off") != std::string::npos);
  }
  CHECK(one(folder / "r",
            "SELECT value || ' ' || origin FROM setting WHERE key = "
            "'experiment.steps'") == "20 " + (folder / "m.toml").string() + ":4:9");
}

TEST_CASE("build information of foreign libraries and of files that are not libraries is empty") {
  const TempFolder folder;
  write_file(folder / "m.c", "int f(void) { return 1; }\n");
  REQUIRE(
      shell("gcc -shared -fPIC -o " + (folder / "m.so").string() + " " + (folder / "m.c").string())
          .code == 0);
  CHECK(built_with(folder / "m.so").compiler.starts_with("GCC: "));
  CHECK(built_with(folder / "m.so").flags == "");
  REQUIRE(shell("cd " + folder.path().string() +
                " && gcc -O1 -shared -fPIC -DFIRSTMOVE_FLAGS='\"-O1\"' -I" SOURCE_TREE
                "/framework/sdk -include firstmove/flags.h -o told.so m.c && strip told.so")
              .code == 0);
  CHECK(built_with(folder / "told.so").flags.starts_with("-O1 ("));
  // However a file is cut off, reading it does not crash.
  const std::string whole = read_file(folder / "m.so");
  for (const std::size_t length : {std::size_t(0), std::size_t(3), std::size_t(63), std::size_t(64),
                                   whole.size() / 2, whole.size() - 1}) {
    write_file(folder / "cut.so", whole.substr(0, length));
    CHECK(built_with(folder / "cut.so").compiler == "");
  }
  std::string lies = whole;
  std::fill(lies.begin() + 40, lies.begin() + 64, '\xff');  // the section header fields
  write_file(folder / "lies.so", lies);
  CHECK(built_with(folder / "lies.so").compiler == "");
  CHECK(built_with(folder / "nothing.so").compiler == "");
}

TEST_CASE(
    "the commit of a manifest's repository is recorded, as dirty if a tracked file has changed") {
  const TempFolder folder;
  const fs::path file = folder / "sub/m.toml";
  fs::create_directories(file.parent_path());
  write_file(file, manifest);
  write_file(folder / "other", "1\n");
  CHECK(git_commit_around(file) == "");
  const auto git = [&folder](const std::string& words) {
    const Outcome done = shell("cd " + folder.path().string() +
                               " && git -c user.name=t -c user.email=t@t.invalid " + words);
    REQUIRE_MESSAGE(done.code == 0, done.err);
    return done.out;
  };
  git("init -q .");
  CHECK(git_commit_around(file) == "");  // no commit yet
  git("add other");
  git("commit -qm one");
  std::string commit = git("rev-parse HEAD");
  commit.pop_back();
  CHECK(git_commit_around(file) == commit + " dirty");  // the manifest is not tracked
  git("add sub");
  git("commit -qm two");
  commit = git("rev-parse HEAD");
  commit.pop_back();
  CHECK(git_commit_around(file) == commit);
  write_file(folder / "results", "git does not keep this\n");
  CHECK(git_commit_around(file) == commit);
  REQUIRE(run(HOST, file, folder / "r").code == 0);
  CHECK(one(folder / "r", "SELECT manifest_commit FROM experiment") == commit);
  write_file(folder / "other", "2\n");
  CHECK(git_commit_around(file) == commit + " dirty");
  // A repository named by the environment is ignored.
  CHECK(shell("GIT_DIR=/nowhere " HOST " --quiet run " + file.string() + " --out " +
              (folder / "r2").string())
            .code == 0);
  CHECK(one(folder / "r2", "SELECT manifest_commit FROM experiment") == commit + " dirty");
}

TEST_CASE("another commit of the same program does not change the identity of runs") {
  const TempFolder folder;
  write_file(folder / "m.toml", manifest);
  const fs::path first = tree_of(folder, "1111111111"),
                 second = tree_of(folder, "2222222222 dirty");
  REQUIRE(run(first, folder / "m.toml", folder / "a").code == 0);
  REQUIRE(run(second, folder / "m.toml", folder / "b", "--fresh").code == 0);
  CHECK(one(folder / "a", "SELECT git_commit FROM experiment") == "1111111111");
  CHECK(one(folder / "b", "SELECT git_commit FROM experiment") == "2222222222 dirty");
  CHECK(query(folder / "a", "SELECT key FROM run ORDER BY id") ==
        query(folder / "b", "SELECT key FROM run ORDER BY id"));

  // A continuation by another commit is recorded once, and only if it made runs.
  REQUIRE(run(second, folder / "m.toml", folder / "a").code == 0);
  CHECK(query(folder / "a", "SELECT git_commit FROM continued").empty());
  for (const fs::path& program : {first, second, second}) {
    query(folder / "a",
          "DELETE FROM run WHERE id = 2; DELETE FROM final_state WHERE run = 2; "
          "DELETE FROM final_cost WHERE run = 2; DELETE FROM start_cost WHERE run = 2");
    REQUIRE(run(program, folder / "m.toml", folder / "a", "--fresh").code == 0);
  }
  CHECK(one(folder / "a", "SELECT git_commit FROM continued") == "2222222222 dirty");
}

TEST_CASE("a build records the commit of its sources, or unknown if they have none") {
  const TempFolder folder;
  const fs::path source = folder / "source", file = folder / "commit";
  fs::create_directories(source / "inner");
  write_file(source / "a", "1\n");
  const auto look = [&](const fs::path& at, const std::string& before = "") {
    const Outcome done =
        shell(before + " cmake -DSOURCE=" + at.string() + " -DFILE=" + file.string() +
              " -P " SOURCE_TREE "/cmake/SourceCommit.cmake");
    REQUIRE_MESSAGE(done.code == 0, done.err);
    return read_file(file);
  };
  CHECK(look(source) == "unknown\n");
  const std::string made =
      shell("cd " + source.string() +
            " && git init -q . && git add . && git -c user.name=t -c user.email=t@t.invalid "
            "commit -qm one && git rev-parse HEAD")
          .out;
  REQUIRE(made.size() == 41);
  CHECK(look(source) == made);
  const auto then = fs::last_write_time(file);
  CHECK(look(source) == made);
  CHECK(fs::last_write_time(file) == then);
  write_file(source / "b", "new\n");
  CHECK(look(source) == made.substr(0, 40) + " dirty\n");
  CHECK(look(source / "inner") == "unknown\n");  // a copy inside another repository
}

}  // namespace
