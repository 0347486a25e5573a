// Plugins that never return or crash the process: they end their own runs and no others.
#include <chrono>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "call/plugin_calls.hpp"
#include "call/supervisor.hpp"
#include "call/task.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Lines = std::vector<std::string>;

// Actions start at 0 .. 7 and rise by 1 a step.
std::string rising(const std::string& rest) {
  return R"(
[experiment]
name = "rising"
steps = 5
start = { grid = [[0, 7, 8]] }
budget = { call = 0.3 }
)" + rest;
}
std::string game(const std::string& params) {
  return "[game]\nplugin = \"wayward-game\"\nparams = {" + params + "}\n";
}
std::string learner(const std::string& name, const std::string& rule,
                    const std::string& params = "") {
  return "[[learner]]\nname = \"" + name + "\"\nrule = \"" + rule + "\"\nparams = {" + params +
         "}\nstep = 1.0\n";
}
std::string observer(const std::string& params) {
  return "[[observer]]\nplugin = \"wayward-observer\"\nparams = {" + params + "}\n";
}
std::string wrong(const std::string& where, const std::string& how) {
  return "where = '" + where + "', how = '" + how + "'";
}

struct Ran {
  explicit Ran(const std::string& manifest, const std::string& arguments = "",
               const std::string& environment = "") {
    write_file(folder / "m.toml", manifest);
    outcome = shell(environment + " FIRSTMOVE_PLUGIN_PATH=" FIXTURES " " HOST " run " +
                    (folder / "m.toml").string() + " --fresh --out " + (folder / "r").string() +
                    " " + arguments);
  }
  Lines rows(const std::string& sql) const { return query(folder / "r", sql); }
  // The final states of the first learner's runs 0 .. count - 1, to the last bit.
  Lines ends(int count = 8) const {
    return rows("SELECT run || ':' || quote(value) FROM final_state WHERE run < " +
                std::to_string(count) + " ORDER BY run");
  }
  bool says(const std::string& part) const {
    const bool found = outcome.err.find(part) != std::string::npos;
    if (!found) MESSAGE("not found: ", part, "\nin: ", outcome.err);
    return found;
  }
  bool wrote_nothing() const { return !fs::exists(folder / "r"); }

  TempFolder folder;
  Outcome outcome{};
};

const Lines& undisturbed() {
  static const Lines ends = Ran(rising(game("") + learner("up", "gradient-play"))).ends();
  return ends;
}

TEST_CASE("a call that never returns ends its own run, however it hangs and for any batch size") {
  REQUIRE(undisturbed().size() == 8);
  const std::pair<const char*, const char*> cases[] = {
      {"spin", "1"}, {"spin", "64"}, {"sleep", "64"}, {"lock", "64"}, {"allocate", "64"}};
  for (const auto& [how, batch] : cases) {
    CAPTURE(how);
    CAPTURE(batch);
    const Ran ran(
        rising(game(wrong("evaluate", how) + ", wall = 10.5") + learner("up", "gradient-play")),
        std::string("--set experiment.batch=") + batch);
    CHECK_MESSAGE(ran.outcome.code == 1, ran.outcome.err);
    Lines expected(6, "finished/");
    expected.insert(
        expected.end(), 2,
        "failed/the plugin 'wayward-game' did not return from evaluate within 0.3 s at step 5");
    CHECK(ran.rows("SELECT status || '/' || reason FROM run ORDER BY id") == expected);
    CHECK(ran.ends(6) == Lines(undisturbed().begin(), undisturbed().begin() + 6));
  }
}

TEST_CASE("a learner that hangs or crashes does not change the runs of other learners") {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"direction", "spin",
       "the plugin 'wayward-rule' did not return from direction within 0.3 s at step 1"},
      {"direction", "sleep",
       "the plugin 'wayward-rule' did not return from direction within 0.3 s at step 1"},
      {"direction", "recursion",
       "the plugin 'wayward-rule' crashed with SIGSEGV in direction at step 1"},
      {"direction", "trap",
       "the plugin 'wayward-rule' crashed with SIGTRAP in direction at step 1"},
      {"direction", "terminate",
       "the plugin 'wayward-rule' crashed with SIGTERM in direction at step 1"},
      {"direction", "user",
       "the plugin 'wayward-rule' crashed with SIGUSR1 in direction at step 1"},
      {"loop", "",
       "the plugin 'wayward-rule' did not return from direction within 0.3 s at step 1"}};
  for (const auto& [where, how, reason] : cases) {
    CAPTURE(how);
    const Ran ran(rising(game("") + learner("up", "gradient-play") +
                         learner("bad", "wayward-rule", wrong(where, how)) +
                         learner("last", "gradient-play")),
                  "--jobs 2 --set experiment.start.grid=[[6,7,2]]");
    CHECK_MESSAGE(ran.outcome.code == 1, ran.outcome.err);
    CHECK(ran.rows("SELECT learner || '/' || status || '/' || reason FROM run ORDER BY id") ==
          Lines{"up/finished/", "up/finished/", std::string("bad/failed/") + reason,
                std::string("bad/failed/") + reason, "last/finished/", "last/finished/"});
    CHECK(ran.rows("SELECT quote(value) FROM final_state ORDER BY run") ==
          Lines{"11.0", "12.0", "11.0", "12.0"});
  }
}

TEST_CASE("a plugin that ends the process ends its own run, and all others get the same bits") {
  const std::tuple<const char*, const char*> cases[] = {
      {"exit", "ended the process with exit code 0 in evaluate"},
      {"exit at once", "ended the process with exit code 3 in evaluate"},
      {"abort", "crashed with SIGABRT in evaluate"},
      {"cancel", "crashed with SIGABRT in evaluate"},
      {"kill", "was running when the process got SIGKILL in evaluate"},
      {"terminate process", "crashed with SIGTERM in evaluate"},
      {"own handler", "crashed with SIGSEGV in evaluate"},
      {"other thread", "crashed with SIGABRT in evaluate"}};
  for (const auto& [how, reason] : cases)
    for (const char* batch : {"2", "64"}) {
      CAPTURE(how);
      CAPTURE(batch);
      // If two threads call exit() at once, anything may happen.
      const int jobs = std::string_view(how) == "exit" ? 1 : 2;
      const Ran ran(
          rising(game(wrong("evaluate", how) + ", wall = 10.5") + learner("up", "gradient-play")),
          fmt::format("--jobs {} --set experiment.batch={}", jobs, batch));
      CHECK_MESSAGE(ran.outcome.code == 1, ran.outcome.err);
      Lines expected(6, "finished/");
      expected.insert(expected.end(), 2,
                      std::string("failed/the plugin 'wayward-game' ") + reason + " at step 5");
      // A signal to the process may come a moment after the call.
      CHECK(ran.rows("SELECT status || '/' || replace(reason, ' after ', ' in ') FROM run "
                     "ORDER BY id") == expected);
      CHECK(ran.ends(6) == Lines(undisturbed().begin(), undisturbed().begin() + 6));
    }
}

TEST_CASE("plugins that hang inside the allocator on all threads never block the program") {
  const Ran ran(rising(game(wrong("evaluate", "allocate")) + learner("up", "gradient-play")),
                "--jobs 4 --set experiment.batch=1 --set experiment.start.grid=[[0,99,100]] "
                "--set experiment.budget.call=0.02");
  CHECK_MESSAGE(ran.outcome.code == 1, ran.outcome.err);
  CHECK(ran.rows("SELECT count(*) || reason FROM run GROUP BY reason") ==
        Lines{"100the plugin 'wayward-game' did not return from evaluate within 0.02 s"});
}

TEST_CASE("what a plugin registers for the end of the process changes nothing") {
  for (const char* how : {"exit code at exit", "hang at exit"}) {
    CAPTURE(how);
    const Ran ran(rising(game(wrong("create", how)) + learner("up", "gradient-play")));
    CHECK_MESSAGE(ran.outcome.code == 0, ran.outcome.err);
    CHECK(ran.ends() == undisturbed());
  }
}

TEST_CASE("a library that blocks all signals when it is loaded does not make the program deaf") {
  const TempFolder folder;
  write_file(folder / "m.toml", rising(game("") + learner("up", "gradient-play")));
  for (const std::string signal : {"INT", "TERM"}) {
    CAPTURE(signal);
    const std::string out = (folder / signal).string();
    // The signal is sent once the run has begun.
    const Outcome outcome =
        shell("(while [ ! -e " + out + "/results.sqlite ]; do sleep 0.1; done; sleep 0.3; kill -" +
              signal + " $(cat " + out +
              ".pid)) & FIRSTMOVE_TEST_LOADING='block signals' FIRSTMOVE_PLUGIN_PATH=" FIXTURES
              " exec sh -c 'echo $$ > " +
              out + ".pid; exec " HOST " run " + (folder / "m.toml").string() +
              " --set experiment.steps=100000000000 --out " + out + "'");
    CHECK_MESSAGE(outcome.code == 130, outcome.err);
  }
}

TEST_CASE("a library that changes the limits of the process when it is loaded is refused") {
  const Ran ran(rising(game("") + learner("up", "gradient-play")), "",
                "FIRSTMOVE_TEST_LOADING='limit files'");
  CHECK_MESSAGE(ran.outcome.code == 2, ran.outcome.err);
  CHECK(ran.says("wayward-game.so changes the resource limits of the process when it is loaded"));
  CHECK(ran.wrote_nothing());
}

TEST_CASE("each run is reported once in JSON lines although workers crash") {
  const Ran ran(rising(game(wrong("evaluate", "segfault") + ", wall = 10.5") +
                       learner("up", "gradient-play")),
                "--json-lines --jobs 2 --set experiment.batch=2");
  std::istringstream lines(ran.outcome.out);
  std::multiset<std::string> events;
  for (std::string line; std::getline(lines, line);) {
    const auto event = nlohmann::json::parse(line);
    events.insert(event["event"] == "run" ? event["id"].dump() : event["event"].get<std::string>());
  }
  CHECK(events ==
        std::multiset<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "begin", "end"});
}

TEST_CASE("a command outside of runs whose plugin crashes says so and ends with 1") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             rising(game(wrong("evaluate", "exit")) + learner("up", "gradient-play")));
  const Outcome outcome = shell("FIRSTMOVE_PLUGIN_PATH=" FIXTURES " " HOST " probe " +
                                (folder / "m.toml").string() + " --at 1");
  CHECK(outcome.code == 1);
  CHECK(outcome.err ==
        "the plugin 'wayward-game' ended the process with exit code 0 in evaluate\n");
}

TEST_CASE("the time limit of the manifest holds for analyses, too") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             rising(game(wrong("evaluate", "spin")) + learner("up", "gradient-play")));
  for (const char* command : {"probe", "flow --time 1"}) {
    CAPTURE(command);
    const Outcome outcome =
        shell("FIRSTMOVE_PLUGIN_PATH=" FIXTURES " timeout 60 " HOST " " + std::string(command) +
              " " + (folder / "m.toml").string() + " --at 1");
    CHECK(outcome.code == 1);
    CHECK(outcome.err == "the plugin 'wayward-game' did not return from evaluate within 0.3 s\n");
  }
}

TEST_CASE("a plugin fault while a manifest is read is reported, and nothing is written") {
  const auto refused = [](const Ran& ran, const std::string& reason) {
    CHECK_MESSAGE(ran.outcome.code == 2, ran.outcome.err);
    CHECK(ran.says(reason));
    CHECK(ran.wrote_nothing());
  };
  const std::string up = learner("up", "gradient-play");
  for (const std::string where : {"create", "shape", "offers", "prepare", "destroy"}) {
    CAPTURE(where);
    refused(Ran(rising(game(wrong(where, "spin")) + up)),
            "the plugin 'wayward-game' did not return from " + where + " within 0.3 s");
    refused(Ran(rising(game(wrong(where, "segfault")) + up)),
            "the plugin 'wayward-game' crashed with SIGSEGV in " + where);
  }
  refused(Ran(rising(game("") + learner("bad", "wayward-rule", wrong("create", "sleep")))),
          "learner 'bad': the plugin 'wayward-rule' did not return from create within 0.3 s while "
          "the learner was "
          "created");
  refused(Ran(rising(game("") + up + observer(wrong("create", "spin")))),
          "observer 'wayward-observer': the plugin 'wayward-observer' did not return from create "
          "within 0.3 s");
  refused(
      Ran(rising(game("") + up + observer(wrong("create", "abort")))),
      "observer 'wayward-observer': the plugin 'wayward-observer' crashed with SIGABRT in create");
}

TEST_CASE("a library that crashes, hangs or exits while it is loaded is refused with the reason") {
  const std::string manifest = rising(game("") + learner("up", "gradient-play"));
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"LOADING", "segfault", "wayward-game.so crashes with SIGSEGV when it is loaded"},
      {"LOADING", "spin", "wayward-game.so does not return within 0.3 s when it is loaded"},
      {"LOADING", "exit", "wayward-game.so ends the process when it is loaded"},
      {"ASKING", "abort", "wayward-game.so crashes with SIGABRT when its table is requested"},
      {"ASKING", "sleep",
       "wayward-game.so does not return within 0.3 s when its table is requested"}};
  for (const auto& [when, how, reason] : cases) {
    const Ran ran(manifest, "", std::string("FIRSTMOVE_TEST_") + when + "=" + how);
    CHECK_MESSAGE(ran.outcome.code == 2, ran.outcome.err);
    CHECK(ran.says(reason));
    CHECK(ran.wrote_nothing());
  }
}

TEST_CASE("learners that cannot be loaded or created are skipped if the manifest says so") {
  const std::string rest = "[game]\nplugin = \"torus\"\n" + learner("up", "gradient-play");
  const std::string manifest =
      "[experiment]\nname = \"skipping\"\nsteps = 3\nseeds = 2\nrefused = \"skip\"\n"
      "budget = { call = 0.3 }\n" +
      rest;
  const auto skips = [&](const std::string& bad, const std::string& reason,
                         const std::string& environment = "") {
    const Ran ran(manifest + bad, "", environment);
    CHECK_MESSAGE(ran.outcome.code == 0, ran.outcome.err);
    const Lines rows = ran.rows("SELECT status || '/' || reason FROM run ORDER BY id");
    REQUIRE(rows.size() == 4);
    CHECK(rows[0] == "finished/");
    CHECK(rows[1] == "finished/");
    CHECK(rows[2].starts_with("skipped/learner 'bad': "));
    const bool found = rows[2].find(reason) != std::string::npos;
    CHECK_MESSAGE(found, rows[2]);
    CHECK(rows[3] == rows[2]);
    return rows[2];
  };
  skips(learner("bad", "wayward-rule", wrong("create", "segfault")),
        "the plugin 'wayward-rule' crashed with SIGSEGV in create while the learner was created");
  skips(learner("bad", "wayward-rule", wrong("create", "spin")),
        "the plugin 'wayward-rule' did not return from create within 0.3 s while the learner was "
        "created");
  skips(learner("bad", "wayward-rule", "anything = [1, 2]"),
        "wayward-rule.so crashes with SIGSEGV when it is loaded",
        "FIRSTMOVE_TEST_LOADING=segfault");

  // The stored manifest gives the same results again.
  const TempFolder folder;
  write_file(folder / "no-library.so", "this is no library");
  write_file(folder / "m.toml", manifest + learner("bad", "no-library", "a = 1"));
  const auto run = [&](const fs::path& file, const char* out) {
    return host("run " + file.string() + " --fresh --out " + (folder / out).string() +
                " --plugin-path " + folder.path().string());
  };
  REQUIRE(run(folder / "m.toml", "r").code == 0);
  REQUIRE(run(folder / "r" / "manifest.toml", "s").code == 0);
  const char* const all = "SELECT learner || status || reason FROM run ORDER BY id";
  CHECK(query(folder / "r", all) == query(folder / "s", all));
  CHECK(query(folder / "r", all)[2].find("no-library.so cannot be loaded") != std::string::npos);

  // An unknown name is a mistake nevertheless.
  CHECK(Ran(manifest + learner("bad", "wayward-rul")).outcome.code == 2);
}

TEST_CASE("an observer that fails loses its record of that run, and no run fails") {
  for (const char* how : {"spin", "segfault"}) {
    const std::string fault =
        how == std::string("spin")
            ? "the plugin 'wayward-observer' did not return from observe within 0.3 s"
            : "the plugin 'wayward-observer' crashed with SIGSEGV in observe";
    for (const char* batch : {"1", "64"}) {
      CAPTURE(how);
      CAPTURE(batch);
      const Ran ran(rising(game("") + learner("up", "gradient-play") +
                           observer(wrong("observe", how) + ", wall = 10.5")),
                    std::string("--set experiment.batch=") + batch);
      CHECK_MESSAGE(ran.outcome.code == 0, ran.outcome.err);
      CHECK(ran.ends() == undisturbed());
      CHECK(ran.rows("SELECT DISTINCT run FROM metric ORDER BY run") ==
            Lines{"0", "1", "2", "3", "4", "5"});
      CHECK(ran.rows("SELECT run || '/' || step || '/' || text FROM warning WHERE run IS NOT NULL "
                     "ORDER BY run") ==
            Lines{"6/5/the observer 'wayward-observer' failed, and its records of this run are "
                  "discarded: " +
                      fault,
                  "7/4/the observer 'wayward-observer' failed, and its records of this run are "
                  "discarded: " +
                      fault});
    }
  }
  for (const std::string where : {"open", "close", "progress", "finish", "destroy"})
    for (const char* how : {"spin", "segfault"}) {
      CAPTURE(where);
      CAPTURE(how);
      const Ran ran(rising(game("") + learner("up", "gradient-play") + observer(wrong(where, how))),
                    "--set experiment.start.grid=[[6,7,2]]");
      CHECK_MESSAGE(ran.outcome.code == 0, ran.outcome.err);
      CHECK(ran.rows("SELECT quote(value) FROM final_state ORDER BY run") == Lines{"11.0", "12.0"});
      const bool recorded = where != "open" && where != "close";
      CHECK(ran.rows("SELECT DISTINCT run FROM metric") == (recorded ? Lines{"0", "1"} : Lines{}));
      if (where != "destroy")
        CHECK(ran.says(how == std::string("spin")
                           ? "the plugin 'wayward-observer' did not return from " + where +
                                 " within 0.3 s"
                           : "the plugin 'wayward-observer' crashed with SIGSEGV in " + where));
    }
}

TEST_CASE("the time limit counts only time in the plugin, not in the host") {
  const auto spend = [](double seconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (std::chrono::steady_clock::now() < end) continue;
  };
  // The reason why the task ended, in a worker process.
  const auto fault = [](const std::function<void()>& body) {
    const TempFolder folder;
    supervise([&] {
      write_file(folder / "fault", attempt("a task", 0.1, body));
      return 0;
    });
    return read_file(folder / "fault");
  };
  CHECK(fault([&] { spend(0.4); }) == "");
  CHECK(fault([&] {
          const CallMark call("observe", 0);
          const HostWork work;
          spend(0.4);
        }) == "");
  CHECK(fault([&] {
          for (int i = 0; i < 40; ++i) {
            const CallMark call("evaluate", 0);
            spend(0.01);
          }
        }) == "");
  CHECK(fault([&] {
          const CallMark outer("direction", 0);
          const HostWork work;
          const CallMark inner("evaluate", plugin_index("slow"));
          for (;;) std::this_thread::sleep_for(std::chrono::seconds(100));
        }) == "the plugin 'slow' did not return from evaluate within 0.1 s");
}

}  // namespace
