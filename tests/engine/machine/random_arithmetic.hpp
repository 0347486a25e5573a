// Random graphs of arithmetic and comparisons on arrays of one shape, with a function now and then:
// what becomes segments and packs.
#pragma once

#include <random>
#include <vector>

#include "engine/machine/naive.hpp"

namespace firstmove::test {

struct RandomArithmetic {
  engine::Graph graph;
  std::vector<engine::NodeId> nodes;
  std::uint32_t length;  // of the arrays; the joint action has three of them

  // One operation in `rarity` is a function.
  RandomArithmetic(std::mt19937_64& random, std::uint32_t length, std::size_t size,
                   std::size_t rarity);

  // Ordinary numbers, zeros of both signs, infinities, NaN and numbers too small to be normal.
  Inputs inputs(std::mt19937_64& random) const;
  std::vector<engine::NodeId> some_outputs(std::mt19937_64& random) const;
};

}  // namespace firstmove::test
