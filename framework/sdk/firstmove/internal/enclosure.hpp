// Series over intervals: what proofs about a game are made of.
#pragma once

#include <map>
#include <memory>

#include "interval.hpp"
#include "series.hpp"

namespace firstmove {

using EnclosedSpace = BasicSpace<Interval>;
using EnclosedSeries = BasicSeries<Interval>;

// A space for each order that was asked about, made once.
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
