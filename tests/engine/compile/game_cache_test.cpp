// The cache of compiled games: nobody else can put libraries there, and damage is repaired.
#include "compile/game_cache.hpp"

#include <sys/stat.h>

#include <thread>

#include "base/diagnostics.hpp"
#include "compile/compiler.hpp"
#include "support/formula_support.hpp"

namespace {

using namespace firstmove::test;

const std::string plain =
    "extern \"C\" __attribute__((visibility(\"default\"))) int firstmove_library() { return 1; }\n";

// The library of a source file that is the same for all tests.
fs::path compiled() {
  static const TempFolder folder;
  const fs::path source = folder / "plain.cpp";
  if (!fs::exists(source)) write_file(source, plain);
  return compile_file(source).library;
}

std::string refusal() {
  try {
    compiled();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a library that is missing, empty, truncated or changed is compiled again") {
  const OwnCache cache;
  const fs::path library = compiled();
  const std::string whole = read_file(library);
  REQUIRE_FALSE(whole.empty());
  const auto repairs = [&](const char* damage) {
    CAPTURE(damage);
    CHECK(compiled() == library);
    CHECK(read_file(library) == whole);
  };
  write_file(library, "");
  repairs("empty");
  fs::resize_file(library, whole.size() / 2);
  repairs("truncated");
  write_file(library, whole + "x");
  repairs("longer");
  fs::remove_all(library.parent_path());
  repairs("gone");
  const fs::path made = library.parent_path().parent_path() / "made";
  for (const char* note : {"", "../../..", "0123"}) {
    write_file(made, note);
    repairs(note);
  }
  fs::remove(made);
  repairs("no note");
  const auto written = fs::last_write_time(library);
  CHECK(compiled() == library);
  CHECK(fs::last_write_time(library) == written);  // nothing was compiled
}

TEST_CASE("a cache that others can change is refused") {
  const OwnCache cache;
  const fs::path library = compiled(), root = cache.plugins().parent_path().parent_path();
  for (const fs::path& path : {root, root / "firstmove", cache.plugins(),
                               library.parent_path().parent_path(), library.parent_path(), library})
    for (const mode_t mode : {0702u, 01777u}) {
      REQUIRE(chmod(path.c_str(), mode) == 0);
      const std::string said = refusal();
      CHECK_MESSAGE(said.starts_with(path.string() + " can be written by other users (mode "),
                    said);
      CHECK_MESSAGE(said.find("set XDG_CACHE_HOME to a folder of your own") != std::string::npos,
                    said);
      REQUIRE(chmod(path.c_str(), 0700) == 0);
    }
  CHECK(compiled() == library);
  if (geteuid() != 0) return;
  REQUIRE(chown(cache.plugins().c_str(), 12345, 12345) == 0);
  CHECK(refusal().starts_with(cache.plugins().string() + " belongs to another user (uid 12345)"));
  REQUIRE(chown(cache.plugins().c_str(), 0, 0) == 0);
}

TEST_CASE("the folders and files of the cache are this user's alone, whatever the umask says") {
  const OwnCache cache;
  setenv("XDG_CACHE_HOME", (cache.plugins() / "new/one").c_str(), 1);
  const mode_t before = umask(0);
  const fs::path library = compiled();
  umask(before);
  for (const auto& entry : fs::recursive_directory_iterator(cache.plugins()))
    CHECK((entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
          fs::perms::none);
  CHECK(compiled() == library);
}

TEST_CASE("a run says in which line a game needs a cache that cannot be trusted, and ends with 2") {
  const OwnCache cache;
  const TempFolder folder;
  REQUIRE(chmod(cache.plugins().parent_path().parent_path().c_str(), 01777) == 0);
  write_file(folder / "plain.cpp", plain);
  write_file(folder / "m.toml", playing("source = \"plain.cpp\"\n"));
  const Outcome outcome =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
  CHECK(outcome.code == 2);
  CHECK_MESSAGE(outcome.err.find("m.toml:8:10: ") != std::string::npos, outcome.err);
  CHECK(outcome.err.find("can be written by other users (mode 1777)") != std::string::npos);
  CHECK_FALSE(fs::exists(folder / "r"));
  CHECK(cache.libraries() == 0);
}

TEST_CASE("games that are compiled at the same time do not disturb each other") {
  const OwnCache cache;
  std::vector<std::string> contents(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& content : contents)
      threads.emplace_back([&content] { content = read_file(compiled()); });
  }
  for (const std::string& content : contents) CHECK(content == read_file(compiled()));
  CHECK(cache.libraries() == 1);
}

TEST_CASE("paths may hold commas, spaces, quotes, equals signs and newlines") {
  const OwnCache cache;
  const TempFolder folder;
  const std::string odd = "a, b'c=\"d: #$x\n@(e)";
  const fs::path games = folder / odd, inner = games / "in, ner", source = games / "-g, h$.cpp";
  fs::create_directories(inner);
  setenv("XDG_CACHE_HOME", (games / "cache, one").c_str(), 1);
  write_file(source, "#include \"in, ner/b #c\\d$.hpp\"\n" + plain);
  write_file(inner / "b #c\\d$.hpp", "#define A 1\n");
  const Compiled made = compile_file(source);
  CHECK(fs::exists(made.library));
  CHECK(made.sources == std::vector<fs::path>{source, inner / "b #c\\d$.hpp"});
  CHECK(compile_file(source).library == made.library);
  write_file(inner / "b #c\\d$.hpp", "#define A 2\n");
  CHECK(compile_file(source).library != made.library);
  CHECK_FALSE(compiled().empty());
}

}  // namespace
