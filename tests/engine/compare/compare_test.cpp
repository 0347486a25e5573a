// Which learner is better: the numbers of `firstmove compare` against closed forms and the results.
#include <cmath>

#include "statistics/bootstrap.hpp"
#include "statistics/interquartile_mean.hpp"
#include "support/compare_support.hpp"

namespace {

using namespace firstmove::test;
using firstmove::engine::BootstrapInterval;
using firstmove::engine::BootstrapMethod;
using firstmove::engine::interquartile_mean;
using firstmove::engine::stratified_bootstrap;

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
      return stratified_bootstrap(costs, interquartile_mean, {.seed = drawn});
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

TEST_CASE("BCa intervals on demand, and the method is named") {
  const Experiment experiment(of_nothing);
  const std::vector<std::vector<double>> costs = {
      numbers(experiment.results,
              "SELECT printf('%!.17g', value) FROM final_cost JOIN run ON run = id WHERE "
              "learner_index = 0 AND player = 0 ORDER BY replicate")};
  for (const auto& [option, method] :
       {std::pair{"", BootstrapMethod::percentile},
        std::pair{"--bootstrap percentile", BootstrapMethod::percentile},
        std::pair{"--bootstrap bca", BootstrapMethod::bca}}) {
    const Json compared = experiment.compared(option);
    const bool bca = method == BootstrapMethod::bca;
    CHECK(compared["bootstrap"] == (bca ? "bca" : "percentile"));
    for (const char* number : {"interquartile_mean", "expected_products"})
      CHECK(says(compared["methods"][number].get<std::string>(),
                 bca ? "BCa bootstrap" : "percentile bootstrap"));
    const Json found = compared["groups"][0]["costs"][0]["learners"][0]["interquartile_mean"];
    const BootstrapInterval expected =
        stratified_bootstrap(costs, interquartile_mean, {.method = method});
    CHECK(found["lower"].get<double>() == expected.lower);
    CHECK(found["upper"].get<double>() == expected.upper);
  }
  const Outcome unknown = host("compare " + experiment.results + " --bootstrap normal");
  CHECK(unknown.code == 2);
  CHECK(says(unknown.err, "--bootstrap"));
  CHECK(says(unknown.err, "percentile"));
}

TEST_CASE("few replicates bound less, and one bounds nothing") {
  const auto of_seeds = [](const std::string& seeds) {
    std::string manifest = of_nothing;
    manifest.replace(manifest.find("seeds = 6"), 9, "seeds = " + seeds);
    return manifest;
  };
  const Experiment one(of_seeds("1"));
  const Json alone = one.costs(0);
  for (const char* number : {"median", "interquartile_mean"})
    for (const char* part : {"lower", "upper", "confidence"})
      CHECK(alone["learners"][0][number][part].is_null());
  CHECK(alone["pairs"][0]["difference"]["lower"].is_null());
  CHECK(alone["pairs"][0]["verdict"] == "undecided");
  CHECK(alone["ranks"]["tests"].is_null());
  CHECK_FALSE(says(host("compare " + one.results).out, "["));

  const Experiment three(of_seeds("3"));
  const Json few = three.costs(0);
  CHECK(few["learners"][0]["median"]["confidence"] == 0.75);
  CHECK(few["pairs"][0]["difference"]["confidence"] == 0.75);
  CHECK(few["pairs"][0]["verdict"] == "undecided");
  CHECK(says(host("compare " + three.results).out, "] at 75 %"));
  CHECK_FALSE(says(host("compare " + Experiment(of_nothing).results).out, "] at"));
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
