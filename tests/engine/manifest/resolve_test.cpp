// The manifest with every default written out, and the schema of all manifests.
#include <map>

#include "support/manifest_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::manifest_test;

// ---- The resolved manifest ---------------------------------------------------------------------

std::string described(const StepSpec& step) {
  std::string text = std::to_string(step.index());
  const auto add = [&text](std::initializer_list<double> values) {
    for (const double value : values) text += doctest::toString(value).c_str() + std::string(" ");
  };
  if (const auto* s = std::get_if<ConstantStep>(&step)) add({s->gamma});
  if (const auto* s = std::get_if<PowerStep>(&step)) add({s->gamma, s->exponent});
  if (const auto* s = std::get_if<ExponentialStep>(&step)) add({s->gamma, s->factor});
  return text;
}

// Bit for bit.
void check_same(const Parameters& a, const Parameters& b) {
  REQUIRE(a.values().count == b.values().count);
  for (std::uint32_t i = 0; i < a.values().count; ++i) {
    const fm_value &x = *a.values().values[i], &y = *b.values().values[i];
    CHECK(x.type == y.type);
    CHECK(x.integer == y.integer);
    CHECK(x.real == y.real);
    CHECK(std::string(x.string) == y.string);
    CHECK(numbers(x) == numbers(y));
  }
}

void check_same(const StartSpec& a, const StartSpec& b) {
  REQUIRE(a.index() == b.index());
  if (const auto* x = std::get_if<StartAt>(&a)) CHECK(x->x == std::get<StartAt>(b).x);
  if (const auto* x = std::get_if<UniformStart>(&a)) {
    CHECK(x->lower == std::get<UniformStart>(b).lower);
    CHECK(x->upper == std::get<UniformStart>(b).upper);
  }
  if (const auto* x = std::get_if<NormalStart>(&a)) {
    CHECK(x->mean == std::get<NormalStart>(b).mean);
    CHECK(x->variance == std::get<NormalStart>(b).variance);
  }
  if (const auto* x = std::get_if<GridStart>(&a)) {
    CHECK(x->lower == std::get<GridStart>(b).lower);
    CHECK(x->upper == std::get<GridStart>(b).upper);
    CHECK(x->points == std::get<GridStart>(b).points);
  }
}

void check_same(const PlayerSpec& a, const PlayerSpec& b) {
  CHECK(a.rule.descriptor == b.rule.descriptor);
  check_same(a.params, b.params);
  CHECK(described(a.step) == described(b.step));
  REQUIRE(a.noise.index() == b.noise.index());
  if (const auto* noise = std::get_if<NormalNoise>(&a.noise))
    CHECK(noise->variance == std::get<NormalNoise>(b.noise).variance);
  REQUIRE(a.optimizer.index() == b.optimizer.index());
  if (const auto* adam = std::get_if<AdamOptimizer>(&a.optimizer)) {
    CHECK(adam->beta1 == std::get<AdamOptimizer>(b.optimizer).beta1);
    CHECK(adam->beta2 == std::get<AdamOptimizer>(b.optimizer).beta2);
    CHECK(adam->epsilon == std::get<AdamOptimizer>(b.optimizer).epsilon);
  }
}

void check_same(const ExperimentSpec& a, const ExperimentSpec& b) {
  CHECK(a.name == b.name);
  CHECK(a.steps == b.steps);
  CHECK(a.seed == b.seed);
  CHECK(a.replicates == b.replicates);
  check_same(a.start, b.start);
  CHECK(a.stop.update_norm == b.stop.update_norm);
  CHECK(a.place == b.place);
  CHECK(a.batch == b.batch);
  CHECK(a.game.plugin.descriptor == b.game.plugin.descriptor);
  check_same(a.game.params, b.game.params);
  REQUIRE(a.learners.size() == b.learners.size());
  for (std::size_t l = 0; l < a.learners.size(); ++l) {
    CHECK(a.learners[l].name == b.learners[l].name);
    REQUIRE(a.learners[l].players.size() == b.learners[l].players.size());
    for (std::size_t p = 0; p < a.learners[l].players.size(); ++p)
      check_same(a.learners[l].players[p], b.learners[l].players[p]);
  }
  REQUIRE(a.observers.size() == b.observers.size());
  for (std::size_t i = 0; i < a.observers.size(); ++i) {
    CHECK(a.observers[i].plugin.descriptor == b.observers[i].plugin.descriptor);
    REQUIRE(a.observers[i].every.index() == b.observers[i].every.index());
    check_same(a.observers[i].params, b.observers[i].params);
  }
}

// Checks that the resolved text reads as the same variants, and resolves to itself.
std::string check_round_trip(const std::string& text, const Overrides& overrides = {},
                             const Others& others = {}) {
  const Manifest first = read(text, overrides, others);
  CAPTURE(first.resolved);
  std::optional<Manifest> second;
  REQUIRE_NOTHROW(second = read(first.resolved));
  REQUIRE(first.variants.size() == second->variants.size());
  for (std::size_t v = 0; v < first.variants.size(); ++v) {
    CHECK(first.variants[v].sweep_json == second->variants[v].sweep_json);
    check_same(first.variants[v].spec, second->variants[v].spec);
  }
  CHECK(second->resolved == first.resolved);
  return first.resolved;
}

TEST_CASE("the resolved manifest spells out every default") {
  const std::string resolved = check_round_trip(plain + "optimizer = \"adam\"\n" + R"(
[[observer]]
plugin = "manifest-watcher"
)");
  for (const char* part : {"seed = 0", "order = ", "uniform = ", "weight = 1.5", "count = 3",
                           "convex = true", "mode = ", "costs = ", "eta = 0.5",
                           "noise = ", "beta1 = ", "beta2 = ", "epsilon = ", "log = 200"})
    CHECK(mentions(resolved, part));
}

TEST_CASE("the resolved manifest has its overrides, and all numbers to the last bit") {
  const std::string resolved = check_round_trip(
      plain, {"game.params.weight=0.30000000000000004", "game.params.costs=[1e-320, 1e300, 0.1]",
              "game.params.mode=fast", "experiment.seeds=[4, 2]", "experiment.batch=8",
              "experiment.stop={ update_norm = 1e-9 }", "experiment.order=[2, 1]",
              "experiment.start={ normal = [0.1, 0.2] }"});
  CHECK(mentions(resolved, "0.30000000000000004"));
}

TEST_CASE("a learner of every shape resolves to itself") {
  check_round_trip(head + game + R"(
[[learner]]
name = "shared \"values\""
step = { exponential = [0.1, 0.999] }
noise = { normal = 10.0 }
optimizer = { adam = { beta1 = 0.5 } }
players = [
  { rule = "manifest-descent", step = { power = [1, 0.6667] } },
  { rule = "manifest-answer" },
]

[[learner]]
name = "own"
players = [
  { rule = "manifest-descent", step = { list = [3, 2, 1] }, optimizer = "adam" },
  { rule = "manifest-descent", step = 0.1, noise = "none", params = { eta = 0.1 } },
]

[[learner]]
name = "answers"
rule = "manifest-answer"
)");
}

TEST_CASE("a grid of starts resolves to itself") {
  check_round_trip("[experiment]\nname = \"toy\"\nsteps = 1\nstart = { grid = [0, 1, 2] }\n" +
                   game + learner);
}

TEST_CASE("a sweep resolves to the same variants, whatever it sets") {
  for (const char* sweep : {
           "\"learner.0.step\" = [1.0, 0.5]\n\"game.params.weight\" = [2.0, 3.0]",
           "mode = \"zip\"\n\"learner.0.step\" = [1.0, 0.5]\n\"experiment.seed\" = [7, 8]",
           "\"learner.0.step\" = [{ power = [1, 1] }, { exponential = [1, 0.9] }, 0.1]",
           "\"learner.0.params.eta\" = [1, 2]",
           "\"learner.0.rule\" = [\"manifest-descent\", \"manifest-answer\"]",
           "\"learner.0.noise\" = [\"none\", { normal = 1 }]",
           "\"learner.0.optimizer\" = [\"plain\", \"adam\", { adam = { beta1 = 0.1 } }]",
           "\"game.params\" = [{ weight = 1 }, { weight = 2, count = 4 }]",
           "\"experiment.start\" = [{ at = [0, 0, 0] }, { uniform = [0, 1] }]",
           "\"experiment.start.at\" = [[0, 0, 0], [1, 1, 1]]",
           "\"experiment.order\" = [[1, 2], [2, 1]]",
           "\"experiment.stop.update_norm\" = [1e-3, 1e-6]",
           "\"learner.0.step\" = [0.25]",
           "\"learner.descent.step\" = { log = [0.01, 1, 5] }",
           "\"game.params.weight\" = { random_uniform = [1, 9, 4] }",
           "\"game.params.count\" = { range = [1, 9, 4] }\nexclude = [{ \"game.params.count\" = 5 "
           "}]",
           "\"game.params.weight, learner.0.step\" = [[1.0, 0.1], [2.0, { power = [1, 1] }]]",
           "list = [{ \"learner.0.step\" = 0.25, \"experiment.seed\" = 3 }, { \"experiment.steps\" "
           "= "
           "7 }]",
           "\"learner.descent\" = [{ rule = \"manifest-answer\" }, { players = [{ rule = "
           "\"manifest-answer\" }, { rule = \"manifest-descent\", step = 1 }] }]",
           "\"game\" = [{ plugin = \"manifest-game\" }, { plugin = \"manifest-game\", params = { "
           "weight = 2 } }]",
       }) {
    CAPTURE(sweep);
    check_round_trip(plain + "\n[sweep]\n" + sweep + "\n");
  }
}

TEST_CASE("the resolved manifest of a sweep over games has no defaults of one game alone") {
  check_round_trip(
      "[experiment]\nname = \"toy\"\nsteps = 1\nseeds = 1\nstart = { normal = [0, 1] }\n" + game +
      learner + R"(
[sweep]
mode = "zip"
"game.plugin" = ["manifest-game", "manifest-bare"]
"game.params" = [{ weight = 2.0 }, { scale = 3.0 }]
)");
}

TEST_CASE("a sweep over a learner's shared values") {
  check_round_trip(head + game + R"(
[[learner]]
name = "one"
step = 0.1
players = [{ rule = "manifest-descent" }, { rule = "manifest-descent" }]

[sweep]
"learner.0.step" = [0.1, 0.2]
"learner.0.noise" = ["none", { normal = 1.0 }]
"learner.0.players.1.params.eta" = [1.0, 2.0]
)");
}

TEST_CASE("the resolved manifest has the inherited values, and no include") {
  const std::string resolved = check_round_trip(
      "include = [\"base.toml\"]\nwithout = [\"learner.other\"]\n[experiment]\nsteps "
      "= 5\n",
      {"learner.descent.step=0.5"},
      {{"base.toml", plain + "[[learner]]\nname = \"other\"\nrule = "
                             "\"manifest-answer\"\n[sweep]\n\"game.params.weight\" "
                             "= { random_log = [0.1, 1, 3] }\n"}});
  CHECK(mentions(resolved, "steps = 5"));
  CHECK(mentions(resolved, "seed = 0\n"));
  for (const char* part : {"include", "without", "other"})
    CHECK(resolved.find(part) == std::string::npos);
}

// ---- The origin of each value ------------------------------------------------------------------

TEST_CASE("each final value is reported with its origin") {
  const File file(
      "include = \"base.toml\"\n[experiment]\nsteps = 5\n[[learner]]\nname = \"descent\"\n"
      "optimizer = \"adam\"\n[sweep]\n\"game.params.weight\" = [1.0, 2]\n"
      "\"learner.0.step\" = { log = [0.1, 10, 3] }\n",
      {{"base.toml", plain + "[[observer]]\nplugin = \"manifest-watcher\"\n"}});
  const Manifest manifest =
      read_manifest(file.path(), {"experiment.stop={ update_norm = 1e-3 }"}, catalog());
  std::map<std::string, std::pair<std::string, std::string>> told;
  for (const Setting& s : manifest.settings) {
    CHECK(told.emplace(s.key, std::pair(s.value, file.bare(s.origin))).second);
  }
  using Told = std::pair<std::string, std::string>;
  CHECK(told["experiment.name"] == Told{"'toy'", "base.toml:2:8"});
  CHECK(told["experiment.steps"] == Told{"5", "m.toml:3:9"});
  CHECK(told["experiment.seed"] == Told{"0", "default"});
  CHECK(told["experiment.stop.update_norm"] ==
        Told{"0.001", "--set experiment.stop={ update_norm = 1e-3 }"});
  CHECK(told["game.plugin"] == Told{"'manifest-game'", "base.toml:7:10"});
  CHECK(told["game.params.count"] == Told{"3", "default"});
  CHECK(told["game.params.weight"] == Told{"[1.0, 2]", "sweep, m.toml:8:24"});
  CHECK(told["learner.descent.rule"].second == "base.toml:11:8");
  CHECK(told["learner.descent.step"] == Told{"[0.1, 1.0, 10.0]", "sweep, m.toml:9:20"});
  CHECK(told["learner.descent.optimizer.adam.beta1"] == Told{"0.9", "default"});
  CHECK(told["observer.manifest-watcher.every.log"] == Told{"200", "default"});
}

// ---- The schema --------------------------------------------------------------------------------

TEST_CASE("the schema names the plugins and describes their parameters") {
  const auto schema = nlohmann::json::parse(manifest_schema(catalog()));
  CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
  for (const char* key : {"experiment", "game", "learner", "observer", "sweep"})
    CHECK(schema.at("properties").contains(key));
  for (const char* key : {"name", "steps", "seeds", "seed", "start", "stop", "order", "batch"})
    CHECK(schema.at("properties").at("experiment").at("properties").contains(key));

  const auto& games = schema.at("properties").at("game").at("properties").at("plugin").at("enum");
  CHECK(std::find(games.begin(), games.end(), "manifest-game") != games.end());
  CHECK(std::find(games.begin(), games.end(), "manifest-descent") == games.end());

  const auto& params = schema.at("$defs").at("game.manifest-game");
  CHECK(params.at("additionalProperties") == false);
  const auto& weight = params.at("properties").at("weight");
  CHECK(weight.at("type") == "number");
  CHECK(weight.at("exclusiveMinimum") == 0);
  CHECK(weight.at("maximum") == 10);
  CHECK(weight.at("default") == 1.5);
  CHECK(weight.at("description") == "of the quadratic term");
  CHECK(params.at("properties").at("mode").at("enum") == nlohmann::json({"fast", "exact"}));
  CHECK(params.at("properties").at("matrix").at("items").at("items").at("type") == "number");
  CHECK_FALSE(params.at("properties").at("matrix").contains("default"));
  CHECK(schema.at("$defs").at("game.manifest-bare").at("required") == nlohmann::json({"scale"}));
}

TEST_CASE("the schema requires only names of a manifest that includes others") {
  const auto schema = nlohmann::json::parse(manifest_schema(catalog()));
  const auto& properties = schema.at("properties");
  CHECK_FALSE(schema.contains("required"));
  CHECK_FALSE(properties.at("game").contains("required"));
  CHECK(schema.at("if").at("required") == nlohmann::json({"include"}));
  CHECK(schema.at("else").at("required") == nlohmann::json({"experiment", "game"}));
  CHECK(schema.at("else").at("properties").at("experiment").at("required") ==
        nlohmann::json({"name", "steps"}));
  for (const char* key : {"include", "without"})
    CHECK(properties.at(key).at("anyOf").at(1).at("items").at("type") == "string");
  const auto& sweep = properties.at("sweep");
  for (const char* key : {"mode", "seed", "list", "exclude"})
    CHECK(sweep.at("properties").contains(key));
  const auto& made = sweep.at("additionalProperties").at("anyOf").at(1).at("properties");
  for (const char* kind : {"linear", "log", "range", "random_uniform", "random_log"})
    CHECK(made.at(kind).at("minItems") == 3);
}

TEST_CASE("every reference of the schema resolves") {
  const std::string text = manifest_schema(catalog());
  const auto schema = nlohmann::json::parse(text);
  const std::string mark = "\"#/$defs/";
  std::size_t found = 0;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const std::size_t from = at + mark.size();
    CHECK(schema.at("$defs").contains(text.substr(from, text.find('"', from) - from)));
    ++found;
  }
  CHECK(found >= 5);
}

TEST_CASE("the schema is valid without plugins") {
  const auto schema = nlohmann::json::parse(manifest_schema(Catalog({})));
  CHECK_FALSE(schema.at("properties").at("game").contains("allOf"));
}

}  // namespace
