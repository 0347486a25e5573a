// [game] with formulas: players, costs, and what they are made of, into the source of a plugin.
#pragma once

#include <optional>
#include <string>

#include "base/toml_reader.hpp"

namespace firstmove::engine {

// players = { x = 1, y = 1 } as players = [{ x = 1 }, { y = 1 }]: tables do not keep the order of
// their keys, and the order of players means something. To be called while the places of `game`'s
// values are known; leaves everything else as it is.
void list_formula_players(toml::table& game);

// A game whose plugin is yet to be compiled.
struct FormulaGame {
  std::string id;
  std::string code;  // C++
};

// Reads the keys cost, players, domain, box, let and name of [game], and the shapes of its params.
// Nothing, and mistakes in `in`, if they make no game.
std::optional<FormulaGame> read_formula_game(TableReader& in);

}  // namespace firstmove::engine
