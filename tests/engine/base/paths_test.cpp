#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clean_text.hpp"
#include "base/diagnostics.hpp"
#include "base/inside.hpp"
#include "base/whole_folder.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

TEST_CASE("a path that another has named never leads out of its folder") {
  const TempFolder temp;
  const fs::path folder = temp / "results";
  fs::create_directories(folder / "files");
  write_file(folder / "files" / "run0-a", "a");
  write_file(temp / "secret", "s");
  fs::create_symlink(temp / "secret", folder / "files" / "link");
  fs::create_symlink(temp / "not-there", folder / "files" / "dangling");
  fs::create_directory_symlink(temp.path(), folder / "up");
  fs::create_symlink("run0-a", folder / "files" / "within");
  fs::create_symlink("loop", folder / "loop");

  CHECK(inside(folder, "files/run0-a") == fs::canonical(folder / "files" / "run0-a"));
  CHECK(inside(folder, "files/new/run1") == fs::canonical(folder) / "files" / "new" / "run1");
  CHECK(inside(folder, "files/../files/run0-a").has_value());
  CHECK(inside(folder, "files/within") == fs::canonical(folder / "files" / "run0-a"));
  for (const char* outside :
       {"", ".", "..", "../secret", "/etc/hostname", "files/run0-d/../../../PWNED.txt",
        "files/link", "files/dangling", "up/secret", "up/new", "loop", "files/../../results-2/x"})
    CHECK_MESSAGE(!inside(folder, outside), outside);
}

TEST_CASE("text is made valid UTF-8, byte by byte") {
  CHECK(valid_utf8("plain") == "plain");
  CHECK(valid_utf8("h\xc3\xa9 \xe2\x82\xac \xf0\x9d\x84\x9e") ==
        "h\xc3\xa9 \xe2\x82\xac \xf0\x9d\x84\x9e");
  const std::string bad = "\xef\xbf\xbd";
  CHECK(valid_utf8("T\xffXT") == "T" + bad + "XT");
  CHECK(valid_utf8("\xc3") == bad);
  CHECK(valid_utf8("\xc0\xaf") == bad + bad);            // overlong
  CHECK(valid_utf8("\xed\xa0\x80") == bad + bad + bad);  // a surrogate
  CHECK(valid_utf8("\xf4\x90\x80\x80") == bad + bad + bad + bad);
}

TEST_CASE("a new folder is not built on what a killed process left, and removes it") {
  const TempFolder temp;
  const fs::path target = temp / "a";
  const auto left_behind = [&](const std::string& name) {
    fs::create_directory(temp / name);
    write_file(temp / name / "results.sqlite", "left");
    return temp / name;
  };
  const std::string process = std::to_string(getpid());
  const fs::path gone = left_behind(".a.firstmove-" + process + "-0");
  const fs::path of_mine = left_behind(".a.backup"), other = left_behind(".ab.firstmove-1-0");
  const fs::path used = left_behind(".a.firstmove-1-0");
  const int lock = open(used.c_str(), O_RDONLY | O_DIRECTORY);
  REQUIRE(flock(lock, LOCK_EX | LOCK_NB) == 0);
  {
    WholeFolder whole(target);
    CHECK(fs::is_empty(whole.path()));
    CHECK(fs::exists(used));
    CHECK(fs::exists(of_mine));
    CHECK(fs::exists(other));
    write_file(whole.path() / "x", "x");
    // A second one at the same time gets a folder of its own, and leaves the first alone.
    WholeFolder second(target);
    CHECK(second.path() != whole.path());
    CHECK(fs::exists(whole.path() / "x"));
    whole.keep();
  }
  CHECK(read_file(target / "x") == "x");
  CHECK_FALSE(fs::exists(gone));
  close(lock);
}

}  // namespace
