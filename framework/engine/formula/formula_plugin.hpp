// A game of formulas as a plugin of the program itself: it lends its graph, and the host computes
// all quantities from it.
#pragma once

#include <firstmove/abi.h>

#include <string>

#include "formula/formula_game.hpp"

namespace firstmove::engine {

// The parameter that says which game of formulas an instance is; its default is the game's own.
// No formula can use this name.
inline constexpr const char* formula_text = "formula-text";

struct FormulaPlugin {
  const fm_descriptor* descriptor;
  // SHA-256 of everything that determines the game, besides the values of its parameters.
  std::string sha256;
};

// The plugin of a game, whose descriptor lives to the end of the process. [any]
FormulaPlugin formula_plugin(const FormulaGame& game);

}  // namespace firstmove::engine
