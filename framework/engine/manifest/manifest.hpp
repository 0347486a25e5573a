// An experiment as its manifest describes it, checked in full before anything runs.
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

// One final value and what set it.
struct Setting {
  std::string key;     // game.params.A, learner.LOLA.step
  std::string value;   // as TOML; of a key that is swept over, the list of its values
  std::string origin;  // "file:line:column", "--set ..", "sweep, file:line:column", "default"
};

struct Manifest {
  std::filesystem::path file;
  std::string text;      // as read, without what it includes
  std::string resolved;  // TOML with every default filled in, every file included and every
                         // override applied; runs again to the same bits
  std::vector<Setting> settings;  // all of `resolved`
  std::vector<Variant> variants;  // at least one; learners, observers and replicates are as many in
                                  // each, their names alike
};

// Plugin folders that a manifest's own place adds; needed before it is read.
std::filesystem::path manifest_folder(const std::filesystem::path& file);

// Reads and checks a manifest with what it includes. `overrides` are KEY=VALUE of --set: a dotted
// key
// ("game.params.A", "learner.0.step", "learner.LOLA.step"), a TOML value (a bare word that is no
// TOML value is taken as a string); KEY+=VALUE appends to a list. Throws InputError with every
// mistake found, each with file, line and column or its override.
Manifest read_manifest(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                       const Catalog& catalog);

// A JSON Schema of manifests, with the parameters of all plugins in the catalog.
std::string manifest_schema(const Catalog& catalog);

}  // namespace firstmove::engine
