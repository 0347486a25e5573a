// Text of plugins, manifests and file names may hold anything: results, JSON, reports and terminals
// get valid UTF-8 of bounded length without control characters.
#include <sstream>

#include "base/clean_text.hpp"
#include "support/check_support.hpp"

namespace {

using namespace firstmove::test;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string begin = "bad \\x1b[2J\uFFFD\uFFFD\uFFFD\uFFFD text xxx";

std::string manifest(const std::string& game, const std::string& learner,
                     const std::string& more = "") {
  return "[experiment]\nname = \"strange\"\nsteps = 5\nseeds = 2\n"
         "start = { uniform = [-1.0, 1.0] }\nwarnings = false\n[game]\nplugin = \"" +
         game + "\"\n[[learner]]\nname = \"" + learner +
         "\"\nrule = \"gradient-play\"\nstep = 0.1\n" + more;
}

TEST_CASE("a message of ten megabytes with invalid bytes reaches the results cleaned and cut") {
  const TempFolder data;
  write_file(data / "m.toml", manifest("strange-texts", "play"));
  const fs::path results = data / "r";
  const Outcome ran = host_knowing(
      data, "run " + (data / "m.toml").string() + " --json-lines --out " + results.string());
  CHECK(ran.code == 1);
  CHECK(fault_of_text(ran.err) == "");
  std::istringstream lines(ran.out);
  std::size_t runs = 0, ends = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto event = nlohmann::json::parse(line, nullptr, false);
    REQUIRE(event.is_object());
    ends += event["event"] == "end";
    if (event["event"] != "run") continue;
    ++runs;
    CHECK(has(event["reason"], begin));
  }
  CHECK(runs == 2);
  CHECK(ends == 1);
  for (const std::string& reason : query(results, "SELECT reason FROM run")) {
    CHECK(has(reason, begin));
    CHECK(has(reason, "more bytes left out]"));
    CHECK(reason.size() < longest_text + 100);
  }
  const Outcome reported = host_knowing(data, "report --page-only " + results.string());
  CHECK_MESSAGE(reported.code == 0, reported.err);
  const std::string page = read_file(results / "report.html");
  CHECK(valid_utf8(page) == page);
  CHECK(!has(page, "\033"));
}

TEST_CASE("the descriptions of plugins are listed cleaned, and a strange choice is refused") {
  const TempFolder data;
  const fs::path folder = data / "plugins";
  fs::create_directory(folder);
  for (const char* name : {"strange-texts.so", "strange-choice.so"})
    fs::copy_file(fs::path(broken) / name, folder / name);
  const Outcome listed = shell("XDG_DATA_HOME=" + data.path().string() +
                               " " HOST " plugins --json --plugin-path " + folder.string());
  REQUIRE_MESSAGE(listed.code == 0, listed.err);
  const auto document = nlohmann::json::parse(listed.out);
  const auto& plugins = document["plugins"];
  const auto texts = std::find_if(plugins.begin(), plugins.end(), [](const auto& plugin) {
    return plugin["id"] == "strange-texts";
  });
  REQUIRE(texts != plugins.end());
  CHECK((*texts)["summary"] == "a \\x1b[2J\uFFFD summary");
  REQUIRE(document["broken"].size() == 1);
  CHECK(has(document["broken"][0]["reason"], "holds the control character \\x1b (byte 3)"));
}

TEST_CASE("an observer that records a strange name loses its records, and the run continues") {
  const TempFolder data;
  write_file(
      data / "m.toml",
      manifest("torus", "play",
               "[[observer]]\nplugin = \"careless-observer\"\nparams = { fault = \"name\" }\n"));
  const fs::path results = data / "r";
  const Outcome ran =
      host_knowing(data, "-q run " + (data / "m.toml").string() + " --out " + results.string());
  CHECK_MESSAGE(ran.code == 0, ran.err);
  CHECK(query(results, "SELECT count(*) FROM metric") == std::vector<std::string>{"0"});
  const auto warnings = query(results, "SELECT text FROM warning");
  REQUIRE(warnings.size() == 2);
  CHECK(has(warnings[0],
            "it records a metric whose name holds the control character \\x1b (byte 3)"));
}

TEST_CASE("a learner's name with a control character, or too long, is refused") {
  const TempFolder data;
  const auto said = [&](const std::string& name) {
    write_file(data / "m.toml", manifest("torus", name));
    const Outcome outcome = host("show " + (data / "m.toml").string());
    CHECK(outcome.code == 2);
    CHECK(!has(outcome.err, "\033"));
    return outcome.err;
  };
  const std::string rule =
      "' must not be empty, hold control characters, or have more than 255 bytes\n";
  CHECK(has(said("re\\u001b[2Jd"), "m.toml:10:8: name 're\\x1b[2Jd" + rule));
  CHECK(has(said(std::string(256, 'n')), rule));
  // The name of a plugin that is too long for a file.
  write_file(data / "m.toml", manifest(std::string(100'000, 'p'), "play"));
  const Outcome outcome = host("show " + (data / "m.toml").string());
  CHECK(outcome.code == 2);
  CHECK(has(outcome.err, "m.toml:8:10: there is no game 'ppp"));
  CHECK(has(outcome.err, "more bytes left out]"));
}

TEST_CASE("file names with control characters and invalid bytes") {
  const TempFolder data;
  const std::string name = "a\033[2J\xff";
  const fs::path folder = data / name;
  fs::create_directory(folder);
  const std::string quoted = "'" + folder.string() + "'";
  fs::copy_file(std::string(broken) + "/sound.so", folder / "sound.so");
  const Checked checked = check(data, "--only symbol '" + (folder / "sound.so").string() + "'");
  CHECK(checked.code == 0);
  CHECK(has(checked.report["file"], "a\033[2J\uFFFD/sound.so"));

  const Outcome missing = host("show '" + (folder / "none.toml").string() + "'");
  CHECK(missing.code == 2);
  CHECK(has(missing.err, "a\\x1b[2J\uFFFD/none.toml: the manifest cannot be read"));

  // Results record where each setting comes from, in valid UTF-8.
  write_file(folder / "m.toml", manifest("torus", "play"));
  const Outcome ran = host("run '" + (folder / "m.toml").string() + "' --json-lines --out '" +
                           (folder / "r").string() + "'");
  REQUIRE_MESSAGE(ran.code == 0, ran.err);
  CHECK(!has(ran.err, "\033"));
  CHECK(valid_utf8(ran.err) == ran.err);
  for (const std::string& origin : query(folder / "r", "SELECT origin FROM setting"))
    CHECK(valid_utf8(origin) == origin);

  // A terminal gets no control characters; a file or a pipe gets the name as it is.
  const std::string plugins = HOST " plugins --plugin-path " + quoted;
  CHECK(has(shell(plugins).out, folder.string()));
  const Outcome seen =
      shell("TERM=xterm python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' " + plugins);
  CHECK(!has(seen.out, "\033[2J"));
  CHECK(has(seen.out, "a\\x1b[2J\uFFFD"));
}

}  // namespace
