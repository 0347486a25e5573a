// The replicate is the unit of comparisons, and without chance there are no p-values.
#include <cmath>

#include "support/compare_support.hpp"

namespace {

using namespace firstmove::test;

TEST_CASE("20 values of a parameter that does nothing are no evidence") {
  const Experiment swept(of_nothing + idle_sweep), single(of_nothing);
  for (int player = 0; player < 2; ++player) {
    const Json with = swept.costs(player)["pairs"][0], without = single.costs(player)["pairs"][0];
    CHECK(with["replicates"] == 6);
    CHECK(with["test"]["p"] == without["test"]["p"]);
    CHECK(with["test"]["p_holm"] == without["test"]["p_holm"]);
    CHECK(with["difference"]["value"].get<double>() ==
          doctest::Approx(without["difference"]["value"].get<double>()).epsilon(1e-9));
    CHECK(with["verdict"] == "undecided");
  }
  // Of the 64 choices of signs: counted with scipy.stats.wilcoxon(method="exact") on the six
  // differences of the results.
  CHECK(swept.costs(0)["pairs"][0]["test"]["p"] == 10.0 / 64);
  CHECK(swept.costs(1)["pairs"][0]["test"]["p"] == 44.0 / 64);
}

TEST_CASE("split by a swept key, each value is compared by itself") {
  const Experiment swept(of_nothing + idle_sweep);
  const Json groups = swept.compared("--by game.params.idle")["groups"];
  REQUIRE(groups.size() == 20);
  for (const Json& group : groups) {
    CHECK(group["variants"] == 1);
    CHECK(group["costs"][1]["pairs"][0]["test"]["p"] == 44.0 / 64);
  }
  CHECK(groups[0]["values"]["game.params.idle"] == 0.0);
  const Outcome wrong = host("compare " + swept.results + " --by game.params.idel");
  CHECK(wrong.code == 2);
  CHECK(wrong.err ==
        "--by game.params.idel: 'sweep-of-nothing' sweeps game.params.idle, and not this key\n");
}

// The torus has costs of about 1, the duopoly of about 1000.
TEST_CASE("costs of different games are never averaged") {
  const Experiment experiment(R"(
[experiment]
name = "games"
steps = 60
seeds = 6
start = { uniform = [0.0, 1.0] }
warnings = false
[game]
plugin = "torus"
[[learner]]
name = "a"
rule = "gradient-play"
step = 0.05
[[learner]]
name = "falls"
rule = "gradient-play"
step = 1e300
[[observer]]
plugin = "trajectory"
every = { steps = 10 }
[sweep]
"game.plugin" = ["torus", "duopoly"]
)");
  const Json compared = experiment.compared();
  REQUIRE(compared["groups"].size() == 2);
  CHECK(compared["groups"][0]["values"]["game.plugin"] == "torus");
  CHECK(compared["groups"][1]["values"]["game.plugin"] == "duopoly");
  for (int game = 0; game < 2; ++game) {
    const std::vector<double> costs =
        numbers(experiment.results,
                "SELECT value FROM final_cost JOIN run ON run = id WHERE learner_index = 0 AND "
                "player = 0 AND variant = " +
                    std::to_string(game));
    CHECK(compared["groups"][game]["costs"][0]["learners"][0]["median"]["value"].get<double>() ==
          doctest::Approx(median(costs)));
  }
  // A learner all of whose runs fail is listed as never reaching anything.
  const auto falls =
      std::find_if(compared["times"].begin(), compared["times"].end(), [](const Json& row) {
        return row["learner"] == "falls" && row["variant"]["game.plugin"] == "duopoly";
      });
  REQUIRE(falls != compared["times"].end());
  CHECK((*falls)["reached"] == 0);
  CHECK((*falls)["steps"]["median"] == "inf");
  CHECK(says(experiment.report(), "Costs, {&quot;game.plugin&quot;:&quot;duopoly&quot;}"));
}

TEST_CASE("without chance there is no p-value and no interval, but a sentence") {
  const Experiment experiment(R"(
[experiment]
name = "no-chance"
steps = 50
seeds = 30
start = { at = [1.0, 1.0] }
warnings = false
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2 + 0.3*x*y", "y^2/2 - 0.3*x*y"]
[[learner]]
name = "a"
rule = "gradient-play"
step = 0.05
[[learner]]
name = "b"
rule = "gradient-play"
step = 0.051
)");
  const Json compared = experiment.compared();
  CHECK(compared["chance"] == false);
  CHECK(says(compared["without_chance"], "one start and no noise"));
  const Json costs = compared["groups"][0]["costs"][0];
  CHECK(costs["pairs"][0]["test"].is_null());
  CHECK(costs["pairs"][0]["difference"]["lower"].is_null());
  CHECK(costs["pairs"][0]["verdict"] == "second is lower");
  CHECK(costs["learners"][0]["median"]["lower"].is_null());
  CHECK(costs["ranks"]["tests"].is_null());
  const std::string page = experiment.report();
  CHECK(says(page, "No p-values and no intervals"));
  CHECK_FALSE(says(page, "<td class=\"number\">0 % ["));
}

TEST_CASE("chance comes from starts, from noise, and not from a grid of starts") {
  const auto manifest = [](const std::string& start, const std::string& noise) {
    return "[experiment]\nname = \"c\"\nsteps = 40\nwarnings = false\n" + start +
           "[game]\nplugin = \"duopoly\"\n[[learner]]\nname = \"a\"\nrule = "
           "\"gradient-play\"\nstep "
           "= 0.05\n" +
           noise + "[[learner]]\nname = \"b\"\nrule = \"gradient-play\"\nstep = 0.06\n";
  };
  const auto chance = [](const std::string& text) {
    return Experiment(text).compared()["chance"].get<bool>();
  };
  CHECK(chance(manifest("seeds = 8\nstart = { uniform = [1.0, 2.0] }\n", "")));
  CHECK(chance(manifest("seeds = 8\nstart = { at = [1.0, 2.0] }\n", "noise = { normal = 0.1 }\n")));
  CHECK_FALSE(chance(manifest("seeds = 8\nstart = { at = [1.0, 2.0] }\n", "")));
  CHECK_FALSE(chance(manifest("start = { grid = [[1.0, 2.0, 3], [1.0, 2.0, 3]] }\n", "")));
}

TEST_CASE("a game that draws samples has chance, on a grid of starts and from one start, too") {
  const auto compared = [](const std::string& start, const std::string& params) {
    return Experiment("[experiment]\nname = \"c\"\nsteps = 40\nwarnings = false\n" + start +
                      "[game]\nplugin = \"minibatch\"\nparams = { " + params +
                      " }\n[[learner]]\nname = \"a\"\nrule = \"gradient-play\"\nstep = 0.3\n"
                      "[[learner]]\nname = \"b\"\nrule = \"gradient-play\"\nstep = 0.05\n")
        .compared();
  };
  const std::string grid = "start = { grid = [[-1.0, 1.0, 4], [-1.0, 1.0, 3]] }\n";
  const std::string one = "seeds = 12\nstart = { at = [1.0, -1.0] }\n";
  for (const std::string& start : {grid, one}) {
    const Json drawn = compared(start, "slope = 0.5");
    CHECK(drawn["chance"] == true);
    const Json pair = drawn["groups"][0]["costs"][0]["pairs"][0];
    CHECK(pair["replicates"] == 12);
    CHECK(pair["test"]["p"].is_number());
    CHECK(pair["difference"]["lower"].is_number());
    // Without deviations the game's numbers do not depend on its samples. Only on a grid does it
    // have to be believed that they do.
    const Json still = compared(start, "slope = 0.0, curvature = 0.0");
    CHECK(still["chance"] == (start == grid));
  }
  // A game that does not say that it draws has none on a grid, where all runs differ anyway.
  const Json silent = compared(grid, "slope = 0.5, says = false");
  CHECK(silent["chance"] == false);
  CHECK(silent["groups"][0]["costs"][0]["pairs"][0]["test"].is_null());
  CHECK(says(silent["without_chance"], "a fixed grid"));
  CHECK(compared(one, "slope = 0.5, says = false")["chance"] == true);
}

}  // namespace
