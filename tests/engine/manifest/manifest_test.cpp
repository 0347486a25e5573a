// Reads manifests, and checks the messages about their mistakes.
#include "support/manifest_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::manifest_test;

// ---- Values ------------------------------------------------------------------------------------

TEST_CASE("the smallest manifest, and its defaults") {
  const ExperimentSpec spec = read_one(plain);
  CHECK(spec.name == "toy");
  CHECK(spec.steps == 100);
  CHECK(spec.seed == 0);
  CHECK(spec.batch == 0);
  CHECK(spec.replicates == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(spec.place == std::vector<std::uint32_t>{0, 1});
  CHECK(spec.stop.update_norm < 0);
  CHECK(spec.observers.empty());
  CHECK(spec.game.params.values().values[0]->real == 1.5);

  const auto& start = std::get<UniformStart>(spec.start);  // the game's own box
  CHECK(start.lower == List{-1, 0, 0.1});
  CHECK(start.upper == List{1, 2, 0.3});

  REQUIRE(spec.learners.size() == 1);
  REQUIRE(spec.learners[0].players.size() == 2);
  for (const PlayerSpec& player : spec.learners[0].players) {
    CHECK(std::string(player.rule.descriptor->id) == "manifest-descent");
    CHECK(std::get<ConstantStep>(player.step).gamma == 0.1);
    CHECK(std::holds_alternative<NoNoise>(player.noise));
    CHECK(std::holds_alternative<PlainOptimizer>(player.optimizer));
    CHECK(player.params.values().values[0]->real == 0.5);
  }
}

TEST_CASE("the text and the sweep label of a manifest without a sweep") {
  const Manifest manifest = read(plain);
  CHECK(manifest.text == plain);
  REQUIRE(manifest.variants.size() == 1);
  CHECK(manifest.variants[0].sweep_json == "{}");
}

TEST_CASE("every key of [experiment]") {
  const ExperimentSpec spec = read_one(R"([experiment]
name = "toy-2_b.c"
steps = 7
seeds = [5, 3, 9]
seed = 42
start = { at = [1, 2.5, 0] }
stop = { update_norm = 1e-6 }
order = [2, 1]
batch = 16
)" + game + learner);
  CHECK(spec.replicates == std::vector<std::uint32_t>{5, 3, 9});
  CHECK(spec.seed == 42);
  CHECK(std::get<StartAt>(spec.start).x == List{1, 2.5, 0});
  CHECK(spec.stop.update_norm == 1e-6);
  CHECK(spec.place == std::vector<std::uint32_t>{1, 0});
  CHECK(spec.batch == 16);
}

TEST_CASE("starts, one for all coordinates or one for each") {
  const auto start = [](const std::string& text) {
    return read_one(with_experiment("start = " + text)).start;
  };
  CHECK(std::get<UniformStart>(start("{ uniform = [0, 2] }")).upper == List{2, 2, 2});
  CHECK(std::get<UniformStart>(start("{ uniform = [[-1, 1], [0, 5], [2, 2]] }")).lower ==
        List{-1, 0, 2});
  CHECK(std::get<NormalStart>(start("{ normal = [1, 4] }")).variance == List{4, 4, 4});
  CHECK(std::get<NormalStart>(start("{ normal = [[1, 4], [2, 0], [3, 1]] }")).mean ==
        List{1, 2, 3});
}

TEST_CASE("a grid of starts sets the number of replicates") {
  const auto grid = [](const std::string& seeds, const std::string& axes) {
    return "[experiment]\nname = \"toy\"\nsteps = 1\n" + seeds + "\nstart = { grid = " + axes +
           " }\n" + game + learner;
  };
  const ExperimentSpec spec = read_one(grid("", "[[-1, 1, 3], [0, 1, 2], [0, 0, 1]]"));
  CHECK(spec.replicates == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
  CHECK(std::get<GridStart>(spec.start).points == std::vector<std::uint32_t>{3, 2, 1});
  CHECK(read_one(grid("", "[0, 1, 2]")).replicates.size() == 8);
  CHECK(read_one(grid("seeds = 8", "[0, 1, 2]")).replicates.size() == 8);
  CHECK(mistakes_in(grid("seeds = 9", "[0, 1, 2]")) ==
        "m.toml:4:9: seeds and the grid of starts disagree: 9 seeds, 8 points; leave seeds out");
}

TEST_CASE("a grid of starts that is too large is refused before memory is allocated") {
  const MemoryLimit limit;
  CHECK(mentions(mistakes_in("[experiment]\nname = \"toy\"\nsteps = 1\nstart = { grid = [0, 1, "
                             "1000000] }\n" +
                             game + learner),
                 "at most 100000000 points"));
}

TEST_CASE("steps, noise and optimizers of every kind") {
  const auto player = [](const std::string& step, const std::string& more = "") {
    return read_one(with_step(step) + "\n" + more).learners[0].players[1];
  };
  CHECK(std::get<ConstantStep>(player("2").step).gamma == 2);
  CHECK(std::get<ConstantStep>(player("{ constant = 0.5 }").step).gamma == 0.5);
  CHECK(std::get<PowerStep>(player("{ power = [1, 0.75] }").step).exponent == 0.75);
  CHECK(std::get<ExponentialStep>(player("{ exponential = [1, 0.99] }").step).factor == 0.99);
  CHECK(std::get<ListedSteps>(player("{ list = [3, 2, 1] }").step).gammas == List{3, 2, 1});
  CHECK(std::get<NormalNoise>(player("1", "noise = { normal = 10.0 }").noise).variance == 10);
  CHECK(std::holds_alternative<NoNoise>(player("1", "noise = \"none\"").noise));
  CHECK(std::holds_alternative<PlainOptimizer>(player("1", "optimizer = \"plain\"").optimizer));
  CHECK(std::get<AdamOptimizer>(player("1", "optimizer = \"adam\"").optimizer).beta1 == 0.9);
  const auto adam = std::get<AdamOptimizer>(
      player("1", "optimizer = { adam = { beta1 = 0.5, epsilon = 1e-4 } }").optimizer);
  CHECK(adam.beta1 == 0.5);
  CHECK(adam.beta2 == 0.999);
  CHECK(adam.epsilon == 1e-4);
}

TEST_CASE("a rule for each player, with the learner's values as their defaults") {
  const ExperimentSpec spec = read_one(head + game + R"(
[[learner]]
name = "mixed"
step = 0.1
noise = { normal = 2 }
optimizer = "adam"
players = [
  { rule = "manifest-descent", params = { eta = 3 }, step = { power = [1, 1] }, noise = "none" },
  { rule = "manifest-descent" },
]
)");
  const auto& players = spec.learners[0].players;
  REQUIRE(players.size() == 2);
  CHECK(players[0].params.values().values[0]->real == 3);
  CHECK(std::holds_alternative<PowerStep>(players[0].step));
  CHECK(std::holds_alternative<NoNoise>(players[0].noise));
  CHECK(std::holds_alternative<AdamOptimizer>(players[0].optimizer));
  CHECK(players[1].params.values().values[0]->real == 0.5);
  CHECK(std::get<ConstantStep>(players[1].step).gamma == 0.1);
  CHECK(std::get<NormalNoise>(players[1].noise).variance == 2);
}

TEST_CASE("a rule that returns actions needs no step and ignores the learner's") {
  const std::string text = head + game + R"(
[[learner]]
name = "mixed"
step = 0.1
players = [{ rule = "manifest-descent" }, { rule = "manifest-answer" }]

[[learner]]
name = "answers"
rule = "manifest-answer"
)";
  CHECK(read_one(text).learners.size() == 2);
}

TEST_CASE("observers and their cadence") {
  const ExperimentSpec spec = read_one(plain + R"(
[[observer]]
plugin = "manifest-watcher"
[[observer]]
plugin = "manifest-watcher"
every = { log = 50 }
[[observer]]
plugin = "manifest-watcher"
every = { steps = 10 }
)");
  REQUIRE(spec.observers.size() == 3);
  CHECK(std::get<LogSteps>(spec.observers[0].every).points == 200);
  CHECK(std::get<LogSteps>(spec.observers[1].every).points == 50);
  CHECK(std::get<EveryStep>(spec.observers[2].every).steps == 10);
}

TEST_CASE("the folder of a manifest") {
  CHECK(manifest_folder("experiments/a.toml") == "experiments");
  CHECK(manifest_folder("a.toml") == ".");
}

// ---- Mistakes ----------------------------------------------------------------------------------

TEST_CASE("a file that cannot be read") {
  const File file("");
  const fs::path missing = file.path().parent_path() / "none.toml", folder = missing.parent_path();
  const auto why = [](const fs::path& path) -> std::string {
    try {
      read_manifest(path, {}, catalog());
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(mentions(why(missing), missing.string() + ": "));
  CHECK(mentions(why(missing), "the manifest cannot be read"));
  CHECK(mentions(why(folder), "the manifest cannot be read"));
}

TEST_CASE("an empty file: everything that is missing is reported at once") {
  const std::string mistakes = mistakes_in("");
  CHECK(mentions(mistakes, "the manifest needs 'experiment'"));
  CHECK(mentions(mistakes, "the manifest needs 'game'"));
  CHECK(mentions(mistakes, "the manifest needs 'learner'"));
}

TEST_CASE("a syntax error in TOML is reported with its place") {
  CHECK(mentions(mistakes_in("[experiment]\nname = \n"), "m.toml:2:8: "));
  CHECK(mentions(mistakes_in(head + "steps = 7\n"), "m.toml:5:"));
}

TEST_CASE("unknown keys are errors at their place, with a suggestion") {
  CHECK(mistakes_in(with_experiment("stesp = 7")) ==
        "m.toml:5:1: unknown key 'stesp' in [experiment]; did you mean 'steps'?");
  CHECK(mistakes_in(with_learner("stpe = 7")) ==
        "m.toml:13:1: unknown key 'stpe' in [[learner]]; did you mean 'step'?");
  CHECK(mistakes_in(plain + "[sweeep]\n") ==
        "m.toml:13:2: unknown key 'sweeep' in the manifest; did you mean 'sweep'?");
  CHECK(mentions(mistakes_in(with_experiment("stop = { update_nrom = 1, update_norm = 2 }")),
                 "m.toml:5:10: unknown key 'update_nrom' in 'stop'; did you mean 'update_norm'?"));
}

TEST_CASE("values of the wrong type are reported with the expected and the actual type") {
  const auto swap = [](std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
  };
  CHECK(mistakes_in(swap(plain, "steps = 100", "steps = 1e5")) ==
        "m.toml:3:9: 'steps' in [experiment] must be an integer of at least 1, and is a real: "
        "100000.0");
  CHECK(mistakes_in(swap(plain, "steps = 100", "steps = 0")) ==
        "m.toml:3:9: 'steps' in [experiment] must be an integer of at least 1, and is an integer: "
        "0");
  CHECK(mistakes_in(swap(plain, "name = \"toy\"", "name = 7")) ==
        "m.toml:2:8: 'name' in [experiment] must be a string, and is an integer: 7");
  CHECK(mentions(mistakes_in(swap(plain, "[[learner]]", "[learner]")),
                 "must be a list of tables, written [[learner]], and is a table"));
  CHECK(mentions(mistakes_in("game = 3\n" + head + learner),
                 "m.toml:1:8: 'game' in the manifest must be a table, and is an integer: 3"));
}

TEST_CASE("all mistakes are reported at once") {
  const std::string mistakes = mistakes_in(R"([experiment]
name = "a/b"
steps = -1
seeds = 0
seed = "x"
bacth = 3

[game]
plugin = "manifest-game"
params = { weight = 11, colour = 1 }

[[learner]]
name = "one"
rule = "manifest-descnet"
step = -1

[[observer]]
plugin = "nobody"
)");
  CHECK(mentions(mistakes, "m.toml:2:8: name 'a/b' must be made of at most 200 letters"));
  CHECK(mentions(mistakes, "m.toml:3:9: 'steps'"));
  CHECK(mentions(mistakes, "m.toml:4:9: 'seeds'"));
  CHECK(mentions(mistakes, "m.toml:5:8: 'seed'"));
  CHECK(
      mentions(mistakes, "m.toml:6:1: unknown key 'bacth' in [experiment]; did you mean 'batch'?"));
  CHECK(mentions(mistakes,
                 "m.toml:10:21: parameter 'weight' of game 'manifest-game' must be above "
                 "0 and at most 10, and is 11 (of the quadratic term)"));
  CHECK(mentions(mistakes, "m.toml:10:34: game 'manifest-game' has no parameter 'colour'"));
  CHECK(mentions(mistakes,
                 "m.toml:14:8: there is no learner 'manifest-descnet'; did you mean "
                 "'manifest-descent'?"));
  CHECK(mentions(mistakes, "m.toml:15:8: step must be above 0; it is -1"));
  CHECK(mentions(mistakes, "m.toml:18:10: there is no observer 'nobody'"));
}

TEST_CASE("a plugin of another kind, and one that is missing") {
  CHECK(mistakes_in(head + "[game]\nplugin = \"manifest-descent\"\n" + learner) ==
        "m.toml:6:10: 'manifest-descent' is a learner, not a game");
  CHECK(mistakes_in(head + "[game]\nparams = {}\n" + learner) ==
        "m.toml:5:1: [game] needs exactly one of 'plugin' (a name), 'source' (a file) and 'cost' "
        "(formulas)");
}

TEST_CASE("names that are not file names") {
  for (const char* name : {"", "a/b", "..", ".hidden", "a b"}) {
    CAPTURE(name);
    const std::string text = "[experiment]\nname = \"" + std::string(name) +
                             "\"\nsteps = 1\nseeds = 1\n" + game + learner;
    CHECK(mentions(mistakes_in(text), "m.toml:2:8: name '" + std::string(name) + "'"));
  }
}

TEST_CASE("seeds are a count or distinct integers") {
  const auto seeds = [](const std::string& value) {
    return mistakes_in("[experiment]\nname = \"toy\"\nsteps = 1\n" + value + game + learner);
  };
  CHECK(seeds("") == "m.toml:1:1: [experiment] needs 'seeds': how many replicates, or a list");
  CHECK(mentions(seeds("seeds = [1, 2, 1]"), "m.toml:4:16: seeds must be distinct integers"));
  CHECK(mentions(seeds("seeds = [-1]"), "m.toml:4:10: seeds must be distinct integers"));
  CHECK(mentions(seeds("seeds = [1.5]"), "m.toml:4:10: seeds must be distinct integers"));
  CHECK(mentions(seeds("seeds = []"), "m.toml:4:9: seeds must not be an empty list"));
}

TEST_CASE("an order of play names every player once") {
  for (const char* order : {"[1]", "[1, 1]", "[0, 1]", "[1, 2, 3]", "[1.0, 2]", "['1', 2]"}) {
    CAPTURE(order);
    CHECK(mentions(mistakes_in(with_experiment("order = " + std::string(order))),
                   "m.toml:5:9: order must list each of the players 1 to 2 once, and is "));
  }
}

TEST_CASE("a start fits the game") {
  const auto start = [](const std::string& value) {
    return mistakes_in(with_experiment("start = " + value));
  };
  CHECK(
      start("{ at = [1, 2] }") ==
      "m.toml:5:9: start { at = [..] } needs 3 numbers, one for each coordinate; it is { at = [1, "
      "2] }");
  CHECK(mentions(start("{ at = [1, -2, 0] }"),
                 "start leaves the game's domain: coordinate 1 must lie in [0, inf], and -2 does "
                 "not"));
  CHECK(start("{ at = [1, 2, 99] }") == "");  // an angle wraps
  CHECK(mentions(start("{ uniform = [-1, 1] }"), "coordinate 1 must lie in [0, inf]"));
  CHECK(mentions(start("{ uniform = [[0, 1], [0, 1]] }"), "one for each of the 3 coordinates"));
  CHECK(mentions(start("{ uniform = [2, 1] }"), "needs lo at most hi"));
  CHECK(mentions(start("{ normal = [0, -1] }"), "needs variance at least 0"));
  CHECK(mentions(start("{ grid = [0, 1, 0] }"), "needs an integer points from 1 to 1000000"));
  CHECK(mentions(start("{ unifrom = [0, 1] }"),
                 "start has no kind 'unifrom'; did you mean "
                 "'uniform'?"));
  CHECK(mentions(start("{ at = [nan, 0, 0] }"), "needs 3 numbers"));
  CHECK(mentions(start("7"), "start must be a table with one entry"));
}

TEST_CASE("a game without a box for starts needs a start") {
  const std::string text = head + "[game]\nplugin = \"manifest-bare\"\nparams = { scale = 1 }\n";
  CHECK(mistakes_in(text + learner) ==
        "m.toml:1:1: [experiment] needs 'start': the game names no box to start in");
}

TEST_CASE("a required parameter, with and without a table that could hold it") {
  const std::string text = head + "start = { at = [0] }\n[game]\nplugin = \"manifest-bare\"\n";
  CHECK(mistakes_in(text + learner) ==
        "m.toml:6:1: game 'manifest-bare' needs parameter 'scale' (of the cost)");
  CHECK(mistakes_in(text + "params = {}\n" + learner) ==
        "m.toml:8:10: game 'manifest-bare' needs parameter 'scale' (of the cost)");
}

TEST_CASE("a game's refusal of its parameters is reported at their place") {
  CHECK(mistakes_in(head + "[game]\nplugin = \"manifest-game\"\nparams = { count = 13 }\n" +
                    learner) ==
        "m.toml:7:10: game 'manifest-game' refuses its parameters: 13 layers are too many for me");
}

TEST_CASE("mistakes of a grid are not reported twice when the game is missing") {
  CHECK(mentions(mistakes_in("[experiment]\nname = \"toy\"\nsteps = 1\nstart = { grid = [0, 1, 2] "
                             "}\n[game]\nplugin = \"manifest-gaem\"\n" +
                             learner),
                 "m.toml:6:10: there is no game 'manifest-gaem'; did you mean 'manifest-game'?"));
  CHECK(
      mistakes_in("[experiment]\nname = \"toy\"\nsteps = 1\nstart = { grid = [0, 1, 2] }\n[game]\n"
                  "plugin = \"manifest-gaem\"\n" +
                  learner)
          .find("seeds") == std::string::npos);
}

TEST_CASE("invalid steps") {
  for (const char* step :
       {"0", "-1", "inf", "nan", "'fast'", "[1]", "{}", "{ constant = 0 }", "{ power = 1 }",
        "{ power = [1, -1] }", "{ power = [0, 1] }", "{ exponential = [1, 1.5] }",
        "{ exponential = [1, 0] }", "{ list = [] }", "{ list = [1, 0] }", "{ list = [1, inf] }",
        "{ constant = 1, power = [1, 1] }"}) {
    CAPTURE(step);
    CHECK(mistakes_in(with_step(step)).starts_with("m.toml:12:8: step "));
  }
  CHECK(mentions(mistakes_in(with_step("{ powr = [1, 1] }")),
                 "step has no kind 'powr'; did you mean 'power'?"));
}

TEST_CASE("invalid noise, optimizers and cadences") {
  CHECK(mentions(mistakes_in(with_learner("noise = { normal = -1 }")),
                 "m.toml:13:9: noise { normal = v } needs v at least 0, for N(0, v); it is"));
  CHECK(mentions(mistakes_in(with_learner("noise = { normla = 1 }")), "did you mean 'normal'?"));
  CHECK(mentions(mistakes_in(with_learner("optimizer = 'adma'")),
                 "m.toml:13:13: optimizer has no kind 'adma'; did you mean 'adam'?"));
  CHECK(mentions(mistakes_in(with_learner("optimizer = { adam = { beta1 = 1 } }")),
                 "m.toml:13:32: beta1 must be in [0, 1), and is 1"));
  CHECK(mentions(mistakes_in(with_learner("optimizer = { adam = { beta = 1 } }")),
                 "unknown key 'beta' in optimizer 'adam'; did you mean 'beta1'?"));
  CHECK(mentions(mistakes_in(plain + "[[observer]]\nplugin = 'manifest-watcher'\n"
                                     "every = { steps = 0 }"),
                 "m.toml:15:9: every { steps = n } needs an integer n of at least 1"));
}

TEST_CASE("a learner gives a rule to every player") {
  const auto with = [](const std::string& lines) {
    return mistakes_in(head + game + "\n[[learner]]\nname = \"one\"\n" + lines);
  };
  CHECK(mentions(with("step = 1"), "[[learner]] needs 'rule', for every player, or 'players'"));
  CHECK(mentions(with("rule = 'manifest-descent'"), "[[learner]] needs 'step', like step = "));
  CHECK(
      mentions(with("step = 1\nplayers = [{ rule = 'manifest-descent' }]"),
               "m.toml:12:11: the game 'manifest-game' has 2 players, and this learner gives rules "
               "for 1"));
  CHECK(mentions(with("step = 1\nplayers = [{}, 3]"), "needs 'rule'"));
  CHECK(mentions(with("step = 1\nplayers = [{}, 3]"), "each player must be a table like"));
  CHECK(mentions(with("step = 1\nrule = 'manifest-descent'\nplayers = []"),
                 "a learner has either 'rule' or 'players', not both"));
  CHECK(mentions(with("step = 1\nparams = {}\nplayers = [{ rule = 'manifest-descent' }, { rule = "
                      "'manifest-descent' }]"),
                 "m.toml:12:10: params belong beside the rule that uses them"));
  CHECK(mentions(
      with("step = 1\nplayers = [{ rule = 'manifest-descent', stpe = 1 }, { rule = "
           "'manifest-descent' }]"),
      "m.toml:12:41: unknown key 'stpe' in player 1 of [[learner]]; did you mean 'step'?"));
}

TEST_CASE("a learner's own values are checked even where no player uses them") {
  const std::string text = head + game + R"(
[[learner]]
name = "one"
step = { powr = 1 }
players = [{ rule = "manifest-descent", step = 1 }, { rule = "manifest-answer" }]
)";
  CHECK(mentions(mistakes_in(text), "m.toml:11:8: step has no kind 'powr'"));
}

TEST_CASE("a rule that returns actions takes no step, noise or optimizer") {
  for (const std::string key : {"step = 1", "noise = 'none'", "optimizer = 'plain'"}) {
    CAPTURE(key);
    const std::string text = head + game +
                             "\n[[learner]]\nname = \"one\"\nstep = 1\nplayers = [{ rule = "
                             "\"manifest-descent\" }, { rule = \"manifest-answer\", " +
                             key + " }]\n";
    CHECK(mentions(mistakes_in(text),
                   "rule 'manifest-answer' returns its action directly and takes "
                   "no " +
                       key.substr(0, key.find(' '))));
  }
}

TEST_CASE("there is at least one learner, and learners have different names") {
  CHECK(mistakes_in(plain + learner) == "m.toml:15:8: two learners are named 'descent'");
  CHECK(mentions(mistakes_in("learner = []\n" + head + game),
                 "m.toml:1:11: there must be at least one [[learner]]"));
  CHECK(mentions(mistakes_in(head + game + "\n[[learner]]\nrule = 'manifest-answer'\n"),
                 "[[learner]] needs 'name'"));
}

}  // namespace
