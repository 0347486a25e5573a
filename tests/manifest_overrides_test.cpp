// Overrides and sweeps: what changes a manifest before it is read.
#include "manifest_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::manifest_test;

// ---- Overrides ---------------------------------------------------------------------------------

TEST_CASE("an override sets a TOML value or a bare word") {
  const ExperimentSpec spec =
      read_one(plain, {"experiment.steps=5", "game.params.weight=2.5", "game.params.mode=fast",
                       "game.params.costs=[1, 2, 3]", "learner.0.step={ power = [1, 0.5] }",
                       "experiment.name=\"other\"", "experiment.stop.update_norm=0.5"});
  CHECK(spec.steps == 5);
  CHECK(spec.game.params.values().values[0]->real == 2.5);
  CHECK(std::string(spec.game.params.values().values[3]->string) == "fast");
  CHECK(numbers(*spec.game.params.values().values[4]) == List{1, 2, 3});
  CHECK(std::get<PowerStep>(spec.learners[0].players[0].step).exponent == 0.5);
  CHECK(spec.name == "other");
  CHECK(spec.stop.update_norm == 0.5);
}

TEST_CASE("the last of two overrides holds") {
  CHECK(read_one(plain, {"experiment.steps=5", "experiment.steps=6"}).steps == 6);
}

TEST_CASE("an override reaches a player and a quoted key") {
  const std::string text = head + game + R"(
[[learner]]
name = "two"
step = 0.1
players = [{ rule = "manifest-descent" }, { rule = "manifest-descent" }]
)";
  const ExperimentSpec spec = read_one(text, {"learner.0.players.1.params.eta=7"});
  CHECK(spec.learners[0].players[1].params.values().values[0]->real == 7);
  CHECK(read(plain, {"sweep.\"game.params.weight\"=[1, 2]"}).variants.size() == 2);
}

TEST_CASE("mistakes that come from an override name it") {
  CHECK(mistakes_in(plain, {"game.params.weight=x"}) ==
        "--set game.params.weight=x: parameter 'weight' of game 'manifest-game' must be a finite "
        "number, and is a string: 'x' (of the quadratic term)");
  CHECK(mistakes_in(plain, {"experiment.stesp=7"}) ==
        "--set experiment.stesp=7: unknown key 'stesp' in [experiment]; did you mean 'steps'?");
  CHECK(
      mistakes_in(plain, {"experiment.steps=0"}) ==
      "--set experiment.steps=0: 'steps' in [experiment] must be an integer of at least 1, and is "
      "an integer: 0");
  CHECK(mistakes_in(plain, {"gmae.params.weight=1"}) ==
        "--set gmae.params.weight=1: unknown key 'gmae' in the manifest; did you mean 'game'?");
  CHECK(mistakes_in(head + learner, {"game.params.weight=1"}) ==
        "--set game.params.weight=1: [game] needs 'plugin'");
}

TEST_CASE("malformed overrides") {
  CHECK(mistakes_in(plain, {"experiment.steps"}) ==
        "--set experiment.steps: must be KEY=VALUE, like experiment.steps=100");
  CHECK(mistakes_in(plain, {"=3"}) == "--set =3: must be KEY=VALUE, like experiment.steps=100");
  CHECK(mistakes_in(plain, {"experiment.steps="}) ==
        "--set experiment.steps=: '' is no TOML value");
  CHECK(mistakes_in(plain, {"game.params.costs=[1,"}) ==
        "--set game.params.costs=[1,: '[1,' is no TOML value");
  CHECK(mentions(mistakes_in(plain, {"experiment.name=a\x01"}), "is no TOML value"));
  CHECK(mentions(mistakes_in(plain, {"experiment.steps=1\nx=2"}), "is no TOML value"));
  for (const char* key : {"experiment..steps=3", "experiment.steps.=3", ".steps=3", "a b=3"}) {
    CAPTURE(key);
    CHECK(mentions(mistakes_in(plain, {key}), "is no dotted key"));
  }
  CHECK(mentions(mistakes_in(plain, {"learner.1.step=3"}),
                 "'1' in 'learner.1.step' must be an index"));
  CHECK(mentions(mistakes_in(plain, {"learner.x.step=3"}),
                 "'x' in 'learner.x.step' must be an index"));
  CHECK(
      mistakes_in(plain, {"experiment.name.x=3"}) ==
      "--set experiment.name.x=3: 'x' in 'experiment.name.x' lies below a value that is no table");
}

// ---- Sweeps ------------------------------------------------------------------------------------

TEST_CASE("a grid sweep takes every combination, the first key of the file slowest") {
  const Manifest manifest = read(plain + R"(
[sweep]
"learner.0.step" = [1.0, 0.5]
"game.params.weight" = [2.0, 3.0]
)");
  REQUIRE(manifest.variants.size() == 4);
  CHECK(manifest.variants[0].sweep_json == R"({"learner.0.step":1.0,"game.params.weight":2.0})");
  CHECK(manifest.variants[1].sweep_json == R"({"learner.0.step":1.0,"game.params.weight":3.0})");
  CHECK(manifest.variants[2].sweep_json == R"({"learner.0.step":0.5,"game.params.weight":2.0})");
  const ExperimentSpec& last = manifest.variants[3].spec;
  CHECK(std::get<ConstantStep>(last.learners[0].players[1].step).gamma == 0.5);
  CHECK(last.game.params.values().values[0]->real == 3.0);
}

TEST_CASE("a zipped sweep takes its lists in step") {
  const Manifest manifest = read(plain + R"(
[sweep]
mode = "zip"
"learner.0.step" = [{ power = [1.0, 0.5] }, 0.5]
"game.params.mode" = ["fast", "exact"]
)");
  REQUIRE(manifest.variants.size() == 2);
  CHECK(manifest.variants[0].sweep_json ==
        R"({"learner.0.step":{"power":[1.0,0.5]},"game.params.mode":"fast"})");
  CHECK(std::get<ConstantStep>(manifest.variants[1].spec.learners[0].players[0].step).gamma == 0.5);
}

TEST_CASE("a sweep that cannot be") {
  const auto sweep = [](const std::string& lines) {
    return mistakes_in(plain + "\n[sweep]\n" + lines);
  };
  CHECK(mentions(sweep("mode = \"zpi\"\n\"experiment.steps\" = [1]"),
                 "m.toml:15:8: sweep mode must be 'grid' or 'zip', and is 'zpi'"));
  CHECK(mentions(sweep("mode = 3"), "m.toml:15:8: sweep mode must be 'grid' or 'zip', and is 3"));
  CHECK(mistakes_in("sweep = 3\n" + plain) ==
        "m.toml:1:9: [sweep] must be a table of \"dotted.key\" = [values]");
  CHECK(mentions(sweep("\"experiment.steps\" = []"),
                 "m.toml:15:22: sweep of 'experiment.steps' must be a list of values, and is []"));
  CHECK(mentions(sweep("\"experiment.steps\" = 3"), "must be a list of values, and is 3"));
  CHECK(mentions(sweep("experiment.steps = [3]"), "a dotted key is quoted here"));
  CHECK(mentions(sweep("mode = \"zip\"\n\"experiment.steps\" = [1, 2]\n\"experiment.seed\" = [1]"),
                 "m.toml:17:21: a zipped sweep needs lists of one length: 'experiment.seed' has 1 "
                 "values and 'experiment.steps' has 2"));
  CHECK(mentions(sweep("\"experiment.seeds\" = [1, 2]"),
                 "a sweep may not change names, seeds, or how many learners"));
  CHECK(
      mentions(sweep("\"learner.4.step\" = [1]"), "m.toml:15:21: sweep: '4' in 'learner.4.step'"));
}

TEST_CASE("a sweep too large is refused before it is laid out") {
  const MemoryLimit limit;
  std::string text = plain + "\n[sweep]\n", ten = "[0,1,2,3,4,5,6,7,8,9]";
  for (int i = 0; i < 12; ++i) text += "\"x.k" + std::to_string(i) + "\" = " + ten + "\n";
  CHECK(mentions(mistakes_in(text), "a sweep has at most 100000 combinations"));
}

TEST_CASE("every variant is checked, and what is wrong in all is told once") {
  CHECK(mistakes_in(plain + "\n[sweep]\n\"game.params.weight\" = [1.0, 2.0, -3.0]\n") ==
        "m.toml:15:35: parameter 'weight' of game 'manifest-game' must be above 0 and at most 10, "
        "and is -3.0 (of the quadratic term)");
  CHECK(
      mistakes_in(with_learner("colour = 1") + "[sweep]\n\"game.params.weight\" = [1.0, 2.0]\n") ==
      "m.toml:13:1: unknown key 'colour' in [[learner]]; known: 'name', 'players', 'rule', 'step', "
      "'noise', 'optimizer', 'params'");
  CHECK(mistakes_in(plain + "\n[sweep]\n\"gmae.params.weight\" = [1.0, 2.0]\n") ==
        "m.toml:15:25: unknown key 'gmae' in the manifest; did you mean 'game'?\n"
        "m.toml:15:30: unknown key 'gmae' in the manifest; did you mean 'game'?");
}

}  // namespace
