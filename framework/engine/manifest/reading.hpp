// Reads one experiment from its manifest, after the sweep's values have been inserted. Each
// function reads one part of the manifest; they share a Reading. What they return or fill in may
// only be used if no mistake was added.
#pragma once

#include <toml++/toml.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "game/game.hpp"
#include "manifest/key_reader.hpp"
#include "plugin/catalog.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

struct Reading {
  const toml::table& manifest;
  const Catalog& catalog;
  std::vector<Mistake>& mistakes;
  // Receives the mistake that a game refuses its parameters; then its runs are recorded with it.
  // Null: it is a mistake like others.
  std::vector<Mistake>* refusals = nullptr;
  ExperimentSpec spec = {};
  std::optional<Shape> shape = {};  // of the game; empty if the game cannot be played

  void mistake(const toml::node& node, const std::string& what) {
    mistakes.push_back({where(node), what});
  }
};

ExperimentSpec read_experiment(const toml::table& manifest, const Catalog& catalog,
                               std::vector<Mistake>& mistakes, std::vector<Mistake>* refusals);

// [game], which also sets the shape; [experiment]; [[learner]] with [[cross_play]]; [[observer]].
void read_game(Reading& reading, const toml::table& table);
void read_experiment_table(Reading& reading, const toml::table& table);
void read_learners(Reading& reading, KeyReader& root);
void read_observers(Reading& reading, KeyReader& root);

// One learner for each assignment of the entries of [[cross_play]] to the players. `names` are
// those of the learners so far.
void read_cross_play(Reading& reading, const toml::array& list, std::set<std::string>& names);
// A player's rule, from its own table; what is absent there is taken from the learner's table.
// `shared`: they are the same table, which may then hold more than the rule uses.
PlayerSpec read_player(Reading& reading, KeyReader& own, const toml::table& learner, bool shared);

// The plugin that the table names. A library that cannot be loaded is a mistake, unless `refusal`
// is given and the manifest skips what is refused: then the reason is stored there.
std::optional<Plugin> read_plugin(Reading& reading, KeyReader& in, std::string* refusal = nullptr);
// The table's `params`. `from_source` are parameters that the game's source sets.
Parameters read_params(Reading& reading, KeyReader& in, const Plugin& plugin,
                       toml::table from_source = {});

}  // namespace firstmove::engine
