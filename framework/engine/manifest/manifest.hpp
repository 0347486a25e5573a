// Reads a manifest into experiments and checks all of it before anything runs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "plugin/catalog.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// One combination of a sweep.
struct Variant {
  std::string sweep_json;  // {"game.params.A":80.0}; "{}" without a sweep
  ExperimentSpec spec;
};

// One final value and its origin.
struct Setting {
  std::string key;     // game.params.A, learner.LOLA.step
  std::string value;   // as TOML; for a key of the sweep, the list of its values
  std::string origin;  // "file:line:column", "--set ..", "sweep, file:line:column", "default"
};

struct Manifest {
  std::filesystem::path file;
  std::string text;      // as read, without the manifests that it includes
  std::string resolved;  // TOML with all defaults, all included files and all overrides; it
                         // gives the same results, bit for bit
  std::vector<Setting> settings;  // all of `resolved`
  std::vector<Variant> variants;  // at least one; all have the same number of learners, observers
                                  // and replicates, with the same names
};

// The folder of a manifest, where plugins are also looked for; needed before it is read.
std::filesystem::path manifest_folder(const std::filesystem::path& file);

// Reads and checks a manifest with the manifests that it includes. `overrides` are the KEY=VALUE of
// --set: a dotted key ("game.params.A", "learner.0.step", "learner.LOLA.step") and a TOML value (a
// bare word that is not TOML is taken as a string); KEY+=VALUE appends to a list. Throws InputError
// with all mistakes, each with its file, line and column or its override. From then on calls of
// plugins may take its `budget.call` seconds.
Manifest read_manifest(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                       const Catalog& catalog);

// A JSON Schema of manifests, with the parameters of all plugins in the catalog.
std::string manifest_schema(const Catalog& catalog);

}  // namespace firstmove::engine
