// The output of firstmove diff for two results.
#include <nlohmann/json.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;
using nlohmann::json;

constexpr const char* manifest = R"(
[experiment]
name = "pair"
steps = 30
seeds = 3
warnings = false
[game]
plugin = "torus"
[[learner]]
name = "play"
rule = "gradient-play"
step = 0.1
[[learner]]
name = "LOLA"
rule = "lola"
step = 0.1
[[observer]]
plugin = "metrics"
every = { steps = 10 }
)";

struct Pair {
  Pair(const std::string& first = "", const std::string& second = "") {
    write_file(folder / "m.toml", manifest);
    run("a", first);
    run("b", second);
  }
  void run(const std::string& name, const std::string& more) {
    const Outcome done =
        shell("FIRSTMOVE_PLUGIN_PATH= " HOST " -q run " + (folder / "m.toml").string() +
              " --fresh --out " + at(name) + " " + more);
    REQUIRE_MESSAGE(done.code == 0, done.err);
  }
  std::string at(const std::string& name) const { return (folder / name).string(); }
  Outcome diff(const std::string& a = "a", const std::string& b = "b",
               const std::string& more = "") const {
    return shell(HOST " diff " + at(a) + " " + at(b) + " " + more);
  }
  json diff_json(int code, const std::string& a = "a", const std::string& b = "b") const {
    const Outcome done = diff(a, b, "--json");
    REQUIRE_MESSAGE(done.code == code, done.err);
    return json::parse(done.out);
  }
  TempFolder folder;
};

TEST_CASE("results of the same manifest are the same") {
  const Pair pair;
  const Outcome same = pair.diff();
  CHECK_MESSAGE(same.code == 0, same.out << same.err);
  CHECK(same.out == "results: 6 of 6 runs that both have are the same bit for bit\n");
  const json all = pair.diff_json(0);
  CHECK(all["same"] == true);
  CHECK(all["results"]["compared"] == 6);
  CHECK(pair.diff("a:2", "b:2").code == 0);
}

TEST_CASE("a changed setting is reported with its origin, and with the runs that it changes") {
  const Pair pair("", "--set learner.LOLA.step=0.2");
  const json all = pair.diff_json(1);
  REQUIRE(all["settings"].size() == 1);
  const json& step = all["settings"][0];
  CHECK(std::string(step["what"]).starts_with("learner.LOLA."));
  CHECK(std::string(step["was"]).find("0.1") != std::string::npos);
  CHECK(std::string(step["was_origin"]).ends_with("m.toml:16:8"));
  CHECK(std::string(step["is"]).find("0.2") != std::string::npos);
  CHECK(step["is_origin"] == "--set learner.LOLA.step=0.2");
  CHECK(all["plugins"].empty());
  CHECK(all["provenance"].empty());
  CHECK(all["results"]["compared"] == 6);
  REQUIRE(all["results"]["differ"].size() == 3);
  for (const json& run : all["results"]["differ"]) {
    CHECK(run["learner"] == "LOLA");
    CHECK(run["different"] > 0);
    CHECK(run["largest"] > 0);
  }
  const Outcome text = pair.diff();
  for (const char* part : {"# --set learner.LOLA.step=0.2", "results: 3 of 6 runs",
                           "'LOLA' replicate ", " at step 10 was "})
    CHECK_MESSAGE(text.out.find(part) != std::string::npos, part << "\n" << text.out);

  // One run against another: by the settings that decide its bits.
  const json one = pair.diff_json(1, "a:3", "b:3");
  REQUIRE(!one["settings"].empty());
  CHECK(std::string(one["settings"][0]["what"]).starts_with("player.1.step"));
  CHECK(one["results"]["compared"] == 1);
  CHECK(pair.diff("a:0", "b:0").code == 0);  // a run of the unchanged learner
  const json other = pair.diff_json(1, "a:0", "a:1");
  REQUIRE(other["settings"].size() == 1);
  CHECK(other["settings"][0]["what"] == "replicate");
}

TEST_CASE(
    "a changed number, a changed text and a missing run are found, with the size of the change") {
  const Pair pair;
  query(pair.at("b"),
        "UPDATE metric SET value = value + 0.25 WHERE run = 1 AND step = 20 AND "
        "name = 'cost-1'");
  query(pair.at("b"), "UPDATE run SET outcome = 'cycling' WHERE id = 4");
  query(pair.at("b"),
        "DELETE FROM run WHERE id = 5; DELETE FROM final_state WHERE run = 5; "
        "DELETE FROM final_cost WHERE run = 5; DELETE FROM start_cost WHERE run = 5");
  const json all = pair.diff_json(1);
  CHECK(all["settings"].empty());
  CHECK(all["results"]["compared"] == 5);
  REQUIRE(all["results"]["differ"].size() == 2);
  for (const json& run : all["results"]["differ"])
    if (run["was"] == 1) {
      CHECK(run["different"] == 1);
      CHECK(double(run["largest"]) == doctest::Approx(0.25));
      CHECK(std::string(run["said"][0]).starts_with("cost-1 at step 20 was "));
    } else {
      CHECK(run["was"] == 4);
      CHECK(run["different"] == 0);
      CHECK(std::string(run["said"][0]).ends_with(" and is 'cycling'"));
    }
  CHECK(all["results"]["only_was"].size() == 1);
  CHECK(pair.diff_json(1, "b", "a")["results"]["only_is"].size() == 1);
  // Wall time is ignored.
  query(pair.at("a"), "UPDATE run SET wall_seconds = 7");
  CHECK(pair.diff("a:0", "b:0").code == 0);
}

TEST_CASE("changed plugin files, programs, compilers and machines are reported") {
  Pair pair;
  // The same library with one more byte at its end.
  fs::create_directories(pair.folder / "plugins");
  fs::copy_file(PLUGINS "/torus.so", pair.folder / "plugins/torus.so");
  std::ofstream(pair.folder / "plugins/torus.so", std::ios::app) << '\0';
  pair.run("c", "--plugin-path " + pair.at("plugins"));
  const json plugin = pair.diff_json(1, "a", "c");
  REQUIRE(plugin["plugins"].size() == 1);
  CHECK(plugin["plugins"][0]["what"] == "game torus, SHA-256");
  CHECK(plugin["results"]["same"] == true);

  query(pair.at("b"),
        "UPDATE experiment SET git_commit = 'x', compiler = 'y', processor = 'z', flags = ''; "
        "UPDATE plugin SET version = '9', flags = '-O0' WHERE id = 'lola'; "
        "INSERT INTO continued SELECT created, version, abi, host, program, git_commit, compiler, "
        "flags, processor, instructions, manifest_commit FROM experiment");
  const json all = pair.diff_json(1);
  std::vector<std::string> what;
  for (const json& change : all["provenance"])
    if (!std::string(change["what"]).ends_with("continued 1")) what.push_back(change["what"]);
  CHECK(what == std::vector<std::string>{"compiler", "flags", "git commit", "processor"});
  CHECK(all["provenance"].size() == 14);
  CHECK(all["plugins"].size() == 2);
  const Outcome text = pair.diff();
  CHECK_MESSAGE(
      text.out.find("learner lola, version\n    was 1.0.0\n    is  9\n") != std::string::npos,
      text.out);
  CHECK(text.out.find("    is  not known\n") != std::string::npos);
}

TEST_CASE("results that cannot be compared are refused") {
  const Pair pair;
  for (const auto& [a, b, said] : {std::tuple("a", "nothing", "there is no results folder '"),
                                   std::tuple("a:x", "b", "there is no results folder '"),
                                   std::tuple("a:1", "b", "a run can only be compared with a run"),
                                   std::tuple("a:1", "b:17", "there is no run 17 in ")}) {
    const Outcome refused = pair.diff(a, b);
    CHECK(refused.code == 2);
    CHECK_MESSAGE(refused.err.find(said) != std::string::npos, refused.err);
  }
  CHECK(shell(HOST " diff " + pair.folder.path().string() + " " + pair.at("a")).code == 2);
}

}  // namespace
