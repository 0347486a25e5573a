// Which game [game] means: a plugin by its name, a source file, or formulas.
#pragma once

#include <optional>

#include "manifest.hpp"
#include "toml_reader.hpp"

namespace firstmove {

// Finds or makes the game's plugin, and reads the keys that say which one it is; params and teams
// are left to be read. Nothing, and mistakes in `in`, if there is none.
std::optional<GameSpec> read_game_plugin(TableReader& in, const Catalog& catalog);

}  // namespace firstmove
