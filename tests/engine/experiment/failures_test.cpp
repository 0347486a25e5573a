// A fault during a run ends that run, with a reason, and no other run.
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

// Actions start at 0 .. 7 and rise by 1 a step; the wall is passed at step 12 - start.
std::string rising(const std::string& fault) {
  return R"(
[experiment]
name = "rising"
steps = 8
start = { grid = [[0, 7, 8], [0, 0, 1]] }

[game]
plugin = "faulty"
params = { fault = ")" +
         fault + R"(" }

[[learner]]
name = "up"
rule = "gradient-play"
step = 1.0
)";
}

Outcome run(const TempFolder& folder, const std::string& manifest,
            const std::string& arguments = "") {
  write_file(folder / "m.toml", manifest);
  return host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string() + " " +
              arguments);
}

TEST_CASE(
    "a game with a fault beyond a wall fails the runs that pass the wall, for any batch size") {
  const std::pair<const char*, const char*> faults[] = {
      {"throw", "the game met a wall"},
      {"throw-int", "the plugin threw an exception that is not a std::exception"},
      {"nan", "player 1's direction is nan"},
      {"infinity", "player 1's direction is infinite"},
      {"mode", "a plugin changed the floating-point mode"}};
  for (const auto& [fault, reason] : faults)
    for (const char* batch : {"1", "3", "64"}) {
      CAPTURE(fault);
      CAPTURE(batch);
      const TempFolder folder;
      const Outcome outcome =
          run(folder, rising(fault), std::string("--set experiment.batch=") + batch);
      CHECK_MESSAGE(outcome.code == 1, outcome.err);
      std::vector<std::string> expected;
      for (int start = 0; start < 8; ++start) {
        const int step = 12 - start;
        expected.push_back(step <= 8
                               ? "failed/" + std::string(reason) + " at step " +
                                     std::to_string(step) + "/" + std::to_string(step - 1) + "/11.0"
                               : "finished//8/" + std::to_string(start + 8) + ".0");
      }
      CHECK(query(folder / "r",
                  "SELECT status || '/' || reason || '/' || steps || '/' || value FROM run "
                  "JOIN final_state ON run.id = run AND player = 0 ORDER BY id") == expected);
    }
}

TEST_CASE("a game that crashes fails the runs in which it crashes and no others") {
  const std::pair<const char*, const char*> faults[] = {
      {"segfault", "SIGSEGV"}, {"abort", "SIGABRT"}, {"overflow", "SIGSEGV"}};
  for (const auto& [fault, signal] : faults)
    for (const char* batch : {"1", "64"}) {
      CAPTURE(fault);
      const TempFolder folder;
      const Outcome outcome =
          run(folder, rising(fault), std::string("--set experiment.batch=") + batch);
      CHECK_MESSAGE(outcome.code == 1, outcome.err);
      std::vector<std::string> expected;
      // The run that starts at 3 ends beyond the wall: the evaluation of its final costs crashes.
      for (int start = 0; start < 8; ++start)
        expected.push_back(start < 3 ? "finished/"
                                     : "failed/the plugin 'faulty' crashed with " +
                                           std::string(signal) + " in evaluate at step " +
                                           std::to_string(std::min(12 - start, 8)));
      CHECK(query(folder / "r", "SELECT status || '/' || reason FROM run ORDER BY id") == expected);
    }
}

TEST_CASE("a learner that throws fails its runs and leaves the other learners alone") {
  const TempFolder folder;
  const Outcome outcome = run(folder, R"(
[experiment]
name = "stumbling"
steps = 10
seeds = 3
[game]
plugin = "torus"
[[learner]]
name = "sound"
rule = "gradient-play"
step = 0.1
[[learner]]
name = "throws"
rule = "stumbling"
params = { fault = "throw" }
step = 0.1
[[learner]]
name = "subscribes late"
rule = "stumbling"
params = { fault = "subscribe-late" }
step = 0.1
[[learner]]
name = "changes the locale"
rule = "stumbling"
params = { fault = "locale" }
step = 0.1
)");
  CHECK_MESSAGE(outcome.code == 1, outcome.err);
  CHECK(
      query(folder / "r",
            "SELECT DISTINCT learner || ': ' || status || reason FROM run ORDER BY id") ==
      std::vector<std::string>{
          "sound: finished", "throws: failedthe learner stumbled at step 5",
          "subscribes late: faileda learner may subscribe to quantities only in create() at step 5",
          "changes the locale: finished"});
  CHECK(outcome.err.find("6 of 12 runs failed") != std::string::npos);
}

TEST_CASE("exceptions and crashes of a plugin end its runs, or refuse the manifest") {
  const auto lawless = [](const std::string& when) {
    return R"(
[experiment]
name = "lawless"
steps = 5
seeds = 2
[game]
plugin = "torus"
[[learner]]
name = "lawless"
rule = "lawless"
params = { when = ")" +
           when + R"(" }
step = 0.1
)";
  };
  const TempFolder folder;
  const Outcome step = run(folder, lawless("step"));
  CHECK_MESSAGE(step.code == 1, step.err);
  CHECK(query(folder / "r", "SELECT status || '/' || reason || '/' || steps FROM run") ==
        std::vector<std::string>(
            2, "failed/the plugin let an exception cross the ABI boundary at step 3/2"));
  const TempFolder other;
  const Outcome create = run(other, lawless("create"));
  CHECK(create.code == 2);
  CHECK(create.err.find("the plugin let an exception cross the ABI boundary: out of the factory") !=
        std::string::npos);
  const Outcome crash = run(other, lawless("crash"));
  CHECK(crash.code == 2);
  CHECK(crash.err.find("learner 'lawless': the plugin 'lawless' crashed with SIGSEGV in create "
                       "while the learner "
                       "was created") != std::string::npos);
  CHECK_FALSE(fs::exists(other / "r"));
}

TEST_CASE("a learner gives up single replicas, with its reason") {
  const TempFolder folder;
  const Outcome outcome = run(folder, R"(
[experiment]
name = "giving-up"
steps = 10
start = { grid = [[-1, 1, 5], [0, 0, 1]] }
[game]
plugin = "torus"
[[learner]]
name = "gives up"
players = [{ rule = "stumbling", params = { fault = "give-up", at = 1 }, step = 0.01 }, { rule = "gradient-play", step = 0.01 }]
)");
  CHECK(outcome.code == 1);
  CHECK(
      query(folder / "r", "SELECT status || '/' || reason || '/' || steps FROM run ORDER BY id") ==
      std::vector<std::string>{"finished//10", "finished//10", "finished//10",
                               "failed/gave up on a positive action at step 1/0",
                               "failed/gave up on a positive action at step 1/0"});
}

TEST_CASE("a best response that does not exist fails its run") {
  const TempFolder folder;
  const Outcome outcome = run(folder, R"(
[experiment]
name = "no-response"
steps = 3
start = { at = [0.0, 0.0] }
seeds = 1
[game]
plugin = "quadratic"
params = { Q = [[[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, -1.0]]], q = [[0.0, 0.0], [0.0, 1.0]] }
[[learner]]
name = "unbounded follower"
players = [{ rule = "gradient-play", step = 0.1 }, { rule = "best-response" }]
)");
  CHECK(outcome.code == 1);
  const auto reason = query(folder / "r", "SELECT reason FROM run");
  REQUIRE(reason.size() == 1);
  CHECK(reason[0].find("response") != std::string::npos);
}

TEST_CASE("runs stop by the norm of their update, each at its own step") {
  const TempFolder folder;
  const Outcome outcome = run(folder, R"(
[experiment]
name = "stopping"
steps = 1000
start = { grid = [[1, 3, 3], [0, 0, 1]] }
stop = { update_norm = 0.001 }
[game]
plugin = "quadratic"
params = { Q = [[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]] }
[[learner]]
name = "halving"
rule = "gradient-play"
step = 0.5
)");
  CHECK(outcome.code == 0);
  // x halves at each step, so the k-th update is start / 2^k.
  CHECK(
      query(folder / "r", "SELECT status || '/' || reason || '/' || steps FROM run ORDER BY id") ==
      std::vector<std::string>{"stopped/update norm at most 0.001/10",
                               "stopped/update norm at most 0.001/11",
                               "stopped/update norm at most 0.001/12"});
  CHECK(
      numbers(folder / "r", "SELECT quote(value) FROM final_state WHERE player = 0 ORDER BY run") ==
      std::vector<double>{std::ldexp(1.0, -10), std::ldexp(2.0, -11), std::ldexp(3.0, -12)});
}

TEST_CASE("a game that refuses one combination of a sweep fails its own runs, and no others") {
  const std::string text = R"(
[experiment]
name = "dims"
steps = 3
seeds = 2
start = { normal = [0.0, 1.0] }
warnings = false

[game]
plugin = "quadratic"
params = { Q = [[[2.0, 0.0], [0.0, 2.0]], [[2.0, 0.0], [0.0, 2.0]]] }

[[learner]]
name = "play"
rule = "gradient-play"
step = 0.1

[[observer]]
plugin = "summary"

[sweep]
"game.params.dims" = [[2000000000, 1], [1, 1]]
)";
  for (const bool skip : {false, true}) {
    CAPTURE(skip);
    const TempFolder folder;
    const Outcome outcome = run(folder, text, skip ? "--set experiment.refused=skip" : "");
    CHECK_MESSAGE(outcome.code == (skip ? 0 : 1), outcome.err);
    const auto rows = query(folder / "r", "SELECT status || '/' || reason FROM run ORDER BY id");
    REQUIRE(rows.size() == 4);
    const std::string refused = skip ? "skipped" : "failed";
    for (const std::size_t r : {0u, 1u})
      CHECK_MESSAGE(rows[r].starts_with(
                        refused + "/game 'quadratic': 'dims' needs whole numbers from 0 to 1e9"),
                    rows[r]);
    CHECK(rows[2] == "finished/");
    CHECK(rows[3] == "finished/");
    // Resumed and planned likewise.
    CHECK(run(folder, text, skip ? "--set experiment.refused=skip" : "").code == outcome.code);
    CHECK(host("run " + (folder / "m.toml").string() + " --dry-run").code == 0);
  }
}

}  // namespace
