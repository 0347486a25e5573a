// An experiment as its manifest describes it, checked in full before anything runs.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "catalog.hpp"
#include "parameters.hpp"
#include "specs.hpp"
#include "teams.hpp"

namespace firstmove {

// How one player learns.
struct PlayerSpec {
  Plugin rule;
  Parameters params;
  StepSpec step = ConstantStep{1};  // unused by rules that answer with an action outright
  OptimizerSpec optimizer;
  NoiseSpec noise;
  std::string refusal = {};  // why the rule cannot be had, in a manifest that skips such learners
};

// One entry of [[learner]]: a name and a rule for each player of the game.
struct LearnerSpec {
  std::string name;
  std::vector<PlayerSpec> players;
  std::vector<std::string> entries =
      {};  // of a pairing in cross-play: each player's [[cross_play]]
};

// One entry of [[cross_play]]: how whatever player it sits down as learns.
struct CrossPlaySpec {
  std::string name;
  PlayerSpec player;
};

// A file that a game was compiled from, and where results keep it, so that their manifest still
// finds it.
struct SourceFile {
  std::filesystem::path file, kept;
};

struct GameSpec {
  Plugin plugin;
  Parameters params;
  Teams teams;                        // empty: every player for itself
  std::filesystem::path source = {};  // the file that it stands in, if it was compiled from one
  bool formulas = false;              // it was made from formulas
  std::vector<SourceFile> sources = {};
  std::vector<std::string> from_source = {};  // parameters that the source file itself gives
  std::string refusal = {};  // why it cannot be played, of a manifest that skips such games
};

struct ObserverSpec {
  Plugin plugin;
  Parameters params;
  CadenceSpec every = LogSteps{200};
};

// One experiment without a sweep: everything about its runs, nothing left to look up.
struct ExperimentSpec {
  std::string name;
  std::uint64_t steps = 0;
  std::uint64_t seed = 0;                 // of every random draw
  std::vector<std::uint32_t> replicates;  // `seeds = 10` means 0 .. 9
  StartSpec start;
  StopSpec stop;
  BudgetSpec budget;
  OutcomeTests outcome;
  bool skip_refused = false;         // learners that cannot play a game are skipped; else an error
  std::vector<std::uint32_t> place;  // per player: its place in the order of play, 0 leads
  bool warnings = true;              // whether to tell what the theory does not cover
  std::uint32_t batch = 0;           // replicas advanced together; 0: the engine chooses
  GameSpec game;
  std::vector<LearnerSpec> learners;  // those of [[learner]], then every pairing of cross_play
  std::vector<CrossPlaySpec> cross_play;
  std::vector<ObserverSpec> observers;
  std::vector<ClaimSpec> claims;
};

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

}  // namespace firstmove
