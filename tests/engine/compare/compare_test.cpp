// Which learner is better: the numbers of `firstmove compare` against closed forms and the results.
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "statistics/bootstrap.hpp"
#include "statistics/interquartile_mean.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove::test;
using Json = nlohmann::json;

// Runs a manifest's text into DIR/r.
struct Experiment {
  TempFolder folder;
  std::string results = (folder / "r").string();
  explicit Experiment(const std::string& manifest) {
    write_file(folder / "m.toml", manifest);
    const Outcome run = host("run " + (folder / "m.toml").string() + " -q --out " + results);
    REQUIRE_MESSAGE(run.code <= 1, run.err);
  }
  // Of one experiment.
  Json compared(const std::string& options = "") const {
    const Outcome outcome = host("compare " + results + " --json " + options);
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return Json::parse(outcome.out)["experiments"][0];
  }
  Json costs(int player, const std::string& options = "") const {
    return compared(options)["groups"][0]["costs"][player];
  }
  std::string report() const {
    const Outcome outcome = host("report --page-only " + results);
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return read_file(folder / "r" / "report.html");
  }
};

bool says(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

// Learner "runs away" diverges in every run; its last finite cost is about -1e41.
const std::string diverged_wins = R"(
[experiment]
name = "diverged-wins"
steps = 1000
seeds = 25
start = { normal = [0.5, 1.0] }
warnings = false
[game]
plugin = "quadratic"
params = { Q = [[[-1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, -1.0]]] }
)";
const std::string two_learners = R"(
[[learner]]
name = "runs away"
rule = "gradient-play"
step = 0.05
[[learner]]
name = "stands still"
rule = "gradient-play"
step = 1e-9
)";

TEST_CASE("a learner that diverges loses, in every number that is compared") {
  const Experiment experiment(diverged_wins + two_learners);
  for (int player = 0; player < 2; ++player) {
    const Json costs = experiment.costs(player);
    CHECK(costs["learners"][0]["failed"] == 25);
    CHECK(costs["learners"][0]["median"]["value"] == "inf");
    CHECK(costs["learners"][0]["interquartile_mean"]["value"] == "inf");
    const Json pair = costs["pairs"][0];
    CHECK(pair["replicates"] == 25);
    CHECK(pair["failed_first"] == 25);
    CHECK(pair["failed_second"] == 0);
    CHECK(pair["difference"]["value"] == "inf");
    CHECK(pair["verdict"] == "second is lower");
    CHECK(pair["test"]["effect"] == 1);
    CHECK(pair["test"]["improvement"]["value"] == 0);
    CHECK(pair["test"]["p"] == std::ldexp(1.0, -24));  // 2 of 2^25 choices of signs
    const Json ranks = costs["ranks"]["learners"];
    CHECK(ranks[0]["mean_rank"] == 2);
    CHECK(ranks[0]["failed"] == 25);
    CHECK(ranks[1]["mean_rank"] == 1);
    CHECK(ranks[1]["best"] == 25);
  }
}

TEST_CASE(
    "a learner that diverges loses in claims, cross-play, over a sweep and in the page's tables") {
  const Experiment experiment(diverged_wins + R"(
[[cross_play]]
name = "runs"
rule = "gradient-play"
step = 0.05
[[cross_play]]
name = "stands"
rule = "gradient-play"
step = 1e-9
[[claim]]
text = "an enormous profit"
learner = "runs | runs"
measure = "cost f1"
value = -1e10
within = 1e99
[[observer]]
plugin = "standings"
[[observer]]
plugin = "summary"
[[observer]]
plugin = "cross-play"
[sweep]
"experiment.steps" = [1000, 1100]
)");
  const std::string page = experiment.report();
  CHECK_FALSE(says(page, "e41"));
  CHECK_FALSE(says(page, "e+41"));
  CHECK_FALSE(says(page, "e45"));
  CHECK(says(page, "differs"));
  CHECK(says(page, "∞"));
}

TEST_CASE("the observers that print tables count diverged runs as +infinity, too") {
  TempFolder folder;
  write_file(folder / "m.toml", diverged_wins + two_learners + R"(
[[observer]]
plugin = "standings"
[[observer]]
plugin = "summary"
)");
  const Outcome run =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
  CHECK_FALSE(says(run.err, "e+41"));
  CHECK_FALSE(says(run.out, "e+41"));
  CHECK(says(run.err, "25 of 25 runs failed or diverged"));
}

// The cost x^2/2 - x^4/4 has its minimum at 0 and falls without bound beyond 1.
TEST_CASE("ranks count the failures of a learner that fails on most replicates") {
  const Experiment experiment(R"(
[experiment]
name = "fails-often"
steps = 400
seeds = 25
start = { normal = [0.0, 25.0] }
warnings = false
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2 - x^4/4", "y^2/2"]
[[learner]]
name = "plays"
rule = "gradient-play"
step = 0.05
[[learner]]
name = "stands still"
rule = "gradient-play"
step = 1e-12
)");
  const double diverged = numbers(experiment.results,
                                  "SELECT count(*) FROM run WHERE learner_index = 0 AND outcome IN "
                                  "('diverged', 'failed')")[0];
  REQUIRE(diverged >= 15);
  REQUIRE(diverged < 25);
  const Json ranks = experiment.costs(0)["ranks"]["learners"];
  CHECK(ranks[0]["failed"] == diverged);
  CHECK(ranks[0]["mean_rank"] == doctest::Approx((25 + diverged) / 25));
  CHECK(ranks[1]["mean_rank"] == doctest::Approx((50 - diverged) / 25));
}

const std::string of_nothing = R"(
[experiment]
name = "sweep-of-nothing"
steps = 200
seeds = 6
start = { normal = [0.5, 1.0] }
warnings = false
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2 + 0.3*x*y + 0*idle*x", "y^2/2 - 0.3*x*y"]
params = { idle = 0.0 }
[[learner]]
name = "a"
rule = "gradient-play"
step = 0.05
noise = { normal = 1.0 }
[[learner]]
name = "b"
rule = "gradient-play"
step = 0.051
noise = { normal = 1.0 }
)";
const std::string idle_sweep = R"([sweep]
"game.params.idle" = { linear = [0.0, 1.0, 20] }
)";

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

// Both learners converge to profits of -940.4, -1133.4 or so and differ in the last digits.
TEST_CASE("learners that end at the same costs are equivalent, whatever their last digits") {
  const Experiment experiment(R"(
[experiment]
name = "same-end"
steps = 400
seeds = 12
start = { uniform = [20.0, 40.0] }
warnings = false
[game]
plugin = "duopoly"
[[learner]]
name = "a"
rule = "gradient-play"
step = 0.2
[[learner]]
name = "b"
rule = "gradient-play"
step = 0.19
noise = { normal = 1e-12 }
)");
  for (int player = 0; player < 2; ++player) {
    const Json costs = experiment.costs(player);
    const Json pair = costs["pairs"][0];
    CHECK(pair["verdict"] == "equivalent");
    CHECK(pair["test"]["p"].is_null());  // all differences are within the margin
    CHECK(pair["test"]["bayes"]["equivalent"] > 0.99);
    CHECK(costs["ranks"]["learners"][0]["mean_rank"] == 1.5);
    CHECK(costs["ranks"]["tests"]["friedman"]["p"] == 1);
  }
  const Json exact = experiment.costs(0, "--margin 0")["pairs"][0];
  CHECK(exact["margin"] == 0);
  CHECK(exact["test"]["p"].is_number());
}

// Gradient play on x^2/2 multiplies x by 1 - step, exactly for a step of 1/2.
std::string to_zero(const std::string& unit, int steps) {
  return R"(
[experiment]
name = "to-zero"
seeds = 12
start = { uniform = [1.0, 2.0] }
warnings = false
steps = )" +
         std::to_string(steps) + R"(
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2*c", "y^2/2*c"]
params = { c = )" +
         unit + R"( }
[[learner]]
name = "half"
rule = "gradient-play"
step = HALF
[[learner]]
name = "more"
rule = "gradient-play"
step = MORE
)";
}

TEST_CASE("learners that end at a cost of 0 are equivalent in any unit") {
  for (const double unit : {1.0, std::ldexp(1, -40), std::ldexp(1, 40)}) {
    std::ostringstream half, more, c;
    half.precision(17), more.precision(17), c.precision(17);
    half << 0.5 / unit, more << 0.51 / unit, c << std::scientific << unit;
    const auto manifest = [&](int steps) {
      std::string text = to_zero(c.str(), steps);
      text.replace(text.find("HALF"), 4, half.str());
      text.replace(text.find("MORE"), 4, more.str());
      return text;
    };
    CAPTURE(unit);
    const Experiment experiment(manifest(60));
    const std::vector<double> start =
        numbers(experiment.results,
                "SELECT printf('%!.17g', value) FROM start_cost JOIN run ON run = id WHERE "
                "learner_index = 0 AND "
                "player = 0 ORDER BY run");
    const std::vector<double> end =
        numbers(experiment.results,
                "SELECT printf('%!.17g', value) FROM final_state JOIN run ON run = id WHERE "
                "learner_index = 0 AND "
                "player = 0 ORDER BY run");
    REQUIRE(start.size() == 12);
    std::vector<double> sizes;
    for (std::size_t r = 0; r < start.size(); ++r) {
      const double x = std::ldexp(end[r], 60);
      CHECK(start[r] == x * x / 2 * unit);
      sizes.push_back(1e-6 * start[r]);
    }
    const Json costs = experiment.costs(0), pair = costs["pairs"][0];
    CHECK(pair["margin"].get<double>() == doctest::Approx(1e-6 * median(sizes)).epsilon(1e-9));
    CHECK(pair["verdict"] == "equivalent");
    CHECK(pair["test"]["p"].is_null());
    CHECK(costs["ranks"]["learners"][0]["mean_rank"] == 1.5);
    const Json exact = experiment.costs(0, "--margin 0")["pairs"][0];
    CHECK(exact["test"]["p"] == std::ldexp(1.0, -11));
    CHECK(exact["verdict"] == "second is lower");

    // After 15 steps 4^-15 and 0.49^30 of the cost are left, 1e-9 and 5e-10: more than rounding.
    const Json early = Experiment(manifest(15)).costs(0)["pairs"][0];
    CHECK(early["verdict"] == "second is lower");
    CHECK(early["test"]["p"] == std::ldexp(1.0, -11));
  }
}

// Gradient play on x^2/2 with step 1/2 from 1: after k steps the distance to 0 is 2^-k exactly.
TEST_CASE("targets reached and the expected running time, against powers of two") {
  const Experiment experiment(R"(
[experiment]
name = "halves"
steps = 40
seeds = 3
start = { at = [1.0, 0.0] }
warnings = false
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2", "y^2/2"]
[[learner]]
name = "halves"
rule = "gradient-play"
step = 0.5
[[learner]]
name = "crawls"
rule = "gradient-play"
step = 1e-6
[[observer]]
plugin = "trajectory"
every = { steps = 1 }
)");
  const double products =
      numbers(experiment.results, "SELECT products FROM run WHERE learner_index = 0")[0] / 40;
  const Json compared = experiment.compared();
  const Json targets = compared["targets"]["targets"];
  CHECK(targets.size() == 51);
  CHECK(compared["targets"]["runs"] == 6);
  const Json curve = compared["targets"]["learners"][0];
  REQUIRE(curve["products"].size() == curve["shares"].size());
  for (std::size_t i = 0; i < curve["products"].size(); ++i) {
    const double k = curve["products"][i].get<double>() / products;
    double reached = 0;
    for (const Json& target : targets) reached += std::ldexp(1, -static_cast<int>(k)) <= target;
    CHECK(curve["shares"][i].get<double>() == doctest::Approx(reached / 51));
  }
  CHECK(compared["targets"]["learners"][1]["shares"].back() == doctest::Approx(1.0 / 51));
  // 2^-4 is the first within 0.05 sqrt(2), where the game's box is [-1, 1] for both.
  const Json halves = compared["times"][0], crawls = compared["times"][1];
  CHECK(halves["steps"]["median"] == 4);
  CHECK(halves["products"]["median"] == 4 * products);
  CHECK(halves["expected_products"]["value"] == 4 * products);
  CHECK(halves["steps"]["lower"].is_null());  // no chance
  CHECK(crawls["reached"] == 0);
  CHECK(crawls["steps"]["median"] == "inf");
  CHECK(crawls["expected_products"]["value"] == "inf");
  const Json profiles = compared["profiles"]["learners"];
  CHECK(profiles[0]["shares"] == Json::array({1.0}));
  CHECK(profiles[1]["shares"] == Json::array());
}

// Steps die out, and runs stop early wherever they are: those that are not at 0 never will be.
TEST_CASE("runs that stop elsewhere never reach the critical point, they are not censored") {
  const Experiment experiment(R"(
[experiment]
name = "dies-out"
steps = 1000
seeds = 100
start = { uniform = [-0.2, 0.2] }
stop = { update_norm = 1e-9 }
warnings = false
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2", "y^2/2"]
[[learner]]
name = "dies out"
rule = "gradient-play"
step = { exponential = [0.5, 0.5] }
[[observer]]
plugin = "trajectory"
every = { steps = 1 }
)");
  const Json times = experiment.compared()["times"][0];
  const double arrived = numbers(experiment.results,
                                 "SELECT count(*) FROM (SELECT run, sum(value * value) AS s FROM "
                                 "final_state GROUP BY run) WHERE s <= 0.005")[0];
  REQUIRE(arrived > 5);
  REQUIRE(arrived < 50);
  CHECK(times["reached"] == arrived);
  CHECK(times["steps"]["median"] == "inf");
  CHECK(times["steps"]["upper"] == "inf");
}

TEST_CASE("skipped learners are listed, and are not in Holm's family") {
  const Experiment experiment(R"(
[experiment]
name = "skips"
steps = 50
seeds = 10
start = { uniform = [0.0, 1.0] }
warnings = false
refused = "skip"
[game]
plugin = "oligopoly-chain"
params = { c = [1.0, 1.0, 1.0] }
[[learner]]
name = "for two players"
rule = "competitive-gradient"
step = 0.1
[[learner]]
name = "a"
rule = "gradient-play"
step = 0.1
[[learner]]
name = "b"
rule = "gradient-play"
step = 0.05
)");
  const Json compared = experiment.compared();
  REQUIRE(compared["skipped"].size() == 1);
  CHECK(compared["skipped"][0]["learner"] == "for two players");
  CHECK(compared["skipped"][0]["runs"] == 10);
  const Json costs = compared["groups"][0]["costs"][0];
  CHECK(costs["learners"].size() == 2);
  REQUIRE(costs["pairs"].size() == 1);
  CHECK(costs["pairs"][0]["test"]["p"] == costs["pairs"][0]["test"]["p_holm"]);
  CHECK(costs["ranks"]["learners"].size() == 2);
  const std::string page = experiment.report();
  CHECK(says(page, "Not compared, because they were skipped: for two players in 10 runs"));
}

TEST_CASE("with more than 60 pairs only the first learner is compared, and all outputs say so") {
  std::string manifest = R"(
[experiment]
name = "many"
steps = 20
seeds = 6
start = { uniform = [1.0, 2.0] }
warnings = false
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2", "y^2/2"]
)";
  for (int l = 0; l < 12; ++l)
    manifest += "[[learner]]\nname = \"l" + std::to_string(l) +
                "\"\nrule = \"gradient-play\"\nstep = " + std::to_string(0.1 + 0.01 * l) + "\n";
  const Experiment eleven(manifest.substr(0, manifest.rfind("[[learner]]"))), twelve(manifest);
  CHECK(eleven.costs(0)["all_pairs"] == true);
  CHECK(eleven.costs(0)["pairs"].size() == 55);
  const Json costs = twelve.costs(0);
  CHECK(costs["all_pairs"] == false);
  REQUIRE(costs["pairs"].size() == 11);
  for (const Json& pair : costs["pairs"]) CHECK(pair["first"] == "l0");
  CHECK(costs["ranks"]["learners"].size() == 12);
  const std::string text = host("compare " + twelve.results).out;
  CHECK(says(text, "12 learners make too many pairs"));
  CHECK(says(twelve.report(), "12 learners make too many pairs"));
  CHECK_FALSE(says(host("compare " + eleven.results).out, "too many pairs"));
}

// From 1 on x^2/2 with step 1/2 all starts reach the equilibrium, in every variant.
TEST_CASE("profiles count every variant of a sweep, and no time of a clock is compared") {
  std::string manifest = of_nothing;
  manifest.replace(manifest.find("0.3*x*y"), 7, "0.0*x*y");
  manifest.replace(manifest.find("0.3*x*y"), 7, "0.0*x*y");
  for (std::size_t at; (at = manifest.find("noise = { normal = 1.0 }\n")) != std::string::npos;)
    manifest.erase(at, 25);
  manifest += "[[observer]]\nplugin = \"trajectory\"\nevery = { steps = 1 }\n" + idle_sweep;
  const Experiment experiment(manifest);
  const Json compared = experiment.compared();
  CHECK(compared["profiles"]["problems"] == 20 * 6);
  for (const Json& learner : compared["profiles"]["learners"])
    CHECK(learner["shares"].back() == 1.0);
  CHECK(compared["times"].size() == 40);
  CHECK_FALSE(says(compared.dump(), "seconds"));
  CHECK_FALSE(says(host("compare " + experiment.results).out, "second"));
}

TEST_CASE("bootstrap intervals are drawn with the seed of the experiment") {
  for (const std::uint64_t seed : {0u, 7u}) {
    std::string manifest = of_nothing;
    manifest.insert(manifest.find("seeds = 6"), "seed = " + std::to_string(seed) + "\n");
    const Experiment experiment(manifest);
    const std::vector<std::vector<double>> costs = {
        numbers(experiment.results,
                "SELECT printf('%!.17g', value) FROM final_cost JOIN run ON run = id WHERE "
                "learner_index = 0 AND player = 0 ORDER BY replicate")};
    const auto with = [&](std::uint64_t drawn) {
      return firstmove::engine::stratified_bootstrap(costs, firstmove::engine::interquartile_mean,
                                                     {.seed = drawn});
    };
    const Json found = experiment.costs(0)["learners"][0]["interquartile_mean"];
    CHECK(found["lower"].get<double>() == with(seed).lower);
    CHECK(found["upper"].get<double>() == with(seed).upper);
    bool depends = false;
    for (std::uint64_t other = seed + 1; other < seed + 20; ++other)
      depends = depends || with(seed).lower != with(other).lower;
    CHECK(depends);
  }
}

TEST_CASE("tables as CSV and LaTeX, one CSV at a time, a folder without results") {
  const Experiment experiment(of_nothing);
  const Outcome csv = host("compare " + experiment.results + " --csv");
  CHECK(csv.code == 0);
  CHECK(csv.out.starts_with("experiment,values,player,first,second,replicates,"));
  CHECK(std::count(csv.out.begin(), csv.out.end(), '\n') == 3);
  const Outcome costs = host("compare " + experiment.results + " --csv --table costs");
  CHECK(costs.out.starts_with("experiment,values,player,learner,runs,failed,skipped,"));
  CHECK(std::count(costs.out.begin(), costs.out.end(), '\n') == 5);
  const Outcome latex = host("compare " + experiment.results + " --latex --table pairs");
  CHECK(latex.code == 0);
  CHECK(says(latex.out, "\\toprule"));
  CHECK(host("compare " + experiment.results + " --csv --table costs --table pairs").code == 2);
  CHECK(host("compare " + experiment.results + " --csv --json").code == 2);
  CHECK(host("compare " + (experiment.folder / "none").string()).code == 2);
}

}  // namespace
