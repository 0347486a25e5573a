// The directions of a step before and after noise is added to them.
#pragma once

#include <vector>

#include "game/batch_array.hpp"

namespace firstmove::engine {

// What a batch tells of the directions of its next step, to whom asks for them.
struct Directions {
  bool wanted = false;
  BatchArray free;            // without noise; of a player who responds, how far it moved back
  std::vector<double> noise;  // of each replica, the squared length of the noise
};

}  // namespace firstmove::engine
