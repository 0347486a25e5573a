// Whether the replicates of an experiment differ by chance. Without chance they are one run
// repeated, or the points of a fixed grid: no p-value and no interval may be computed from them.
#pragma once

#include <string>
#include <vector>

#include "compare/study.hpp"

namespace firstmove::engine {

struct Chance {
  std::vector<bool> learner;  // whether this learner's replicates differ by chance
  std::string without;        // why some have none, as a sentence; "" if all have
  bool any() const;
};

// Chance is a start drawn at random, or noise. Where the manifest has neither, or cannot be read,
// replicates that end differently from one start show that the game or the rule draws numbers.
Chance chance_in(const Study& study);

}  // namespace firstmove::engine
