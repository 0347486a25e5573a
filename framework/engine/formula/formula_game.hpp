// Turns a [game] with formulas (players, costs and their parts) into the source of a plugin.
#pragma once

#include <optional>
#include <string>

#include "base/toml_reader.hpp"

namespace firstmove::engine {

// Turns players = { x = 1, y = 1 } into players = [{ x = 1 }, { y = 1 }]: tables do not keep the
// order of their keys, but the order of players matters. Call it while the positions of `game`'s
// values are known. It changes nothing else.
void list_formula_players(toml::table& game);

// A game whose plugin is not compiled yet.
struct FormulaGame {
  std::string id;
  std::string code;  // C++
};

// Reads the keys cost, players, domain, box, let and name of [game], and the shapes of its params.
// Returns nothing, and adds mistakes to `in`, if they are invalid.
std::optional<FormulaGame> read_formula_game(TableReader& in);

}  // namespace firstmove::engine
