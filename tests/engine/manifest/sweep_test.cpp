// Sweeps: the combinations of a manifest's values.
#include <Random123/philox.h>

#include <cmath>

#include "support/manifest_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::manifest_test;

std::string with_sweep(const std::string& lines) { return plain + "\n[sweep]\n" + lines + "\n"; }
std::string mistakes_of(const std::string& lines) { return mistakes_in(with_sweep(lines)); }

// The combinations, as results name them.
std::vector<std::string> labels(const Manifest& manifest) {
  std::vector<std::string> all;
  for (const Variant& variant : manifest.variants) all.push_back(variant.sweep_json);
  return all;
}
std::vector<std::string> labels(const std::string& lines) {
  return labels(read(with_sweep(lines)));
}
// The values of one key over all combinations.
List weights(const std::string& lines) {
  List all;
  for (const Variant& variant : read(with_sweep(lines)).variants)
    all.push_back(variant.spec.game.params.values().values[0]->real);
  return all;
}

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

TEST_CASE("a zipped sweep combines the n-th values of its lists") {
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

TEST_CASE("invalid sweeps") {
  const auto sweep = [](const std::string& lines) {
    return mistakes_in(plain + "\n[sweep]\n" + lines);
  };
  CHECK(mentions(sweep("mode = \"zpi\"\n\"experiment.steps\" = [1]"),
                 "m.toml:15:8: mode must be 'grid', 'zip' or 'list', and is 'zpi'"));
  CHECK(mentions(
      sweep("mode = 3"),
      "m.toml:15:8: 'mode' in [sweep] must be 'grid', 'zip' or 'list', and is an integer: 3"));
  CHECK(mistakes_in("sweep = 3\n" + plain) ==
        "m.toml:1:9: [sweep] must be a table of \"dotted.key\" = [values]");
  CHECK(mentions(
      sweep("\"experiment.steps\" = []"),
      "m.toml:15:22: sweep of 'experiment.steps' must be a list of values or a generator like "
      "{ linear = [lo, hi, n] }, and is []"));
  CHECK(
      mentions(sweep("\"experiment.steps\" = 3"),
               "must be a list of values or a generator like { linear = [lo, hi, n] }, and is 3"));
  CHECK(mentions(sweep("experiment.steps = [3]"), "a dotted key is quoted here"));
  CHECK(mentions(
      sweep("mode = \"zip\"\n\"experiment.steps\" = [1, 2]\n\"experiment.seed\" = [1]"),
      "m.toml:17:21: a zipped sweep needs lists of the same length: 'experiment.seed' has 1 "
      "values and 'experiment.steps' has 2"));
  CHECK(mentions(sweep("\"experiment.seeds\" = [1, 2]"),
                 "a sweep may not change names, seeds, or the number of learners"));
  CHECK(
      mentions(sweep("\"learner.4.step\" = [1]"), "m.toml:15:21: sweep: '4' in 'learner.4.step'"));
}

TEST_CASE("keys that would only repeat the same runs cannot be swept over") {
  const auto refused = [](const std::string& key, const std::string& why) {
    CHECK(mentions(mistakes_of("\"" + key + "\" = [\"a\", \"b\"]"),
                   "m.toml:15:" + std::to_string(key.size() + 6) + ": '" + key +
                       "' cannot be swept over: " + why));
  };
  const std::string tables = "; known: 'experiment', 'game', 'learner', 'cross_play'";
  const std::string files = "it says how files make up the manifest, not what runs" + tables;
  refused("include", files);
  refused("without", files);
  refused("sweep.x", files);
  refused("claim.0.value", "claims do not change runs" + tables);
  refused("observer.0.every", "all runs have the same observers" + tables);
  refused("experiment.name", "a sweep may not change names, seeds");
  refused("experiment.seeds",
          "a sweep may not change names, seeds, or the number of learners and observers; did you "
          "mean 'seed'?");
  for (const char* key : {"warnings", "refused", "batch"})
    refused("experiment." + std::string(key),
            "one value holds for all runs, and does not change them");
  refused("learner.descent.name", "a sweep may not change the names of learners");
  refused("game.name", "the name of a game does not change its runs");
  CHECK(
      mentions(mistakes_of("list = [{ \"include\" = \"a\" }]"), "'include' cannot be swept over"));
  CHECK(mentions(mistakes_of("\"learner.0.step, include\" = [[1.0, \"a\"]]"),
                 "'include' cannot be swept over"));
}

TEST_CASE("too many runs are refused before memory is taken for them") {
  const MemoryLimit limit;
  CHECK(mentions(mistakes_in(head + game + learner +
                                 "[sweep]\n\"learner.0.step\" = { linear = [1, 2, 20000] }\n",
                             {"experiment.seeds=10000"}),
                 "the experiment would have 200000000 runs (20000 combinations of the sweep, 1 "
                 "learners, 10000 replicates), and may have at most 100000000"));
}

TEST_CASE("a sweep that is too large is refused before memory is allocated") {
  const MemoryLimit limit;
  std::string text = plain + "\n[sweep]\n", ten = "[0,1,2,3,4,5,6,7,8,9]";
  for (int i = 0; i < 12; ++i) text += "\"x.k" + std::to_string(i) + "\" = " + ten + "\n";
  CHECK(mentions(mistakes_in(text), "a sweep has at most 100000 combinations"));
}

TEST_CASE("every variant is checked, and a mistake in all is reported once") {
  CHECK(mistakes_in(plain + "\n[sweep]\n\"game.params.weight\" = [1.0, 2.0, -3.0]\n") ==
        "m.toml:15:35: parameter 'weight' of game 'manifest-game' must be above 0 and at most 10, "
        "and is -3.0 (of the quadratic term)");
  CHECK(
      mistakes_in(with_learner("colour = 1") + "[sweep]\n\"game.params.weight\" = [1.0, 2.0]\n") ==
      "m.toml:13:1: unknown key 'colour' in [[learner]]; known: 'name', 'rule', 'params', "
      "'players', "
      "'step', 'noise', 'optimizer'");
  CHECK(mistakes_in(plain + "\n[sweep]\n\"gmae.params.weight\" = [1.0, 2.0]\n") ==
        "m.toml:15:25: unknown key 'gmae' in the manifest; did you mean 'game'?\n"
        "m.toml:15:30: unknown key 'gmae' in the manifest; did you mean 'game'?");
}

TEST_CASE("a game that refuses one combination does not stop the others") {
  const std::string refused =
      "game 'manifest-game' refuses its parameters: 13 layers are too many for me";
  const Manifest manifest = read(with_sweep("\"game.params.count\" = [13, 4]"));
  REQUIRE(manifest.variants.size() == 2);
  CHECK(manifest.variants[0].spec.game.refusal == "13 layers are too many for me");
  CHECK(manifest.variants[1].spec.game.refusal == "");
  CHECK(manifest.variants[0].spec.replicates == manifest.variants[1].spec.replicates);
  CHECK(labels(read(manifest.resolved)) == labels(manifest));
  // The number of replicates is that of the grid in the games that can be played.
  const Manifest grid =
      read("[experiment]\nname = \"toy\"\nsteps = 1\nstart = { grid = [0, 1, 2] }\n" + game +
           learner + "[sweep]\n\"game.params.count\" = [13, 4]\n");
  CHECK(grid.variants[0].spec.replicates.size() == 8);
  // If no combination can be played, nothing can.
  CHECK(mentions(mistakes_of("\"game.params.count\" = [13, 13]"), refused));
  CHECK(mentions(mistakes_of("\"game.params.count\" = [13]"), refused));
}

// ---- Generators --------------------------------------------------------------------------------

TEST_CASE("values that are evenly spaced, also in their logarithms") {
  CHECK(weights("\"game.params.weight\" = { linear = [0.1, 0.7, 7] }") ==
        List{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7});
  CHECK(weights("\"game.params.weight\" = { linear = [2, 1, 3] }") == List{2, 1.5, 1});
  CHECK(weights("\"game.params.weight\" = { log = [1e-4, 10, 6] }") ==
        List{1e-4, 1e-3, 0.01, 0.1, 1, 10});
  const List thirds = weights("\"game.params.weight\" = { log = [1, 2, 4] }");
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(thirds[i] == doctest::Approx(std::exp2(static_cast<double>(i) / 3)).epsilon(1e-11));
}

TEST_CASE("a range of integers has integers") {
  CHECK(labels("\"game.params.count\" = { range = [1, 8, 3] }") ==
        std::vector<std::string>{R"({"game.params.count":1})", R"({"game.params.count":4})",
                                 R"({"game.params.count":7})"});
}

TEST_CASE("random values depend on the seed, lie in their range and have their distribution") {
  const std::string uniform = "\"game.params.weight\" = { random_uniform = [1, 3, 2000] }";
  const List values = weights(uniform);
  REQUIRE(values.size() == 2000);
  double sum = 0, squares = 0;
  for (const double v : values) {
    CHECK((v > 1 && v < 3));
    sum += v;
    squares += (v - 2) * (v - 2);
  }
  CHECK(std::abs(sum / 2000 - 2) < 4 * std::sqrt(1.0 / 3 / 2000));
  CHECK(std::abs(squares / 2000 - 1.0 / 3) < 4 * std::sqrt(4.0 / 45 / 2000));
  CHECK(weights(uniform) == values);
  CHECK(weights(uniform + "\nseed = 0") == values);  // the experiment's seed
  CHECK(weights(uniform + "\nseed = 1") != values);
  CHECK(read(with_sweep(uniform), {"experiment.seed=1"}).variants[0].sweep_json !=
        read(with_sweep(uniform)).variants[0].sweep_json);

  // The logarithm is uniform: a tenth of all values in each tenth of the scale.
  const List log = weights("\"game.params.weight\" = { random_log = [1e-9, 10, 2000] }");
  std::vector<int> in_tenth(10);
  for (const double v : log) ++in_tenth.at(static_cast<std::size_t>(std::floor(std::log10(v) + 9)));
  for (const int count : in_tenth) CHECK(std::abs(count - 200) < 4 * std::sqrt(180.0));
}

TEST_CASE("the bits of random values do not depend on other keys of the sweep") {
  // Philox 4x64-10 of Random123 at the counter (i, 0, FNV-1a of the key, 6), its key (7, 0).
  const std::string one = "seed = 7\n\"game.params.weight\" = { random_uniform = [0.5, 1.5, 3] }";
  const List values = weights(one);
  r123::Philox4x64 philox;
  std::uint64_t key = 14695981039346656037u;
  for (const char c : std::string("game.params.weight"))
    key = (key ^ std::uint64_t(c)) * 1099511628211u;
  for (std::uint64_t i = 0; i < 3; ++i) {
    const double unit =
        (static_cast<double>(philox({{i, 0, key, 6}}, {{7, 0}})[0] >> 12) + 0.5) / 0x1p52;
    CHECK(values[i] == doctest::Approx(0.5 + unit).epsilon(1e-14));
  }
  List beside;
  for (const Variant& variant :
       read(with_sweep("mode = \"zip\"\n\"learner.0.step\" = { random_log = [0.1, 1, 3] }\n" + one))
           .variants)
    beside.push_back(variant.spec.game.params.values().values[0]->real);
  CHECK(beside == values);
}

TEST_CASE("invalid generators") {
  const auto made = [](const std::string& value) {
    return mistakes_of("\"game.params.weight\" = " + value);
  };
  CHECK(
      made("{ linear = [0, 1] }") ==
      "m.toml:15:24: sweep of 'game.params.weight': { linear = [lo, hi, n] } needs three numbers; "
      "it is { linear = [0, 1] }");
  CHECK(mentions(made("{ linear = [0, 1, 1] }"), "needs an integer n from 2 to 100000"));
  CHECK(mentions(made("{ linear = [0, 1, 2.5] }"), "needs an integer n from 2 to 100000"));
  CHECK(mentions(made("{ linear = [0, 1, 1e9] }"), "from 2 to 100000"));
  CHECK(mentions(made("{ log = [0, 1, 3] }"),
                 "{ log = [lo, hi, n] } needs lo above 0, hi above 0 and"));
  CHECK(mentions(made("{ random_log = [-1, 1, 3] }"), "needs lo above 0, hi above 0 and"));
  CHECK(mentions(made("{ random_uniform = [1, 1, 3] }"), "needs lo below hi"));
  CHECK(
      mentions(made("{ range = [1, 2, 0.5] }"), "{ range = [lo, hi, step] } needs three integers"));
  CHECK(mentions(made("{ range = [2, 1, 1] }"), "needs lo at most hi"));
  CHECK(mentions(made("{ range = [0, 1000000, 1] }"), "has more than 100000 values"));
  CHECK(mentions(made("{ liner = [0, 1, 3] }"),
                 "m.toml:15:24: sweep of 'game.params.weight' has no kind 'liner'; did you mean "
                 "'linear'?"));
  CHECK(mentions(mistakes_of("seed = -1\n\"game.params.weight\" = [1]"),
                 "'seed' in [sweep] must be an integer of at least 0"));
  // Each value has the place of its generator.
  CHECK(made("{ linear = [10, 12, 3] }") ==
        "m.toml:15:24: parameter 'weight' of game 'manifest-game' must be above 0 and at most 10, "
        "and is 11.0 (of the quadratic term)\n"
        "m.toml:15:24: parameter 'weight' of game 'manifest-game' must be above 0 and at most 10, "
        "and is 12.0 (of the quadratic term)");
}

// ---- Lists, groups and exclusions --------------------------------------------------------------

TEST_CASE("a list of combinations, each with keys of its own") {
  const Manifest manifest = read(with_sweep(R"(mode = "list"
list = [
  { "learner.0.step" = 0.5, "game.params.weight" = 2.0 },
  { "game.params.weight" = 3.0, "experiment.stop.update_norm" = 0.5 },
  {},
])"));
  CHECK(labels(manifest) ==
        std::vector<std::string>{R"({"learner.0.step":0.5,"game.params.weight":2.0})",
                                 R"({"game.params.weight":3.0,"experiment.stop.update_norm":0.5})",
                                 "{}"});
  CHECK(manifest.variants[1].spec.stop.update_norm == 0.5);
  CHECK(manifest.variants[2].spec.stop.update_norm < 0);
  const auto step = [&](std::size_t v) {
    return std::get<ConstantStep>(manifest.variants[v].spec.learners[0].players[0].step).gamma;
  };
  CHECK(step(0) == 0.5);
  CHECK(step(1) == 0.1);  // the manifest's value again
  CHECK(manifest.variants[2].spec.game.params.values().values[0]->real == 1.5);
  CHECK(labels("list = [{ \"experiment.seed\" = 3 }]").size() == 1);  // list implies its mode
}

TEST_CASE("keys that change together in a grid") {
  CHECK(labels(R"("game.params.weight, learner.descent.step" = [[1.0, 0.1], [2.0, 0.2]]
"experiment.seed" = [3, 4])") ==
        std::vector<std::string>{
            R"({"game.params.weight":1.0,"learner.descent.step":0.1,"experiment.seed":3})",
            R"({"game.params.weight":1.0,"learner.descent.step":0.1,"experiment.seed":4})",
            R"({"game.params.weight":2.0,"learner.descent.step":0.2,"experiment.seed":3})",
            R"({"game.params.weight":2.0,"learner.descent.step":0.2,"experiment.seed":4})"});
}

TEST_CASE("a combination is excluded if it has all values of a pattern") {
  const std::string grid =
      "\"game.params.weight\" = [1.0, 2.0, 3.0]\n\"experiment.seed\" = [1, 2]\n";
  CHECK(labels(grid + "exclude = [{ \"game.params.weight\" = 1, \"experiment.seed\" = 2 }, "
                      "{ \"game.params.weight\" = 3.0 }]") ==
        std::vector<std::string>{R"({"game.params.weight":1.0,"experiment.seed":1})",
                                 R"({"game.params.weight":2.0,"experiment.seed":1})",
                                 R"({"game.params.weight":2.0,"experiment.seed":2})"});
  CHECK(mistakes_of(grid + "exclude = [{ \"game.params.weihgt\" = 1 }]") ==
        "m.toml:17:37: exclude: 'game.params.weihgt' is not swept over; did you mean "
        "'game.params.weight'?");
  CHECK(mistakes_of(grid + "exclude = [{ \"game.params.weight\" = 9 }]") ==
        "m.toml:17:12: exclude: no combination has { 'game.params.weight' = 9 }");
  CHECK(mentions(mistakes_of(grid + "exclude = [{ \"experiment.seed\" = 1 }, { \"experiment.seed\" "
                                    "= 2 }]"),
                 "m.toml:17:11: exclude leaves no combination"));
  CHECK(mentions(mistakes_of(grid + "exclude = 3"), "exclude must be a list of tables"));
}

TEST_CASE("invalid lists and groups") {
  CHECK(mistakes_of("mode = \"list\"") ==
        "m.toml:14:1: a sweep of mode 'list' needs 'list', a list of tables like { "
        "\"game.params.A\" = 80.0 }");
  CHECK(mistakes_of("list = [{}]\n\"experiment.seed\" = [1]") ==
        "m.toml:16:21: a sweep of mode 'list' has its keys in 'list', and 'experiment.seed' is "
        "outside of it");
  CHECK(mistakes_of("mode = \"zip\"\nlist = [{}]") ==
        "m.toml:16:8: 'list' requires mode = \"list\", and the mode is 'zip'");
  CHECK(mentions(mistakes_of("list = [3]"), "m.toml:15:8: a sweep's list must be of tables like"));
  CHECK(mistakes_of("\"experiment.seed, learner.0.step\" = [[1, 0.5], [2]]") ==
        "m.toml:15:48: sweep of 'experiment.seed, learner.0.step' must be a list of lists with a "
        "value for each of the 2 keys, and is [2]");
  CHECK(mentions(mistakes_of("\"experiment.seed, experiment.seed\" = [[1, 0.5]]"),
                 "names a key twice"));
  CHECK(mistakes_of("\"learner.0.step\" = [1.0]\n\"learner.descent.step\" = [2.0]") ==
        "m.toml:16:27: sweep: 'learner.descent.step' is the same value as 'learner.0.step'");
  CHECK(mentions(mistakes_of("\"learner.descnet.step\" = [1]"),
                 "m.toml:15:27: sweep: 'descnet' in 'learner.descnet.step' must be an index from 0 "
                 "to 0 or a name; did you mean 'descent'?"));
}

// ---- Whole learners and games ------------------------------------------------------------------

TEST_CASE("a sweep over whole learners keeps their names") {
  const Manifest manifest = read(with_sweep(R"("learner.descent" = [
  { rule = "manifest-descent", step = 0.5 },
  { players = [{ rule = "manifest-answer" }, { rule = "manifest-descent", step = 2.0 }] },
]
"learner.descent.noise" = ["none", { normal = 1.0 }])"));
  REQUIRE(manifest.variants.size() == 4);
  for (const Variant& variant : manifest.variants)
    CHECK(variant.spec.learners[0].name == "descent");
  const auto player = [&](std::size_t v, std::size_t p) {
    return manifest.variants[v].spec.learners[0].players[p];
  };
  CHECK(std::get<ConstantStep>(player(0, 1).step).gamma == 0.5);
  CHECK(std::holds_alternative<NoNoise>(player(0, 1).noise));
  CHECK(std::get<NormalNoise>(player(1, 1).noise).variance == 1);
  CHECK(std::string(player(2, 0).rule.descriptor->id) == "manifest-answer");
  CHECK(std::get<ConstantStep>(player(3, 1).step).gamma == 2);
  CHECK(
      mentions(mistakes_of("\"learner.0\" = [{ name = \"a\", rule = \"manifest-answer\" }, { name "
                           "= \"b\", rule = \"manifest-answer\" }]"),
               "a sweep may not change names"));
}

TEST_CASE("a sweep over whole games") {
  const Manifest manifest = read(with_sweep(
      "\"game\" = [{ plugin = \"manifest-game\", params = { weight = 2.0 } }, { plugin = "
      "\"manifest-bare\", params = { scale = 1.0 } }]\n\"experiment.start\" = [{ normal = [0, 1] "
      "}]"));
  REQUIRE(manifest.variants.size() == 2);
  CHECK(std::string(manifest.variants[1].spec.game.plugin.descriptor->id) == "manifest-bare");
}

TEST_CASE("outer keys are set before inner ones, whatever their order") {
  const Manifest manifest = read(with_sweep(
      "\"learner.0.step\" = [1.0, 2.0]\n\"learner.0\" = [{ rule = \"manifest-descent\" }]"));
  REQUIRE(manifest.variants.size() == 2);
  CHECK(std::get<ConstantStep>(manifest.variants[1].spec.learners[0].players[0].step).gamma == 2);
}

}  // namespace
