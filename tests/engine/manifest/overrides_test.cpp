// Overrides: changes of a manifest before it is read.
#include "support/manifest_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
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

TEST_CASE("the last of two overrides wins") {
  CHECK(read_one(plain, {"experiment.steps=5", "experiment.steps=6"}).steps == 6);
}

TEST_CASE("an override changes a player's value and a quoted key") {
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

TEST_CASE("mistakes in an override name it") {
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
        "--set game.params.weight=1: [game] needs exactly one of 'plugin' (a name), 'source' "
        "(a file) and 'cost' (formulas)");
}

TEST_CASE("malformed overrides") {
  CHECK(mistakes_in(plain, {"experiment.steps"}) ==
        "--set experiment.steps: must be KEY=VALUE, like experiment.steps=100");
  CHECK(mistakes_in(plain, {"=3"}) == "--set =3: must be KEY=VALUE, like experiment.steps=100");
  CHECK(mistakes_in(plain, {"experiment.steps="}) ==
        "--set experiment.steps=: '' is not a TOML value");
  CHECK(mistakes_in(plain, {"game.params.costs=[1,"}) ==
        "--set game.params.costs=[1,: '[1,' is not a TOML value");
  CHECK(mentions(mistakes_in(plain, {"experiment.name=a\x01"}), "is not a TOML value"));
  CHECK(mentions(mistakes_in(plain, {"experiment.steps=1\nx=2"}), "is not a TOML value"));
  for (const char* key : {"experiment..steps=3", "experiment.steps.=3", ".steps=3", "a b=3"}) {
    CAPTURE(key);
    CHECK(mentions(mistakes_in(plain, {key}), "is not a dotted key"));
  }
  CHECK(mentions(mistakes_in(plain, {"learner.1.step=3"}),
                 "'1' in 'learner.1.step' must be an index"));
  CHECK(mentions(mistakes_in(plain, {"learner.x.step=3"}),
                 "'x' in 'learner.x.step' must be an index"));
  CHECK(
      mistakes_in(plain, {"experiment.name.x=3"}) ==
      "--set experiment.name.x=3: 'x' in 'experiment.name.x' is below a value that is not a table");
}

// ---- Names and lists ---------------------------------------------------------------------------

const std::string two_learners = head + game + learner + R"(
[[learner]]
name = "a rule each"
step = 0.1
players = [{ rule = "manifest-descent" }, { rule = "manifest-descent" }]

[[observer]]
plugin = "manifest-watcher"
)";

TEST_CASE("learners and observers are also found by name") {
  const ExperimentSpec spec =
      read_one(two_learners, {"learner.descent.step=0.5", "learner.\"a rule each\".step=0.25",
                              "learner.'a rule each'.players.1.step=0.125",
                              "observer.manifest-watcher.every={ steps = 10 }"});
  const auto gamma = [&spec](std::size_t l, std::size_t p) {
    return std::get<ConstantStep>(spec.learners[l].players[p].step).gamma;
  };
  CHECK(gamma(0, 0) == 0.5);
  CHECK(gamma(1, 0) == 0.25);
  CHECK(gamma(1, 1) == 0.125);
  CHECK(std::get<EveryStep>(spec.observers[0].every).steps == 10);
}

TEST_CASE("entries of a cross-play are found by name") {
  const ExperimentSpec spec = read_one(head + game + R"(
[[cross_play]]
name = "slow"
rule = "manifest-descent"
step = 0.1
)",
                                       {"cross_play.slow.params.eta=3"});
  CHECK(spec.cross_play[0].player.params.values().values[0]->real == 3);
}

TEST_CASE("an unknown name, and an ambiguous one") {
  CHECK(mistakes_in(two_learners, {"learner.descnet.step=1"}) ==
        "--set learner.descnet.step=1: 'descnet' in 'learner.descnet.step' must be an index from 0 "
        "to 1 or a name; did you mean 'descent'?");
  CHECK(mistakes_in(two_learners, {"learner.\"a rule each\".players.x.step=1"}) ==
        "--set learner.\"a rule each\".players.x.step=1: 'x' in 'learner.\"a rule "
        "each\".players.x.step' must be an index from 0 to 1");
  CHECK(mistakes_in(two_learners + "[[observer]]\nplugin = \"manifest-watcher\"\n",
                    {"observer.manifest-watcher.every={ steps = 10 }"}) ==
        "--set observer.manifest-watcher.every={ steps = 10 }: 'manifest-watcher' in "
        "'observer.manifest-watcher.every' names several entries; it must be an index from 0 to 1");
}

TEST_CASE("a learner that replaces another keeps its name") {
  const ExperimentSpec spec = read_one(
      two_learners, {"learner.descent={ rule = \"manifest-answer\" }",
                     "learner.1={ name = \"other\", rule = \"manifest-descent\", step = 3 }"});
  CHECK(spec.learners[0].name == "descent");
  CHECK(std::string(spec.learners[0].players[0].rule.descriptor->id) == "manifest-answer");
  CHECK(spec.learners[1].name == "other");
}

TEST_CASE("+= appends to a list, and creates it") {
  const ExperimentSpec spec =
      read_one(plain, {"learner+={ name = \"added\", rule = \"manifest-answer\" }",
                       "observer+={ plugin = \"manifest-watcher\" }", "experiment.seeds=[4]",
                       "experiment.seeds+=7"});
  CHECK(spec.learners.back().name == "added");
  CHECK(spec.observers.size() == 1);
  CHECK(spec.replicates == std::vector<std::uint32_t>{4, 7});
  CHECK(mistakes_in(plain, {"experiment.seeds+=7"}) ==
        "--set experiment.seeds+=7: 'experiment.seeds' is not a list, so nothing can be appended "
        "to it: 3");
}

TEST_CASE("--set removes what the manifest has") {
  const ExperimentSpec spec =
      read_one(two_learners, {"without=[\"learner.descent\", \"observer.manifest-watcher\"]"});
  REQUIRE(spec.learners.size() == 1);
  CHECK(spec.learners[0].name == "a rule each");
  CHECK(spec.observers.empty());
  CHECK(mistakes_in(plain, {"without=experiment.stesp"}) ==
        "--set without=experiment.stesp: without: nothing is inherited at 'experiment.stesp'; did "
        "you mean 'steps'?");
  CHECK(mistakes_in(plain, {"include=[\"a.toml\"]"}) ==
        "--set include=[\"a.toml\"]: include belongs in a manifest and cannot be set by --set");
}

}  // namespace
