// One experiment over every broken plugin: none of them ends it, and all other runs finish.
#include <map>

#include "support/check_support.hpp"

namespace {

using namespace firstmove::test;

const std::vector<std::string> all = {"segfault",       "infinite-loop",      "throws",
                                      "wrong-gradient", "asymmetric-hessian", "neighbour-dependent",
                                      "leak",           "data-race",          "wrong-struct-size",
                                      "missing-symbol"};

// The sweep over the games begins and ends with a sound one.
std::string manifest() {
  std::string games = "\"sound\"";
  for (const std::string& id : all) games += ", \"" + id + "\"";
  return R"([experiment]
name = "broken"
steps = 5
seeds = 2
start = { uniform = [-1.0, 1.0] }
refused = "skip"
budget = { call = 0.3 }
[game]
plugin = "sound"
[[learner]]
name = "descent"
rule = "gradient-play"
step = 0.01
[[learner]]
name = "a leader"
players = [{ rule = "stackelberg", step = 0.01 }, { rule = "gradient-play", step = 0.01 }]
[sweep]
"game.plugin" = [)" +
         games + ", \"torus\"]\n";
}

struct Ran {
  Ran(const TempFolder& data, const std::string& to) : folder(data / to) {
    write_file(data / "m.toml", manifest());
    outcome = host_knowing(
        data, "run " + (data / "m.toml").string() + " --fresh --out " + folder.string());
    CHECK_MESSAGE(outcome.code == 1, outcome.err);
  }
  // The outcome and the reason that the four runs of a game share.
  std::string of(const std::string& game) const {
    const auto each = query(folder,
                            "SELECT DISTINCT outcome || ': ' || reason FROM run WHERE "
                            "sweep_json = '{\"game.plugin\":\"" +
                                game + "\"}'");
    return each.size() == 1 ? each[0] : std::to_string(each.size()) + " different";
  }
  std::vector<std::string> ends(const std::string& game) const {
    return query(folder,
                 "SELECT quote(value) FROM final_state JOIN run ON run.id = run WHERE "
                 "sweep_json = '{\"game.plugin\":\"" +
                     game + "\"}' ORDER BY run, player, coordinate");
  }
  fs::path folder;
  Outcome outcome;
};

bool has(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE("not found: ", part, "\nin: ", text);
  return found;
}

TEST_CASE("one experiment over all broken plugins finishes, before and after they are checked") {
  const TempFolder data;
  const Ran unknown(data, "unknown");
  CHECK(query(unknown.folder, "SELECT count(*) FROM run") == std::vector<std::string>{"48"});
  CHECK(unknown.of("sound") == "budget spent: ");
  CHECK(unknown.of("torus") == "budget spent: ");
  CHECK(has(unknown.of("segfault"),
            "failed: the plugin 'segfault' crashed with SIGSEGV in evaluate"));
  CHECK(has(unknown.of("infinite-loop"),
            "failed: the plugin 'infinite-loop' did not return from evaluate within 0.3 s"));
  CHECK(has(unknown.of("throws"),
            "failed: the plugin let an exception cross the ABI boundary: out of the game"));
  CHECK(has(unknown.of("missing-symbol"), "skipped: game 'missing-symbol': "));
  CHECK(has(unknown.of("missing-symbol"), "firstmove_nowhere"));

  for (const std::string& id : all) {
    CAPTURE(id);
    CHECK(check(data, id + " --seconds 1").code == 1);
  }
  const Ran known(data, "known");
  CHECK(known.of("sound") == "budget spent: ");
  CHECK(known.ends("sound") == unknown.ends("sound"));
  CHECK(known.ends("torus") == unknown.ends("torus"));
  CHECK(known.ends("sound").size() == 8);
  const std::map<std::string, std::string> checks = {
      {"segfault", "calls"},
      {"infinite-loop", "calls"},
      {"throws", "calls"},
      {"wrong-gradient", "derivatives"},
      {"asymmetric-hessian", "derivatives, symmetry"},
      {"neighbour-dependent", "batch, inputs"},
      {"leak", "leak"},
      {"data-race", "threads"},
      {"wrong-struct-size", "abi"}};
  for (const auto& [id, name] : checks)
    CHECK(known.of(id) == "failed: plugin '" + id + "' failed its check: " + name);
  CHECK(known.of("missing-symbol")
            .starts_with("failed: plugin 'missing-symbol' failed its check: symbol"));
  // A report can be made of such results.
  const Outcome report = host_knowing(data, "report " + known.folder.string());
  CHECK_MESSAGE(report.code == 0, report.err);
}

}  // namespace
