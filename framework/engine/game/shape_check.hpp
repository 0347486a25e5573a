// Checks the shape that a game gives.
#pragma once

#include "game/game.hpp"

namespace firstmove::engine {

// A copy of the shape. Throws PluginFailure, naming the game `id`, if it cannot be used.
Shape checked_shape(const fm_shape* given, const std::string& id);

}  // namespace firstmove::engine
