// The checks of a game, by what they look at.
#pragma once

#include "subject.hpp"

namespace firstmove::checks {

// game_derivatives.cpp
Answer check_derivatives(const Subject& subject);
// game_symmetry.cpp
Answer check_symmetry(const Subject& subject);
// game_bits.cpp
Answer check_game_batch(const Subject& subject);
Answer check_game_repeat(const Subject& subject);
Answer check_game_inputs(const Subject& subject);
Answer check_game_last_step(const Subject& subject);
// game_threads.cpp
Answer check_game_threads(const Subject& subject);
// game_extensions.cpp
Answer check_enclosure(const Subject& subject);
Answer check_metrics(const Subject& subject);

}  // namespace firstmove::checks
