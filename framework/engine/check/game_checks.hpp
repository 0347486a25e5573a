// The checks of a game, by the file that implements them.
#pragma once

#include "check/checked_plugin.hpp"

namespace firstmove::engine::checks {

// game_derivatives.cpp
Answer check_derivatives(const CheckedPlugin& subject);
// game_symmetry.cpp
Answer check_symmetry(const CheckedPlugin& subject);
// game_bits.cpp
Answer check_game_batch(const CheckedPlugin& subject);
Answer check_game_repeat(const CheckedPlugin& subject);
Answer check_game_inputs(const CheckedPlugin& subject);
Answer check_game_last_step(const CheckedPlugin& subject);
// game_threads.cpp
Answer check_game_threads(const CheckedPlugin& subject);
// game_extensions.cpp
Answer check_enclosure(const CheckedPlugin& subject);
Answer check_metrics(const CheckedPlugin& subject);

}  // namespace firstmove::engine::checks
