// Which game [game] means: a plugin by its name, a source file, or formulas.
#pragma once

#include <optional>

#include "base/toml_reader.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Finds or makes the game's plugin, and reads the keys that say which one it is; params and teams
// are left to be read. `params` are parameters that the way it is given fills in. A library may
// take `limit` seconds to be loaded; one that is of no use is a refusal. Nothing, and mistakes in
// `in`, if there is no such game.
std::optional<GameSpec> read_game_plugin(TableReader& in, const Catalog& catalog, double limit,
                                         toml::table& params);

}  // namespace firstmove::engine
