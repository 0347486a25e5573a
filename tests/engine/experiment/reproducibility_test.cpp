// The same manifest gives the same bits for any batches, threads and interruptions.
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

constexpr const char* every_rule = R"(
[experiment]
name = "every-rule"
steps = 300
seeds = 13

[game]
plugin = "torus"

[[learner]]
name = "gradient play"
rule = "gradient-play"
step = 0.1
noise = { normal = 0.5 }

[[learner]]
name = "stackelberg"
players = [
  { rule = "stackelberg", step = { power = [1.0, 1.0] }, noise = { normal = 0.1 } },
  { rule = "gradient-play", step = { exponential = [0.2, 0.999] } },
]

[[learner]]
name = "regularized, by conjugate gradients, adam"
players = [
  { rule = "regularized-stackelberg", params = { solver = "cg", iterations = 5 }, step = 0.01 },
  { rule = "gradient-play", step = { list = [0.3, 0.2, 0.1] } },
]
optimizer = "adam"
noise = { normal = 0.01 }

[[learner]]
name = "lola"
rule = "lola"
step = 0.05
noise = { normal = 0.1 }

[[learner]]
name = "best response"
players = [ { rule = "stackelberg", step = 0.02, noise = { normal = 0.1 } }, { rule = "best-response" } ]

[[observer]]
plugin = "trajectory"
every = { log = 20 }
)";

// Everything that must agree.
std::vector<std::string> bits(const fs::path& results) {
  std::vector<std::string> all;
  for (const char* sql :
       {"SELECT id || learner || replicate || status || outcome || reason || steps || '/' || "
        "products || key FROM run ORDER BY id",
        "SELECT run || '/' || step || '/' || products FROM clock ORDER BY run, step",
        "SELECT run || '/' || player || '/' || coordinate || '/' || quote(value) FROM final_state "
        "ORDER BY run, player, coordinate",
        "SELECT run || '/' || player || '/' || quote(value) FROM final_cost ORDER BY run, player",
        "SELECT run || '/' || step || '/' || player || '/' || quote(value) FROM trajectory ORDER "
        "BY run, step, player, coordinate"})
    for (const std::string& row : query(results, sql)) all.push_back(row);
  return all;
}

std::vector<std::string> run(const fs::path& manifest, const fs::path& out,
                             const std::string& arguments) {
  const Outcome outcome =
      host("run " + manifest.string() + " --fresh --out " + out.string() + " " + arguments);
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  return bits(out);
}

// experiments/all-learners.toml with an optimizer and a noise added to every learner.
std::string all_learners(const std::string& optimizer, const std::string& noise) {
  const std::string text = read_file(SOURCE_TREE "/experiments/all-learners.toml");
  std::string out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find('\n', from);
    const std::string line = text.substr(from, end - from);
    out += line + "\n";
    if (line == "[[learner]]") out += "optimizer = " + optimizer + "\nnoise = " + noise + "\n";
    from = end == std::string::npos ? text.size() : end + 1;
  }
  return out;
}

TEST_CASE("all rules with all optimizers and noises give the same bits for any jobs and batches") {
  for (const auto& [optimizer, noise] :
       {std::pair<std::string, std::string>{"'plain'", "{ state_normal = 0.01 }"},
        {"{ momentum = -0.3 }", "{ student_t = [3.0, 0.01] }"},
        {"{ adam = { beta1 = 0.5 } }", "{ uniform = 0.05 }"},
        {"'rmsprop'", "{ normal = 0.001 }"}}) {
    CAPTURE(optimizer);
    const TempFolder folder;
    write_file(folder / "m.toml", all_learners(optimizer, noise));
    const auto go = [&](const std::string& name, const std::string& arguments) {
      const Outcome outcome = host("run " + (folder / "m.toml").string() + " --fresh" +
                                   " -q --set experiment.steps=30 --set experiment.seeds=9 --set "
                                   "experiment.warnings=true --out " +
                                   (folder / name).string() + " " + arguments);
      REQUIRE_MESSAGE(outcome.code <= 1, outcome.err);
      std::vector<std::string> all = bits(folder / name);
      for (const std::string& row :
           query(folder / name,
                 "SELECT learner || '/' || coalesce(run, '') || '/' || coalesce(step, '') || text "
                 "FROM warning ORDER BY learner, run, step, text"))
        all.push_back(row);
      return all;
    };
    const auto reference = go("r", "--jobs 1 --set experiment.batch=64");
    CHECK(reference.size() > 1000);
    for (const char* arguments :
         {"--jobs 2 --set experiment.batch=64", "--jobs 2 --set experiment.batch=5",
          "--jobs 1 --set experiment.batch=1"}) {
      CAPTURE(arguments);
      static int runs = 0;
      CHECK(go("r" + std::to_string(++runs), arguments) == reference);
    }
  }
}

TEST_CASE("jobs and batch sizes change no bit, under every rule") {
  const TempFolder folder;
  write_file(folder / "m.toml", every_rule);
  const auto reference = run(folder / "m.toml", folder / "r", "--jobs 1 --set experiment.batch=64");
  CHECK(reference.size() > 65 + 130);
  int n = 0;
  for (const char* arguments :
       {"--jobs 1", "--jobs 2", "--jobs 2 --set experiment.batch=1",
        "--jobs 2 --set experiment.batch=5", "--jobs 1 --set experiment.batch=5"})
    CHECK_MESSAGE(run(folder / "m.toml", folder / std::to_string(n++), arguments) == reference,
                  arguments);
}

TEST_CASE("the record of a run does not depend on when other runs of its batch end") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"(
[experiment]
name = "ending"
steps = 1000
start = { grid = [[1, 9, 9], [0, 0, 1]] }
stop = { update_norm = 0.001 }
[game]
plugin = "quadratic"
params = { Q = [[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]] }
[[learner]]
name = "halving"
rule = "gradient-play"
step = 0.5
[[observer]]
plugin = "trajectory"
every = { steps = 7 }
)");
  const auto alone = run(folder / "m.toml", folder / "a", "--set experiment.batch=1");
  CHECK(run(folder / "m.toml", folder / "b", "--set experiment.batch=9") == alone);
  CHECK(query(folder / "a", "SELECT DISTINCT step FROM trajectory WHERE run = 0") ==
        std::vector<std::string>{"0", "7", "10"});
}

TEST_CASE("the stored manifest gives the same bits again") {
  const TempFolder folder;
  write_file(folder / "m.toml", every_rule);
  const auto first = run(folder / "m.toml", folder / "a", "--set learner.0.step=0.07");
  CHECK(run(folder / "a" / "manifest.toml", folder / "b", "") == first);
  CHECK(read_file(folder / "a" / "manifest.toml") == read_file(folder / "b" / "manifest.toml"));
}

TEST_CASE("a learner's bits do not depend on the other learners of the experiment") {
  const TempFolder folder;
  write_file(folder / "all.toml", every_rule);
  std::string alone = every_rule;
  alone.erase(alone.find("[[learner]]\nname = \"stackelberg\""),
              alone.find("[[observer]]") - alone.find("[[learner]]\nname = \"stackelberg\""));
  write_file(folder / "one.toml", alone);
  run(folder / "all.toml", folder / "a", "");
  run(folder / "one.toml", folder / "b", "");
  const char* sql = "SELECT quote(value) FROM final_state WHERE run < 13 ORDER BY run, player";
  CHECK(query(folder / "a", sql) == query(folder / "b", sql));
  CHECK(query(folder / "b", sql).size() == 26);
}

TEST_CASE("another seed gives other draws, and all learners begin at the same starts") {
  const TempFolder folder;
  write_file(folder / "m.toml", every_rule);
  const auto first = run(folder / "m.toml", folder / "a", "");
  CHECK(run(folder / "m.toml", folder / "b", "--set experiment.seed=1") != first);
  const auto starts = [&](const char* learner) {
    return query(folder / "a",
                 std::string("SELECT quote(value) FROM trajectory JOIN run ON run.id = run "
                             "WHERE step = 0 AND player = 0 AND learner = '") +
                     learner + "' ORDER BY replicate");
  };
  CHECK(starts("gradient play").size() == 13);
  CHECK(starts("gradient play") == starts("lola"));
}

TEST_CASE("an interrupted experiment is kept, resumes with --resume, and ends with the same bits") {
  const TempFolder folder;
  std::string text = every_rule;
  text.replace(text.find("steps = 300"), 11, "steps = 100000");
  write_file(folder / "m.toml", text);
  const std::string common =
      "run " + (folder / "m.toml").string() + " --set experiment.batch=1 --out ";
  const std::string environment = "FIRSTMOVE_PLUGIN_PATH=" FIXTURES " ";
  const Outcome cut =
      shell(environment + "timeout --foreground --preserve-status -s INT 1 " HOST " " + common +
            (folder / "a").string());
  REQUIRE_MESSAGE(cut.code == 130, cut.err);
  CHECK(cut.err.find("resume with --resume") != std::string::npos);
  const auto kept = query(folder / "a", "SELECT id FROM run");
  CHECK(kept.size() < 65);
  const Outcome rest =
      shell(environment + HOST " " + common + (folder / "a").string() + " --resume");
  REQUIRE_MESSAGE(rest.code == 0, rest.err);
  run(folder / "m.toml", folder / "b", "--set experiment.batch=1");
  CHECK(bits(folder / "a") == bits(folder / "b"));

  const Outcome other = shell(environment + HOST " " + common + (folder / "a").string() +
                              " --resume --set experiment.seed=9");
  CHECK(other.code == 2);
  CHECK(other.err.find("holds results of another manifest") != std::string::npos);
}

TEST_CASE("a sweep runs every combination and records which run belongs to which") {
  const TempFolder folder;
  write_file(folder / "m.toml", std::string(every_rule) +
                                    "[sweep]\n\"game.params.alpha\" = [[1.0, 1.3], [2.0, 1.0]]\n"
                                    "\"experiment.steps\" = [10, 20]\n");
  run(folder / "m.toml", folder / "a", "--set experiment.seeds=1");
  CHECK(query(folder / "a", "SELECT DISTINCT sweep_json FROM run ORDER BY id") ==
        std::vector<std::string>{R"({"game.params.alpha":[1.0,1.3],"experiment.steps":10})",
                                 R"({"game.params.alpha":[1.0,1.3],"experiment.steps":20})",
                                 R"({"game.params.alpha":[2.0,1.0],"experiment.steps":10})",
                                 R"({"game.params.alpha":[2.0,1.0],"experiment.steps":20})"});
  CHECK(run(folder / "a" / "manifest.toml", folder / "b", "") == bits(folder / "a"));
}

}  // namespace
