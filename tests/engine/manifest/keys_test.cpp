// The table of the manifest's keys: the documents print it, and the readers and the schema agree
// with it.
#include "manifest/keys.hpp"

#include <cmath>
#include <regex>
#include <set>

#include "support/manifest_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::manifest_test;

// ---- docs/manifest.md --------------------------------------------------------------------------

std::string title_of(const ManifestTable& table) {
  return table.name.empty() ? "manifest" : std::string(table.name);
}

// The table and the key that a table belongs to.
struct Owner {
  const ManifestTable* table = nullptr;
  const ManifestKey* key = nullptr;
};
Owner owner_of(const ManifestTable& table) {
  for (const ManifestTable& other : manifest_tables())
    for (const ManifestKey& key : other.keys)
      if (table_of_key(other, key) == &table) return {&other, &key};
  return {};
}

// Whether it describes the numbers of a tuple or of a list, and no table of the manifest.
bool is_of_numbers(const ManifestTable& table) {
  const ManifestKey* key = owner_of(table).key;
  return key && (key->type == KeyType::tuple || key->type == KeyType::tuples ||
                 key->type == KeyType::seeds);
}
// What belongs to a kind is shown with the kind.
bool is_shown(const ManifestTable& table) {
  const ManifestTable* owner = owner_of(table).table;
  return !is_of_numbers(table) && !(owner && owner->one_key);
}

TEST_CASE("docs/manifest.md has the tables of keys as they are") {
  const std::string text = test::read_file(SOURCE_TREE "/docs/manifest.md");
  for (const ManifestTable& table : manifest_tables()) {
    const std::string begin = "<!-- keys: begin " + title_of(table) + " -->\n";
    const std::size_t at = text.find(begin), from = at + begin.size();
    CAPTURE(begin);
    CHECK((at != std::string::npos) == is_shown(table));
    if (at == std::string::npos) continue;
    CHECK(text.substr(from, text.find("<!-- keys: end -->", from) - from) ==
          manifest_keys_markdown(table));
  }
}

// ---- Bounds ------------------------------------------------------------------------------------

// A manifest with one value in it: TOML text, at the place of a table's key.
std::string manifest_with(const ManifestTable& table, const ManifestKey& key,
                          const std::string& value) {
  const std::string name(table.name), entry = std::string(key.key) + " = " + value;
  const std::string start = "start = { at = [0, 0, 0] }\n";
  if (name == "experiment") {
    std::string lines = "[experiment]\n" + start;
    for (const char* line : {"name = \"toy\"", "steps = 100", "seeds = 3"})
      if (!std::string(line).starts_with(std::string(key.key) + " "))
        lines += line + std::string("\n");
    return lines + entry + "\n" + game + learner;
  }
  if (name.starts_with("experiment."))
    return head + start + name.substr(11) + " = { " + entry + " }\n" + game + learner;
  if (name == "claim") {
    std::string lines = "text = \"t\"\nmeasure = \"x1\"\n";
    for (const char* line : {"value = 1", "within = 1"})
      if (!std::string(line).starts_with(std::string(key.key) + " "))
        lines += line + std::string("\n");
    return plain + "[[claim]]\n" + lines + entry + "\n";
  }
  if (name == "sweep") return plain + "[sweep]\n" + entry + "\n\"experiment.steps\" = [1]\n";
  if (name == "step") return with_step("{ " + entry + " }");
  if (name == "learner") return with_step(value);
  if (name == "noise" || name == "optimizer") return with_learner(name + " = { " + entry + " }");
  if (name.starts_with("optimizer."))
    return with_learner("optimizer = { " + name.substr(10) + " = { " + entry + " } }");
  if (name == "every")
    return plain + "[[observer]]\nplugin = \"manifest-watcher\"\nevery = { " + entry + " }\n";
  return "";
}

// A manifest with a tuple that holds `value` in place of one number, the others being valid.
std::string manifest_with_tuple(const ManifestTable& parts, const ManifestKey& part,
                                const std::string& value) {
  const std::string name(parts.name);
  const std::string kinds = name.substr(0, name.find('.')), kind = name.substr(kinds.size() + 1);
  std::string tuple;
  for (const ManifestKey& other : parts.keys) {
    const std::string lower = part.key == "hi" ? "1e-7" : "1";  // below a small hi
    const std::string valid = other.key == "lo" ? lower : other.accepts(2) ? "2" : "1";
    tuple += (tuple.empty() ? "" : ", ") + (other.key == part.key ? value : valid);
  }
  tuple = "{ " + kind + " = [" + tuple + "] }";
  if (kinds == "step") return with_step(tuple);
  if (kinds == "noise") return with_learner("noise = " + tuple);
  if (kinds == "start")
    return "[experiment]\nname = \"toy\"\nsteps = 1\n" +
           std::string(kind == "grid" ? "" : "seeds = 3\n") + "start = " + tuple +
           "\n[game]\nplugin = \"manifest-bare\"\nparams = { scale = 1 }\n" + learner;
  return plain + "[sweep]\n\"game.params.weight\" = " + tuple + "\n";
}

std::string text_of_number(const ManifestKey& key, double value) {
  if (key.type == KeyType::integer || key.type == KeyType::seeds)
    return std::to_string(static_cast<std::int64_t>(value));
  std::ostringstream text;
  text.precision(17);
  text << value;
  return text.str();
}

// Values on both sides of a bound: the last that is accepted and the first that is not.
struct Sides {
  double inside, outside;
};
std::vector<Sides> sides_of(const ManifestKey& key) {
  const bool integer = key.type == KeyType::integer || key.type == KeyType::seeds;
  std::vector<Sides> all;
  const auto add = [&](double bound, bool open, double inward) {
    if (!std::isfinite(bound) || std::abs(bound) >= 0x1p53) return;
    const double step = integer ? 1 : 1e-6;
    const double next = bound + inward * step, before = bound - inward * step;
    all.push_back(open ? Sides{next, bound} : Sides{bound, before});
  };
  add(key.minimum, key.minimum_open, 1);
  add(key.maximum, key.maximum_open, -1);
  return all;
}

TEST_CASE("the readers accept every bound of a number and refuse what lies beyond it") {
  std::size_t checked = 0;
  const MemoryLimit limit;
  for (const ManifestTable& table : manifest_tables())
    for (const ManifestKey& key : table.keys) {
      const bool is_number = key.type == KeyType::integer || key.type == KeyType::number ||
                             key.type == KeyType::seeds || key.key == "step";
      const bool in_tuple = is_of_numbers(table) && table.name != "experiment.seeds";
      if (!is_number || table.name == "learner.players" || table.name == "cross_play") continue;
      for (const Sides& sides : sides_of(key)) {
        const auto said = [&](double value) {
          std::string text = text_of_number(key, value);
          if (in_tuple) return mistakes_in(manifest_with_tuple(table, key, text));
          if (table.name == "experiment.seeds") {
            const ManifestTable& experiment = manifest_table("experiment");
            return mistakes_in(manifest_with(experiment, experiment.at("seeds"), "[" + text + "]"));
          }
          return mistakes_in(manifest_with(table, key, text));
        };
        CAPTURE(table.name);
        CAPTURE(key.key);
        CAPTURE(sides.inside);
        CAPTURE(sides.outside);
        // As many replicates or combinations would take their time and memory.
        const bool huge = sides.inside > 1e4 && (in_tuple || key.type == KeyType::seeds);
        if (!huge) CHECK(said(sides.inside) == "");
        CHECK(said(sides.outside) != "");
        ++checked;
      }
    }
  CHECK(checked >= 40);
}

TEST_CASE("a message of a value beyond its bounds names the key, the value and what is right") {
  CHECK(mistakes_in(with_experiment("batch = 65537")) ==
        "m.toml:5:9: 'batch' in [experiment] must be an integer from 1 to 65536, and is an "
        "integer: 65537");
  CHECK(mistakes_in(with_experiment("stop = { update_norm = -1 }")) ==
        "m.toml:5:24: update_norm must be at least 0, and is -1");
  CHECK(mistakes_in(with_learner("optimizer = { rmsprop = { decay = 1.5 } }")) ==
        "m.toml:13:35: decay must be in [0, 1), and is 1.5");
  CHECK(mistakes_in(with_learner("noise = { student_t = [0, 1] }")) ==
        "m.toml:13:9: noise { student_t = [nu, scale] } needs nu above 0 and scale at least 0, for "
        "scale * t(nu); it is { student_t = [0, 1] }");
}

// ---- Unknown keys ------------------------------------------------------------------------------

TEST_CASE("a misspelled key is refused with a suggestion in every table of the manifest") {
  const auto misspelled = [](const ManifestTable& table) {
    std::string key(table.keys.back().key);
    return key.insert(key.size() / 2, "q");
  };
  const std::map<std::string, std::string> before = {
      {"", ""},
      {"experiment", head},
      {"experiment.stop", head + "stop = { KEY = 1 }\n" + game + learner},
      {"experiment.budget", head + "budget = { KEY = 1 }\n" + game + learner},
      {"experiment.outcome", head + "outcome = { KEY = 1 }\n" + game + learner},
      {"game", head + learner + game + "KEY = 1\n"},
      {"learner", plain + "KEY = 1\n"},
      {"learner.players", head + game + "[[learner]]\nname = \"a\"\nplayers = [{ KEY = 1 }]\n"},
      {"cross_play", plain + "[[cross_play]]\nKEY = 1\n"},
      {"observer", plain + "[[observer]]\nplugin = \"manifest-watcher\"\nKEY = 1\n"},
      {"claim", plain + "[[claim]]\nKEY = 1\n"},
      {"optimizer.adam", plain + "optimizer = { adam = { KEY = 1 } }\n"},
      {"optimizer.rmsprop", plain + "optimizer = { rmsprop = { KEY = 1 } }\n"},
      {"step", head + game +
                   "[[learner]]\nname = \"a\"\nrule = \"manifest-descent\"\nstep = { KEY = 1 }\n"},
      {"noise", plain + "noise = { KEY = 1 }\n"},
      {"optimizer", plain + "optimizer = { KEY = 1 }\n"},
      {"start", head + "start = { KEY = 1 }\n" + game + learner},
      {"every", plain + "[[observer]]\nplugin = \"manifest-watcher\"\nevery = { KEY = 1 }\n"},
      {"generator", plain + "[sweep]\n\"experiment.seed\" = { KEY = [1, 2, 1] }\n"},
  };
  for (const ManifestTable& table : manifest_tables()) {
    if (is_of_numbers(table) || table.name == "sweep")
      continue;  // other keys of a sweep are swept over
    CAPTURE(table.name);
    REQUIRE(before.contains(std::string(table.name)));
    std::string text = before.at(std::string(table.name));
    const std::string key = misspelled(table);
    if (table.name.empty()) text = key + " = 1\n" + plain;
    if (table.name == "experiment") text += key + " = 1\n" + game + learner;
    if (const std::size_t at = text.find("KEY"); at != std::string::npos) text.replace(at, 3, key);
    const std::string said = mistakes_in(text);
    CHECK(mentions(said, "'" + key + "'"));
    CHECK(mentions(said, "; did you mean '" + std::string(table.keys.back().key) + "'?"));
  }
}

TEST_CASE("a key of another way of writing the table is refused") {
  CHECK(mistakes_in(head + learner + game + "let = {}\n") ==
        "m.toml:13:7: 'let' in [game] belongs with 'cost' and 'players', and not with 'plugin'");
}

// ---- Defaults ----------------------------------------------------------------------------------

TEST_CASE("the defaults of the keys are those of a manifest that sets none") {
  const ExperimentSpec spec = read_one(plain + "[[observer]]\nplugin = \"manifest-watcher\"\n");
  CHECK(spec.seed == static_cast<std::uint64_t>(default_number("experiment", "seed")));
  CHECK(spec.budget.call == default_number("experiment.budget", "call"));
  CHECK(spec.budget.call == BudgetSpec{}.call);
  CHECK(spec.outcome.tolerance == default_number("experiment.outcome", "tolerance"));
  CHECK(spec.outcome.tolerance == OutcomeTests{}.tolerance);
  CHECK(spec.outcome.bound == OutcomeTests{}.bound);
  CHECK(spec.warnings == ExperimentSpec{}.warnings);
  CHECK(spec.skip_refused == ExperimentSpec{}.skip_refused);
  CHECK(default_number("optimizer.adam", "beta1") == AdamOptimizer{}.beta1);
  CHECK(default_number("optimizer.adam", "beta2") == AdamOptimizer{}.beta2);
  CHECK(default_number("optimizer.adam", "epsilon") == AdamOptimizer{}.epsilon);
  CHECK(default_number("optimizer.rmsprop", "decay") == RmsPropOptimizer{}.decay);
  CHECK(default_number("optimizer.rmsprop", "epsilon") == RmsPropOptimizer{}.epsilon);
  CHECK(default_number("optimizer", "momentum") == MomentumOptimizer{}.beta);
  CHECK(std::get<LogSteps>(spec.observers.at(0).every).points == 200);
  for (const ManifestTable& table : manifest_tables())
    for (const ManifestKey& key : table.keys)
      CHECK((default_of(key) != nullptr) == !key.default_value.empty());
}

// ---- The schema --------------------------------------------------------------------------------

void check_bounds(const nlohmann::json& schema, const ManifestKey& key) {
  const auto bound = [&](const char* name) {
    return schema.contains(name) ? schema.at(name).get<double>() : NAN;
  };
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  const double least = std::isfinite(key.minimum) ? key.minimum : NAN;
  const double most = std::isfinite(key.maximum) ? key.maximum : NAN;
  CHECK(same(bound("minimum"), key.minimum_open ? NAN : least));
  CHECK(same(bound("exclusiveMinimum"), key.minimum_open ? least : NAN));
  CHECK(same(bound("maximum"), key.maximum_open ? NAN : most));
  CHECK(same(bound("exclusiveMaximum"), key.maximum_open ? most : NAN));
}

// Walks through the tables and the schema's objects side by side.
void check_object(const nlohmann::json& schema, const ManifestTable& table,
                  std::set<std::string>& seen) {
  CAPTURE(table.name);
  seen.insert(std::string(table.name));
  if (table.name != "sweep") CHECK(schema.at("additionalProperties") == false);
  CHECK(schema.at("properties").size() == table.keys.size());
  for (const ManifestKey& key : table.keys) {
    CAPTURE(key.key);
    const auto& property = schema.at("properties").at(std::string(key.key));
    if (!key.doc.empty()) CHECK(property.at("description") == std::string(key.doc));
    CHECK(property.contains("default") == !key.default_value.empty());
    const ManifestTable* below = table_of_key(table, key);
    if (key.type == KeyType::integer || key.type == KeyType::number) {
      CHECK(property.at("type") == (key.type == KeyType::integer ? "integer" : "number"));
      check_bounds(property, key);
    } else if (key.type == KeyType::integers || key.type == KeyType::numbers) {
      check_bounds(property.at("items"), key);
    } else if (key.type == KeyType::seeds) {
      check_bounds(property.at("anyOf").at(0), key);
      check_bounds(property.at("anyOf").at(1).at("items"), below->keys.front());
    } else if (key.type == KeyType::choice) {
      CHECK(property.at("enum") == nlohmann::json(key.words()));
    } else if (key.type == KeyType::tuple || key.type == KeyType::tuples) {
      const auto& tuple = key.type == KeyType::tuple ? property : property.at("anyOf").at(0);
      CHECK(tuple.at("minItems") == below->keys.size());
      for (std::size_t i = 0; i < below->keys.size(); ++i)
        check_bounds(tuple.at("prefixItems").at(i), below->keys[i]);
    } else if (key.type == KeyType::kinds) {
      const bool alone = key.words().empty() && !key.bounded();
      if (key.bounded()) check_bounds(property.at("anyOf").at(0), key);
      check_object(alone ? property : property.at("anyOf").at(1), *below, seen);
    } else if (key.type == KeyType::table && below) {
      check_object(property, *below, seen);
    } else if (key.type == KeyType::tables && below) {
      check_object(property.at("items"), *below, seen);
    }
  }
}

TEST_CASE("the schema has the keys, the bounds and the documentation of the table") {
  const auto schema = nlohmann::json::parse(manifest_schema(catalog()));
  std::set<std::string> seen;
  check_object(schema, manifest_table(""), seen);
  check_object(schema.at("properties").at("sweep").at("additionalProperties").at("anyOf").at(1),
               manifest_table("generator"), seen);
  for (const ManifestTable& table : manifest_tables())
    if (!is_of_numbers(table)) CHECK(seen.contains(std::string(table.name)));
}

TEST_CASE("the schema demands the required keys") {
  const auto schema = nlohmann::json::parse(manifest_schema(catalog()));
  const auto& whole = schema.at("else").at("properties");
  CHECK(whole.at("claim").at("items").at("required") ==
        nlohmann::json({"text", "measure", "value", "within"}));
  CHECK(whole.at("game").at("oneOf").at(2).at("required") == nlohmann::json({"cost", "players"}));
  CHECK(whole.at("learner").at("items").at("oneOf").size() == 2);
  // A manifest that includes others names the entry that it changes, and no more.
  const auto& properties = schema.at("properties");
  CHECK(properties.at("claim").at("items").at("required") == nlohmann::json({"text"}));
  CHECK(properties.at("experiment").at("properties").at("stop").at("required") ==
        nlohmann::json({"update_norm"}));
}

TEST_CASE("the patterns of names in the schema accept what the readers accept") {
  for (const ManifestTable& table : manifest_tables())
    for (const ManifestKey& key : table.keys) {
      if (!key.valid) continue;
      CAPTURE(table.name);
      const std::regex pattern(std::string(key.pattern));
      for (const char* name : {"", "a", "a b", "a | b", " | ", "|", "a/b", ".a", "a.b", "-", "A_9",
                               "..", "\n", "a|b"}) {
        CAPTURE(name);
        CHECK(std::regex_search(std::string(name), pattern) == key.valid(name));
      }
    }
}

}  // namespace
