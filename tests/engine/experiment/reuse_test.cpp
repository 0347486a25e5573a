// A run is identified by everything that decides its bits: it is not repeated needlessly, and it
// can be reproduced.
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;

constexpr const char* three = R"(
[experiment]
name = "three"
steps = 200
seeds = 6
warnings = false
[game]
plugin = "torus"
[[learner]]
name = "play"
rule = "gradient-play"
step = 0.1
noise = { normal = 0.1 }
[[learner]]
name = "LOLA"
rule = "lola"
step = 0.05
[[learner]]
name = "lead"
players = [{ rule = "stackelberg", step = 0.02 }, { rule = "gradient-play", step = 0.1 }]
[[observer]]
plugin = "trajectory"
every = { log = 12 }
[[observer]]
plugin = "metrics"
every = { log = 12 }
)";

// Everything about the runs of one learner, except times.
std::vector<std::string> bits(const fs::path& results, const std::string& learner) {
  std::vector<std::string> all;
  const std::string of = " JOIN run ON run = id WHERE learner = '" + learner + "' ";
  for (const std::string& sql :
       {"SELECT replicate || status || outcome || reason || steps || '/' || products || key "
        "FROM run WHERE learner = '" +
            learner + "' ORDER BY replicate",
        "SELECT replicate || '/' || player || '/' || coordinate || quote(value) FROM final_state" +
            of + "ORDER BY replicate, player, coordinate",
        "SELECT replicate || '/' || player || quote(value) FROM final_cost" + of +
            "ORDER BY replicate, player",
        "SELECT replicate || '/' || step || '/' || player || quote(value) FROM trajectory" + of +
            "ORDER BY replicate, step, player, coordinate",
        "SELECT replicate || '/' || step || '/' || name || quote(value) FROM metric" + of +
            "ORDER BY replicate, step, name, value",
        "SELECT replicate || '/' || step || '/' || clock.products FROM clock" + of +
            "ORDER BY replicate, step"})
    for (const std::string& row : query(results, sql)) all.push_back(row);
  CHECK(all.size() > 100);
  return all;
}

struct Workplace {
  TempFolder folder;
  Outcome run(const std::string& text, const std::string& out, const std::string& more = "") const {
    write_file(folder / "m.toml", text);
    const Outcome outcome = host("run " + (folder / "m.toml").string() + " " + more + " --out " +
                                 (folder / out).string());
    CHECK_MESSAGE(outcome.code == 0, outcome.err);
    return outcome;
  }
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

bool says(const Outcome& outcome, const std::string& what) {
  return outcome.err.find(what) != std::string::npos;
}

TEST_CASE(
    "after a change of one learner only its runs are computed, and the others are the same bits") {
  const Workplace at;
  at.run(three, "a");
  const std::string changed = replaced(three, "step = 0.05", "step = 0.06");
  const Outcome second = at.run(changed, "b");
  CHECK(says(second, "reusing 12 runs from " + (at.folder / "a").string()));
  CHECK(says(second,
             "'LOLA' is computed: player.1.step.constant is 0.06 and was 0.05; "
             "player.2.step.constant is 0.06 and was 0.05"));
  const Outcome fresh = at.run(changed, "c", "--fresh");
  CHECK_FALSE(says(fresh, "reusing "));
  for (const char* learner : {"play", "LOLA", "lead"})
    CHECK(bits(at.folder / "b", learner) == bits(at.folder / "c", learner));
  CHECK(query(at.folder / "b", "SELECT id FROM run ORDER BY id") ==
        query(at.folder / "c", "SELECT id FROM run ORDER BY id"));
}

TEST_CASE("the names and the order of learners change no bits") {
  const Workplace at;
  at.run(three, "a");
  std::string turned = three;
  const std::size_t play = turned.find("[[learner]]"), lola = turned.find("[[learner]]", play + 1);
  const std::string first = turned.substr(play, lola - play);
  turned.erase(play, first.size());
  turned.insert(turned.find("[[observer]]"), replaced(first, "\"play\"", "\"simultaneous\""));
  const Outcome second = at.run(turned, "b");
  CHECK(says(second, "reusing 18 runs from"));
  CHECK_FALSE(says(second, "is computed"));
  CHECK(bits(at.folder / "a", "LOLA") == bits(at.folder / "b", "LOLA"));
  CHECK(query(at.folder / "b", "SELECT DISTINCT learner_index FROM run WHERE learner = 'LOLA'") ==
        std::vector<std::string>{"0"});
  CHECK(bits(at.folder / "a", "play") == bits(at.folder / "b", "simultaneous"));
}

TEST_CASE("settings that decide bits make other runs, more replicates add to the existing ones") {
  const Workplace at;
  at.run(three, "a");
  const auto taken = [&](const std::string& from, const std::string& to) {
    static int n = 0;
    const Outcome other = at.run(replaced(three, from, to), "x" + std::to_string(++n));
    return says(other, "reusing 18 runs from") ? 18 : says(other, "reusing ") ? 1 : 0;
  };
  CHECK(taken("seeds = 6", "seeds = 9") == 18);
  CHECK(taken("seeds = 6", "seeds = [5, 4, 3, 2, 1, 0]") == 18);
  CHECK(taken("steps = 200", "steps = 201") == 0);
  CHECK(taken("seeds = 6", "seeds = 6\nseed = 1") == 0);
  CHECK(taken("plugin = \"torus\"", "plugin = \"torus\"\nparams = { alpha = [1.0, 1.2] }") == 0);
  CHECK(taken("every = { log = 12 }", "every = { log = 13 }") == 0);
}

TEST_CASE("files of reused runs are copied under the new run's number") {
  const Workplace at;
  const std::string full = replaced(three, "every = { log = 12 }",
                                    "params = { store = \"npy\" }\nevery = { steps = 50 }");
  at.run(full, "a");
  at.run(replaced(full, "seeds = 6", "seeds = [3, 0]"), "b");
  const auto paths =
      query(at.folder / "b", "SELECT path FROM file JOIN run ON run = id ORDER BY id");
  CHECK(paths.size() == 12);
  for (const std::string& path : paths) CHECK(fs::exists(at.folder / "b" / path));
  const std::string old = "files/run3-trajectory-trajectory.npy";
  CHECK(read_file(at.folder / "a" / old) ==
        read_file(at.folder / "b" / "files/run0-trajectory-trajectory.npy"));
}

TEST_CASE(
    "the same manifest continues its folder; another manifest is refused and destroys nothing") {
  const Workplace at;
  at.run(three, "a");
  const auto before = bits(at.folder / "a", "LOLA");
  at.run(three, "a");
  CHECK(query(at.folder / "a", "SELECT count(*) FROM run") == std::vector<std::string>{"18"});
  write_file(at.folder / "other.toml", replaced(three, "steps = 200", "steps = 100"));
  const Outcome other =
      host("run " + (at.folder / "other.toml").string() + " --out " + (at.folder / "a").string());
  CHECK(other.code == 2);
  CHECK(says(other, "holds results of another manifest"));
  CHECK(bits(at.folder / "a", "LOLA") == before);
}

TEST_CASE("status reports finished and missing runs, reproduce finds the same bits") {
  const Workplace at;
  at.run(three, "a");
  const std::string folder = (at.folder / "a").string();
  for (const char* table :
       {"final_state", "final_cost", "start_cost", "metric", "path", "recording"})
    query(at.folder / "a", std::string("DELETE FROM ") + table + " WHERE run IN (7, 8, 10)");
  query(at.folder / "a", "DELETE FROM run WHERE id IN (7, 8, 10)");
  const Outcome status = host("status " + folder);
  CHECK(status.out.starts_with("three  interrupted  15 of 18 runs\n"));
  CHECK(status.out.find("    missing: replicates 1 to 2, 4\n") != std::string::npos);
  const auto json = nlohmann::json::parse(host("status --json " + folder).out);
  CHECK(json["done"] == 15);
  CHECK(json["learners"][1]["missing"] == std::vector<int>{1, 2, 4});
  at.run(three, "a", "--resume");
  CHECK(host("status " + folder).out.starts_with("three  complete  18 of 18 runs\n"));

  const Outcome same = host("reproduce " + folder + " 3");
  CHECK(same.code == 0);
  CHECK(same.out.find("run 3: the same bits, ") == 0);
  // A change in the last bit of one recorded number is found, with its step.
  const std::string change = query(
      at.folder / "a",
      "SELECT 'UPDATE path SET v' || place || ' = v' || place || ' * (1 + 2.3e-16) WHERE run = 3 "
      "AND player = 1 AND part = ' || part FROM recording JOIN path_step ON list = path_list "
      "WHERE run = 3 AND step < 100 ORDER BY step DESC LIMIT 1")[0];
  query(at.folder / "a", change);
  const Outcome differs = host("reproduce --json " + folder + " 3");
  CHECK(differs.code == 1);
  const auto found = nlohmann::json::parse(differs.out);
  CHECK(found["same"] == false);
  const std::string step =
      query(at.folder / "a", "SELECT max(step) FROM trajectory WHERE step < 100")[0];
  CHECK(found["difference"].get<std::string>().starts_with("x2[0] at step " + step + " was "));
  CHECK(host("reproduce " + folder + " 99").code == 2);
}

TEST_CASE("JSON lines report the begin, every run, and the end") {
  const Workplace at;
  write_file(at.folder / "m.toml", three);
  const Outcome outcome = host("run " + (at.folder / "m.toml").string() +
                               " -q --json-lines --out " + (at.folder / "a").string());
  std::istringstream lines(outcome.out);
  std::vector<nlohmann::json> events;
  for (std::string line; std::getline(lines, line);) events.push_back(nlohmann::json::parse(line));
  REQUIRE(events.size() == 20);
  CHECK(events.front()["event"] == "begin");
  CHECK(events.front()["runs"] == 18);
  CHECK(events.back()["event"] == "end");
  CHECK(events.back()["interrupted"] == false);
  int ended = 0;
  for (const auto& [outcome_name, count] : events.back()["outcomes"].items())
    ended += count.get<int>();
  CHECK(ended == 18);
  CHECK(events[1]["cost"].size() == 2);
}

// Runs the host and kills it after a time; returns whether it was still running.
bool killed_after(std::chrono::milliseconds wait, const std::vector<std::string>& arguments) {
  const pid_t child = fork();
  if (child == 0) {
    std::vector<char*> pointers;
    for (const std::string& argument : arguments)
      pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    execv(HOST, pointers.data());
    _exit(127);
  }
  REQUIRE(child > 0);
  std::this_thread::sleep_for(wait);
  kill(child, SIGKILL);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status);
}

TEST_CASE("killed at twenty random moments and resumed, an experiment has the same bits") {
  const Workplace at;
  const std::string longer = replaced(replaced(three, "steps = 200", "steps = 200000\nbatch = 1"),
                                      "seeds = 6", "seeds = 40");
  write_file(at.folder / "m.toml", longer);
  const std::string out = (at.folder / "a").string();
  const std::vector<std::string> arguments = {
      "firstmove", "run", (at.folder / "m.toml").string(), "-q", "--fresh", "--out", out};
  std::mt19937_64 generator(11);
  std::uniform_int_distribution<int> wait(5, 250);
  int kills = 0;
  std::size_t kept = 0;
  for (int i = 0; i < 20; ++i) {
    kills += killed_after(std::chrono::milliseconds(wait(generator)), arguments);
    if (!fs::exists(at.folder / "a" / "results.sqlite")) continue;
    const std::size_t now = query(at.folder / "a", "SELECT id FROM run").size();
    CHECK(now >= kept);  // nothing stored is lost
    kept = now;
  }
  CHECK(kills == 20);
  at.run(longer, "a", "-q --fresh");
  at.run(longer, "b", "-q --fresh");
  for (const char* learner : {"play", "LOLA", "lead"})
    CHECK(bits(at.folder / "a", learner) == bits(at.folder / "b", learner));
}

}  // namespace
