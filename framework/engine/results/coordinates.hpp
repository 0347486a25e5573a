// The coordinates of joint actions, player after player, and their names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "play/record.hpp"

namespace firstmove::engine {

// "x1[0]": players are named from 1, their coordinates from 0.
std::string coordinate_name(std::uint32_t player, std::uint32_t coordinate);

// A layout for the joint actions of all runs of an experiment: if a sweep gives games of different
// shapes, each player has as many coordinates as it has in any of them.
class Coordinates {
 public:
  explicit Coordinates(const std::vector<RunRecord>& runs);

  std::size_t players() const { return dims_.size(); }
  std::size_t count() const { return count_; }
  bool has(std::uint64_t player, std::uint64_t coordinate) const {
    return player < dims_.size() && coordinate < dims_[player];
  }
  // The position of a coordinate that it has.
  std::size_t at(std::size_t player, std::size_t coordinate) const {
    return first_[player] + coordinate;
  }
  std::vector<std::string> names() const;
  // A run's final joint action, NaN where it has no such coordinate.
  std::vector<double> spread(const RunRecord& run) const;

 private:
  std::vector<std::uint32_t> dims_;
  std::vector<std::size_t> first_;  // of each player
  std::size_t count_ = 0;
};

}  // namespace firstmove::engine
