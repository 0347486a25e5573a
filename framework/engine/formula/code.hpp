// The costs of a game as C++ for the kit.
#pragma once

#include <string>
#include <vector>

#include "formula/meaning.hpp"

namespace firstmove::engine {

// A game as the source of its plugin needs it.
struct FormulaShape {
  struct Coordinate {
    std::string domain;  // C++: real_line(), box(0.0, 1.0), ..
    double start_lower, start_upper;
  };
  std::string id, summary;
  std::vector<std::vector<Coordinate>> players;
};

// The whole source of the plugin. `costs` are of one Meaning, one a player.
std::string formula_code(const FormulaShape& shape, const FormulaNames& names,
                         const std::vector<const Term*>& costs);

}  // namespace firstmove::engine
