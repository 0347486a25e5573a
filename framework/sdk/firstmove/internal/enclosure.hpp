// Taylor series over intervals, for proofs about a game.
#pragma once

#include <map>
#include <memory>

#include "interval.hpp"
#include "series.hpp"

namespace firstmove {

using EnclosedSpace = BasicSpace<Interval>;
using EnclosedSeries = BasicSeries<Interval>;

// One space for each requested order, created once.
class EnclosureSpaces {
 public:
  EnclosedSpace& of(std::size_t variables, std::size_t order) {
    std::unique_ptr<EnclosedSpace>& space = spaces_[order];
    if (!space) space = std::make_unique<EnclosedSpace>(variables, order);
    return *space;
  }

 private:
  std::map<std::size_t, std::unique_ptr<EnclosedSpace>> spaces_;
};

}  // namespace firstmove
