// Random graphs with all operations, shapes that broadcast, and values at the edges.
#pragma once

#include <random>
#include <vector>

#include "engine/machine/naive.hpp"

namespace firstmove::test {

struct RandomGraph {
  engine::Graph graph;
  std::vector<engine::NodeId> nodes;
  std::uint32_t coordinates = 0;
  std::vector<std::uint32_t> directions;  // rows of each

  RandomGraph(std::mt19937_64& random, std::size_t size);

  // Small whole numbers, ordinary numbers, and now and then an infinity, a NaN or a zero.
  Inputs inputs(std::mt19937_64& random) const;
};

}  // namespace firstmove::test
