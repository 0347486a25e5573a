// One experiment as plain values, as its manifest describes it, before any instance is created.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "plugin/catalog.hpp"
#include "plugin/parameters.hpp"
#include "spec/specs.hpp"

namespace firstmove::engine {

// How one player learns.
struct PlayerSpec {
  Plugin rule;
  Parameters params;
  StepSpec step = ConstantStep{1};  // unused by rules that return an action directly
  OptimizerSpec optimizer;
  NoiseSpec noise;
  std::string refusal = {};  // why the rule is not available, if the manifest skips such learners
};

// One entry of [[learner]]: a name and a rule for each player of the game.
struct LearnerSpec {
  std::string name;
  std::vector<PlayerSpec> players;
  // Of a pairing in cross-play: each player's [[cross_play]].
  std::vector<std::string> entries = {};
};

// One entry of [[cross_play]]: how a player learns, whichever player uses it.
struct CrossPlaySpec {
  std::string name;
  PlayerSpec player;
};

// A file that a game was compiled from, and where the results keep a copy, so that their manifest
// still finds it.
struct SourceFile {
  std::filesystem::path file, kept;
};

struct GameSpec {
  Plugin plugin;
  Parameters params;
  Teams teams;                        // empty: no teams
  std::filesystem::path source = {};  // its source file, if it was compiled from one
  std::vector<SourceFile> sources = {};
  std::vector<std::string> from_source = {};  // parameters that its source gives
  std::string refusal = {};  // why it cannot be played, if the manifest skips such games
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
  bool warnings = true;              // whether to warn of what the theory does not cover
  std::uint32_t batch = 0;           // replicas advanced together; 0: the engine chooses
  GameSpec game;
  std::vector<LearnerSpec> learners;  // those of [[learner]], then every pairing of cross_play
  std::vector<CrossPlaySpec> cross_play;
  std::vector<ObserverSpec> observers;
  std::vector<ClaimSpec> claims;
};

}  // namespace firstmove::engine
