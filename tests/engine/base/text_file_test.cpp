// Texts that users give: only regular files of a bounded size, and TOML of a bounded depth.
#include "base/text_file.hpp"

#include <sys/stat.h>

#include "base/diagnostics.hpp"
#include "base/sha256.hpp"
#include "base/toml_text.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove::test;
using namespace firstmove::engine;

std::string refusal(const fs::path& file, std::size_t most = most_text) {
  try {
    read_text(file, most);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("only regular files are read, and nothing waits for a pipe") {
  const TempFolder folder;
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  const auto ends = [](const std::string& text, const std::string& end) {
    CHECK_MESSAGE(text.ends_with(end), text);
  };
  ends(refusal(folder / "pipe"), "pipe is a pipe, not a file");
  ends(refusal(folder.path()), " is a folder, not a file");
  ends(refusal("/dev/zero"), "/dev/zero is a device, not a file");
  CHECK(refusal("/no/such").starts_with("there is no file /no/such"));
  ends(refusal(folder / std::string(300, 'a')), "File name too long");
  CHECK_THROWS_WITH_AS(sha256_of_file(folder / "pipe"), doctest::Contains("is a pipe"),
                       std::runtime_error);
}

TEST_CASE("a text has a largest size") {
  const TempFolder folder;
  write_file(folder / "text", std::string(std::size_t{2} << 20, 'x'));
  CHECK(read_text(folder / "text").size() == std::size_t{2} << 20);
  CHECK(refusal(folder / "text", std::size_t{1} << 20).ends_with("the most that is read"));
  CHECK_FALSE(read_text("/proc/self/status").empty());  // a file without a size
}

// ---- TOML --------------------------------------------------------------------------------------

std::string repeated(const std::string& text, int times, const std::string& between = "") {
  std::string all;
  for (int i = 0; i < times; ++i) all += (i == 0 ? "" : between) + text;
  return all;
}

std::string place_of_fault(const std::string& text) {
  try {
    parse_toml(text, "m.toml");
  } catch (const toml::parse_error& error) {
    const toml::source_region& at = error.source();
    return *at.path + ":" + std::to_string(at.begin.line) + ":" + std::to_string(at.begin.column) +
           ": " + std::string(error.description());
  }
  return "";
}

TEST_CASE("keys and lists nested too deep are refused before they are parsed") {
  const std::string said = "keys and lists are nested more than 64 levels deep here";
  const std::string many = repeated("a", 100'000, ".");
  CHECK(place_of_fault("\n[" + many + "]\n") == "m.toml:2:131: " + said);
  CHECK(place_of_fault(many + " = 1") == "m.toml:1:130: " + said);
  for (const std::string& text :
       {"[[" + many + "]]", "x = { " + many + " = 1 }",
        "x = " + repeated("{ a = ", 100'000) + "1" + repeated(" }", 100'000),
        "x = " + repeated("[", 100'000) + repeated("]", 100'000),
        "x = " + repeated("{ a.b.c.d = ", 20) + "1" + repeated(" }", 20)})
    CHECK(place_of_fault(text).ends_with(said));
  CHECK(place_of_fault(repeated("a", 60, ".") + " = 1") == "");
}

TEST_CASE("dots in strings, numbers and comments are no levels") {
  const std::string dots(200, '.');
  CHECK(place_of_fault("a = \"" + dots + "\"\nb = '''" + dots + "\n" + dots + "'''\n# " + dots +
                       "\nc = [" + repeated("1.5", 200, ", ") + "]\nd = [\n" +
                       repeated("[1.5, 2.5]", 200, ",\n") + "\n]\n" +
                       repeated("[[e]]\nf.g = 1.5\nh = { i = \"\\\"[[\" }\n", 200)) == "");
}

}  // namespace
