// Files that cannot be written completely are noticed, and nothing of them remains.
#include "base/write_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "base/diagnostics.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

std::ptrdiff_t entries(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

TEST_CASE("a file appears when it is complete, and replaces an older one") {
  const TempFolder folder;
  write_file(folder / "f", "old");
  {
    FileWriter writer(folder / "f");
    writer.write("new ");
    writer.write("text");
    CHECK(read_file(folder / "f") == "old");
    writer.close();
  }
  CHECK(read_file(folder / "f") == "new text");
  { FileWriter(folder / "f").write("abandoned"); }
  CHECK(read_file(folder / "f") == "new text");
  fs::create_symlink("f", folder / "link");
  write_whole_file(folder / "link", "through the link");
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_file(folder / "f") == "through the link");
  CHECK(entries(folder.path()) == 2);
}

TEST_CASE("a full device and a folder that does not exist are errors") {
  const TempFolder folder;
  CHECK_THROWS_WITH_AS(write_whole_file("/dev/full", "x"),
                       "/dev/full cannot be written: No space left on device", WriteError);
  const std::string missing = (folder / "no" / "f").string();
  CHECK_THROWS_WITH_AS(write_whole_file(missing, "x"),
                       (missing + " cannot be created: No such file or directory").c_str(),
                       InputError);
}

TEST_CASE("a pipe that nobody reads gives an error and no signal") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  close(ends[0]);
  CHECK(write_all(ends[1], "x") == EPIPE);
  sigset_t pending;
  sigpending(&pending);
  CHECK(sigismember(&pending, SIGPIPE) == 0);
  close(ends[1]);
}

}  // namespace
