// The stored verdict on a plugin's file, and its effect on runs.
#include "base/sha256.hpp"
#include "support/check_support.hpp"

namespace {

using namespace firstmove::test;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string status(const TempFolder& data, const std::string& id) {
  const Outcome outcome = host_knowing(data, "plugins --json");
  const auto listing = nlohmann::json::parse(outcome.out);
  for (const auto& plugin : listing["plugins"])
    if (plugin["id"] == id) return plugin["trust"].get<std::string>() + plugin["failed"].dump();
  return "not there";
}

// One learner. sound.so and wrong-gradient.so are games, so the manifest sweeps over games.
std::string manifest(const std::string& games) {
  return R"(
[experiment]
name = "trust"
steps = 5
seeds = 2
[game]
plugin = "sound"
[[learner]]
name = "descent"
rule = "gradient-play"
step = 0.01
[sweep]
"game.plugin" = [)" +
         games + "]\n";
}

struct Ran {
  int code;
  std::string err;
  std::vector<std::string> runs;
};
Ran run(const TempFolder& data, const std::string& games, const std::string& folder,
        const std::string& options = "") {
  write_file(data / "m.toml", manifest(games));
  const Outcome outcome = host_knowing(data, "run " + (data / "m.toml").string() + " --out " +
                                                 (data / folder).string() + " " + options);
  return {outcome.code, outcome.err,
          query(data / folder, "SELECT outcome || '/' || reason || '/' || steps FROM run")};
}

TEST_CASE("a verdict belongs to the bytes of the file and is shown in the list") {
  const TempFolder data;
  CHECK(status(data, "sound") == "unchecked[]");
  CHECK(status(data, "asymmetric-hessian") == "unchecked[]");
  check(data, "sound");
  check(data, "asymmetric-hessian");
  CHECK(status(data, "sound") == "checked[]");
  CHECK(status(data, "asymmetric-hessian") == "failed[\"derivatives\",\"symmetry\"]");
  const Outcome text = host_knowing(data, "plugins");
  CHECK_MESSAGE(has(text.out, "failed its check: derivatives, symmetry"), text.out);

  // A damaged verdict and one of another ABI version do not count.
  const fs::path kept =
      data / "firstmove" / "checked" /
      (firstmove::engine::sha256_of_file(std::string(broken) + "/sound.so") + ".json");
  REQUIRE(fs::exists(kept));
  const std::string verdict = read_file(kept);
  write_file(kept, "{\"cut\": ");
  CHECK(status(data, "sound") == "unchecked[]");
  std::string older = verdict;
  older.replace(older.find("\"abi\": \""), 10, "\"abi\": \"0.9");
  write_file(kept, older);
  CHECK(status(data, "sound") == "unchecked[]");
  write_file(kept, verdict);
  CHECK(status(data, "sound") == "checked[]");
}

TEST_CASE("runs warn once about unchecked plugins") {
  const TempFolder data;
  const Ran first = run(data, "\"sound\"", "r");
  CHECK(first.code == 0);
  const std::size_t at = first.err.find("unchecked plugin");
  REQUIRE_MESSAGE(at != std::string::npos, first.err);
  CHECK(has(first.err.substr(at), "'sound'"));
  CHECK(first.err.find("unchecked plugin", at + 1) == std::string::npos);
  check(data, "sound");
  const Ran then = run(data, "\"sound\"", "r2");
  CHECK_MESSAGE(!has(then.err, "'sound'"), then.err);
}

TEST_CASE("runs of a plugin that failed its check are not made, and the other runs finish") {
  const TempFolder data;
  check(data, "wrong-gradient");
  const std::string games = "\"sound\", \"wrong-gradient\"";
  const Ran distrusted = run(data, games, "r");
  CHECK_MESSAGE(distrusted.code == 1, distrusted.err);
  const std::string reason = "failed/plugin 'wrong-gradient' failed its check: derivatives/0";
  REQUIRE(distrusted.runs.size() == 4);
  CHECK(distrusted.runs[0] == "budget spent//5");
  CHECK(distrusted.runs[1] == "budget spent//5");
  CHECK(distrusted.runs[2] == reason);
  CHECK(distrusted.runs[3] == reason);

  // Another experiment does not reuse them; the same folder makes them once the plugin is trusted.
  const Ran elsewhere = run(data, games, "r2", "--reuse " + (data / "r").string());
  CHECK(elsewhere.runs[2] == reason);
  const Ran trusted = run(data, games, "r", "--trust wrong-gradient");
  CHECK_MESSAGE(trusted.code == 0, trusted.err);
  CHECK(trusted.runs == std::vector<std::string>(4, "budget spent//5"));
  CHECK_MESSAGE(has(trusted.err,
                    "trusted with --trust although the check failed: plugin 'wrong-gradient' "
                    "failed its check"),
                trusted.err);
  // Afterwards they are ordinary results.
  CHECK(run(data, games, "r").runs == trusted.runs);
}

TEST_CASE("a plugin that crashes the process is not called once its check has failed") {
  const TempFolder data;
  check(data, "segfault");
  check(data, "infinite-loop --seconds 0.5");
  const Ran outcome = run(data, "\"segfault\", \"sound\", \"infinite-loop\"", "r");
  CHECK_MESSAGE(outcome.code == 1, outcome.err);
  REQUIRE(outcome.runs.size() == 6);
  CHECK(outcome.runs[0] == "failed/plugin 'segfault' failed its check: calls/0");
  CHECK(outcome.runs[2] == "budget spent//5");
  CHECK(outcome.runs[4] == "failed/plugin 'infinite-loop' failed its check: calls/0");
}

TEST_CASE("the checksums beside shipped plugins count only in the program's own folder") {
  const TempFolder data;
  // An installation of its own: bin/firstmove and lib/firstmove/plugins.
  const fs::path plugins = data / "lib" / "firstmove" / "plugins";
  fs::create_directories(plugins);
  fs::create_directories(data / "bin");
  fs::copy_file(HOST, data / "bin" / "firstmove");
  fs::copy_file(std::string(broken) + "/sound.so", plugins / "sound.so");
  const std::string hash = firstmove::engine::sha256_of_file(plugins / "sound.so");
  const auto listed = [&] {
    const Outcome outcome = shell("XDG_DATA_HOME=" + data.path().string() + " " +
                                  (data / "bin" / "firstmove").string() + " plugins --json");
    return nlohmann::json::parse(outcome.out)["plugins"][0]["trust"].get<std::string>();
  };
  CHECK(listed() == "unchecked");
  write_file(plugins / "SHA256SUMS", hash + "  sound.so\n");
  CHECK(listed() == "shipped");
  write_file(plugins / "SHA256SUMS", hash + "  other.so\n");
  CHECK(listed() == "unchecked");
  std::string other = hash;
  other[0] = other[0] == '0' ? '1' : '0';
  write_file(plugins / "SHA256SUMS", other + "  sound.so\n");
  CHECK(listed() == "unchecked");
  // Checksums in any other folder do not count.
  const fs::path mine = data / "mine";
  fs::create_directories(mine);
  fs::copy_file(plugins / "sound.so", mine / "sound.so");
  write_file(mine / "SHA256SUMS", hash + "  sound.so\n");
  const Outcome outcome = shell("XDG_DATA_HOME=" + data.path().string() +
                                " " HOST " --plugin-path " + mine.string() + " plugins --json");
  const auto listing = nlohmann::json::parse(outcome.out);
  bool found = false;
  for (const auto& plugin : listing["plugins"])
    if (plugin["id"] == "sound") {
      CHECK(plugin["trust"] == "unchecked");
      found = true;
    }
  CHECK(found);
}

TEST_CASE("verdicts that other users can change do not count") {
  const TempFolder data;
  check(data, "sound");
  REQUIRE(status(data, "sound") == "checked[]");
  const fs::path folder = data / "firstmove/checked";
  for (const fs::path& path : {data.path(), data / "firstmove", folder}) {
    fs::permissions(path, fs::perms::others_write, fs::perm_options::add);
    const Outcome outcome = host_knowing(data, "plugins --json");
    CHECK(has(outcome.err, path.string() + " can be written by other users (mode "));
    CHECK(status(data, "sound") == "unchecked[]");
    fs::permissions(path, fs::perms::others_write, fs::perm_options::remove);
  }
  for (const auto& verdict : fs::directory_iterator(folder))
    fs::permissions(verdict.path(), fs::perms::others_write, fs::perm_options::add);
  CHECK(status(data, "sound") == "unchecked[]");
}

}  // namespace
