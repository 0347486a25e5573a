// Manifests that include others and contain only the differences.
#include "support/manifest_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::manifest_test;

const std::string base = R"([experiment]
name = "base"
steps = 100
seeds = 3
stop = { update_norm = 1e-6 }

[game]
plugin = "manifest-game"
params = { weight = 2.0, count = 4 }
teams = [[1], [2]]

[[learner]]
name = "one"
rule = "manifest-descent"
step = { power = [1.0, 0.5] }
params = { eta = 3.0 }
noise = { normal = 1.0 }
optimizer = { adam = { beta1 = 0.5 } }

[[learner]]
name = "two"
step = 0.1
players = [{ rule = "manifest-descent" }, { rule = "manifest-answer" }]

[[observer]]
plugin = "manifest-watcher"
every = { log = 50 }

[[observer]]
plugin = "manifest-watcher"
every = { steps = 7 }
)";

ExperimentSpec over_base(const std::string& difference) {
  return read_one("include = \"base.toml\"\n" + difference, {}, {{"base.toml", base}});
}
std::string mistakes_over(const std::string& difference) {
  return mistakes_in("include = \"base.toml\"\n" + difference, {}, {{"base.toml", base}});
}
double real(const Parameters& params, std::size_t i) { return params.values().values[i]->real; }

TEST_CASE("a manifest that only includes another equals it") {
  const ExperimentSpec spec = over_base("");
  CHECK(spec.name == "base");
  CHECK(spec.learners.size() == 2);
  CHECK(spec.observers.size() == 2);
  CHECK(spec.game.teams.size() == 2);
}

TEST_CASE("tables merge, values and lists replace") {
  const ExperimentSpec spec = over_base(R"(
[experiment]
steps = 5
seeds = [7, 8]
[game]
params = { count = 6 }
)");
  CHECK(spec.name == "base");
  CHECK(spec.steps == 5);
  CHECK(spec.replicates == std::vector<std::uint32_t>{7, 8});
  CHECK(real(spec.game.params, 0) == 2.0);
  CHECK(spec.game.params.values().values[1]->integer == 6);
}

TEST_CASE("learners of the same name merge in place, and others are appended") {
  const ExperimentSpec spec = over_base(R"(
[[learner]]
name = "three"
rule = "manifest-answer"
[[learner]]
name = "one"
params = { eta = 4.0 }
)");
  REQUIRE(spec.learners.size() == 3);
  CHECK(spec.learners[0].name == "one");
  CHECK(spec.learners[2].name == "three");
  const PlayerSpec& player = spec.learners[0].players[1];
  CHECK(real(player.params, 0) == 4);
  CHECK(std::get<PowerStep>(player.step).exponent == 0.5);
  CHECK(std::get<NormalNoise>(player.noise).variance == 1);
}

TEST_CASE("values of one of several kinds are replaced whole") {
  const ExperimentSpec spec = over_base(R"(
[experiment]
start = { at = [0, 0, 0] }
[[learner]]
name = "one"
step = { exponential = [0.2, 0.9] }
noise = { uniform = 2.0 }
optimizer = { adam = { beta2 = 0.9 } }
[[observer]]
plugin = "manifest-watcher"
every = { steps = 3 }
)");
  const PlayerSpec& player = spec.learners[0].players[0];
  CHECK(std::get<ExponentialStep>(player.step).factor == 0.9);
  CHECK(std::get<UniformNoise>(player.noise).half_width == 2);
  CHECK(std::get<AdamOptimizer>(player.optimizer).beta1 == 0.9);  // the default, not the base's
  CHECK(real(player.params, 0) == 3);
  CHECK(std::get<EveryStep>(spec.observers[0].every).steps == 3);
}

TEST_CASE("observers of the same plugin merge the n-th with the n-th") {
  const ExperimentSpec spec = over_base(R"(
[[observer]]
plugin = "manifest-watcher"
[[observer]]
plugin = "manifest-watcher"
every = { log = 3 }
[[observer]]
plugin = "manifest-watcher"
every = { log = 4 }
)");
  REQUIRE(spec.observers.size() == 3);
  CHECK(std::get<LogSteps>(spec.observers[0].every).points == 50);
  CHECK(std::get<LogSteps>(spec.observers[1].every).points == 3);
  CHECK(std::get<LogSteps>(spec.observers[2].every).points == 4);
}

TEST_CASE("a learner that changes from rule to players, or back, keeps only its name") {
  const ExperimentSpec spec = over_base(R"(
[[learner]]
name = "one"
players = [{ rule = "manifest-descent", step = 0.5 }, { rule = "manifest-answer" }]
[[learner]]
name = "two"
rule = "manifest-descent"
step = 0.3
)");
  const PlayerSpec& first = spec.learners[0].players[0];
  CHECK(real(first.params, 0) == 0.5);  // the default
  CHECK(std::holds_alternative<NoNoise>(first.noise));
  CHECK(std::holds_alternative<PlainOptimizer>(first.optimizer));
  CHECK(std::string(spec.learners[1].players[1].rule.descriptor->id) == "manifest-descent");
  CHECK(mistakes_over("[[learner]]\nname = \"two\"\nrule = \"manifest-descent\"") ==
        "base.toml:20:1: [[learner]] needs 'step', like step = { power = [1.0, 1.0] }");
}

TEST_CASE("another rule or game drops the params of the inherited one") {
  const ExperimentSpec spec = over_base(R"(
without = "learner.two"
[experiment]
start = { at = [1] }
[game]
plugin = "manifest-bare"
params = { scale = 2.0 }
[[learner]]
name = "one"
rule = "manifest-answer"
)");
  CHECK(real(spec.game.params, 0) == 2);
  CHECK(spec.game.teams.empty());
  CHECK(std::string(spec.learners[0].players[0].rule.descriptor->id) == "manifest-answer");
}

TEST_CASE("inherited values can be removed") {
  const ExperimentSpec spec = over_base(R"(
without = ["learner.one", "observer.1", "experiment.stop", "game.teams"]
[[learner]]
name = "one"
rule = "manifest-answer"
)");
  REQUIRE(spec.learners.size() == 2);
  CHECK(spec.learners[0].name == "two");
  CHECK(std::string(spec.learners[1].players[0].rule.descriptor->id) == "manifest-answer");
  CHECK(spec.observers.size() == 1);
  CHECK(spec.stop.update_norm < 0);
  CHECK(spec.game.teams.empty());
}

TEST_CASE("removing an inherited value under a wrong name") {
  CHECK(mistakes_over("without = [\"learner.noe\"]") ==
        "m.toml:2:12: without: 'noe' in 'learner.noe' must be an index from 0 to 1 or a name; did "
        "you mean 'one'?");
  CHECK(mistakes_over("without = \"learner.one.stpe\"") ==
        "m.toml:2:11: without: nothing is inherited at 'learner.one.stpe'; did you mean 'step'?");
  CHECK(mistakes_over("without = [3]") ==
        "m.toml:2:12: without must name keys, like \"learner.LOLA\", and is an integer: 3");
  CHECK(mistakes_in("without = [\"sweep\"]\n" + plain) ==
        "m.toml:1:11: without removes inherited values, and this manifest has no 'include'");
}

TEST_CASE(
    "later includes win, the manifest itself most; paths are relative; each file counts once") {
  const Others others = {
      {"parts/a.toml", "include = [\"common/c.toml\"]\n[experiment]\nsteps = 1\nseed = 1\n"},
      {"parts/b.toml", "include = [\"common/c.toml\"]\n[experiment]\nseed = 2\nbatch = 2\n"},
      {"parts/common/c.toml", "[experiment]\nsteps = 3\nseed = 3\nbatch = 3\nwarnings = false\n"}};
  const ExperimentSpec spec = read_one(
      "include = [\"parts/a.toml\", \"./parts/b.toml\"]\n[experiment]\nname = \"x\"\nseeds = 1\n" +
          game + learner,
      {}, others);
  CHECK(spec.steps == 1);  // from a.toml: c.toml is not read again through b.toml
  CHECK(spec.seed == 2);
  CHECK(spec.batch == 2);
  CHECK_FALSE(spec.warnings);
}

TEST_CASE("missing includes and cycles are all reported at once") {
  CHECK(mistakes_in("include = [\"bsae.toml\", \"a.toml\"]\n", {},
                    {{"base.toml", base},
                     {"a.toml", "include = [\"b.toml\"]"},
                     {"b.toml", "include = [\"x/none.toml\",\n  \"a.toml\",\n  3]"}}) ==
        "m.toml:1:12: the manifest 'bsae.toml' cannot be read; did you mean 'base.toml'?\n"
        "b.toml:3:3: include must name manifests, and is an integer: 3\n"
        "b.toml:1:12: the manifest 'x/none.toml' cannot be read (included by m.toml > a.toml > "
        "b.toml)\n"
        "b.toml:2:3: include forms a cycle: m.toml > a.toml > b.toml > a.toml");
  CHECK(mistakes_in("include = \"m.toml\"") ==
        "m.toml:1:11: include forms a cycle: m.toml > m.toml");
  CHECK(mentions(mistakes_in("include = [\"a.toml\", \"b.toml\"]", {},
                             {{"a.toml", "x = \n"}, {"b.toml", "[y\n"}}),
                 "a.toml:1:5: "));
}

TEST_CASE("mistakes name the file of the value, all at once") {
  std::string wrong = base;
  wrong.replace(wrong.find("steps = 100"), 11, "stesp = 100");
  wrong.replace(wrong.find("log = 50"), 8, "log = -1");
  CHECK(mistakes_in("include = \"base.toml\"\n[experiment]\nsteps = 0\n[game]\nparams = { weight = "
                    "99 }\n[[learner]]\nname = \"two\"\nstep = -1\n",
                    {"experiment.batch=0"}, {{"base.toml", wrong}}) ==
        "m.toml:5:21: parameter 'weight' of game 'manifest-game' must be above 0 and at most 10, "
        "and is 99 (of the quadratic term)\n"
        "m.toml:3:9: 'steps' in [experiment] must be an integer of at least 1, and is an integer: "
        "0\n"
        "--set experiment.batch=0: 'batch' in [experiment] must be an integer from 1 to 65536, and "
        "is an integer: 0\n"
        "base.toml:3:1: unknown key 'stesp' in [experiment]; did you mean 'steps'?\n"
        "m.toml:8:8: step must be above 0; it is -1\n"
        "base.toml:27:9: every { log = n } needs an integer n from 1 to 1000000; it is { log = "
        "-1 }");
}

TEST_CASE("an inherited sweep keeps the order of its keys, and another mode replaces it") {
  const Others others = {{"base.toml", base + "[sweep]\n\"game.params.weight\" = [1.0, 2.0]\n"
                                              "\"experiment.seed\" = { range = [1, 2, 1] }\n"}};
  const auto labels = [&](const std::string& sweep) {
    std::vector<std::string> all;
    for (const Variant& v : read("include = \"base.toml\"\n" + sweep, {}, others).variants)
      all.push_back(v.sweep_json);
    return all;
  };
  CHECK(labels("[sweep]\n\"experiment.seed\" = [5]\n\"game.params.weight\" = [3.0, 4.0]\n"
               "\"learner.one.params.eta\" = [7.0]\n") ==
        std::vector<std::string>{
            R"({"game.params.weight":3.0,"experiment.seed":5,"learner.one.params.eta":7.0})",
            R"({"game.params.weight":4.0,"experiment.seed":5,"learner.one.params.eta":7.0})"});
  CHECK(labels("[sweep]\nlist = [{ \"experiment.seed\" = 5 }]\n") ==
        std::vector<std::string>{R"({"experiment.seed":5})"});
  CHECK(labels("without = [\"sweep\"]") == std::vector<std::string>{"{}"});
}

}  // namespace
