// The game of [game]: a plugin by its name, a source file, or formulas.
#pragma once

#include <optional>

#include "base/toml_reader.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Finds the game's plugin or compiles it, and reads the keys that name it; params and teams are
// read elsewhere. `params` receives the parameters that the game's source sets. A library may take
// `limit` seconds to load; a library that cannot be used is returned as a refusal. Returns nothing,
// with mistakes added to `in`, if there is no such game.
std::optional<GameSpec> read_game_plugin(TableReader& in, const Catalog& catalog, double limit,
                                         toml::table& params);

}  // namespace firstmove::engine
