// The costs of a game as C++ for the kit.
#pragma once

#include <string>
#include <vector>

#include "formula/meaning.hpp"

namespace firstmove::engine {

// What the plugin's source needs to know about the game.
struct FormulaShape {
  struct Coordinate {
    std::string domain;  // C++: real_line(), box(0.0, 1.0), ..
    double start_lower, start_upper;
  };
  std::string id, summary;
  std::vector<std::vector<Coordinate>> players;
};

// The complete source of the plugin. `costs` come from one Meaning, one for each player.
std::string formula_code(const FormulaShape& shape, const FormulaNames& names,
                         const std::vector<const Term*>& costs);

}  // namespace firstmove::engine
