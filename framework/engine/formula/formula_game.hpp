// Reads a [game] with formulas: players, costs and their parts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/toml_reader.hpp"
#include "formula/domains.hpp"
#include "formula/meaning.hpp"

namespace firstmove::engine {

// Turns players = { x = 1, y = 1 } into players = [{ x = 1 }, { y = 1 }]: tables do not keep the
// order of their keys, but the order of players matters. Call it while the positions of `game`'s
// values are known. It changes nothing else.
void list_formula_players(toml::table& game);

// A game whose formulas are correct for all values of its parameters.
struct FormulaGame {
  std::string id, summary;
  FormulaNames names;  // parameters without values
  std::vector<Expression> costs;
  std::vector<Coordinate> coordinates;  // of the joint action
  std::string text;                     // its keys as TOML: equal texts are the same game
};

// Reads the keys cost, players, domain, box, let and name of [game], and the shapes of its params.
// Returns nothing, and adds mistakes to `in`, if they are invalid.
std::optional<FormulaGame> read_formula_game(TableReader& in);

}  // namespace firstmove::engine
