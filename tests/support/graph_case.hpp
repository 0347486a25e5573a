// A game of a lent graph that is to be checked, with joint actions.
#pragma once

#include <bit>
#include <random>
#include <stdexcept>
#include <string>

#include "graph/evaluate.hpp"
#include "graph/import.hpp"
#include "support/graph_of_bytes.hpp"
#include "support/machine_number.hpp"

namespace firstmove::test {

using namespace engine;

// How much there was to compare.
struct Checked {
  bool accepted = false;                         // by import_graph
  std::size_t bits = 0, bounds = 0, slopes = 0;  // numbers that were compared
};

[[noreturn]] inline void disagree(const std::string& what) { throw std::logic_error(what); }

struct GraphCase {
  using Values = std::vector<double>;

  std::mt19937_64 random;
  std::vector<std::uint32_t> offsets = {0};
  CostGraph game;
  bool finite = true;          // all numbers of the graph
  std::uint32_t player = 0;    // whose cost is checked
  std::vector<Values> points;  // by replica

  // Throws GraphError if it is refused.
  explicit GraphCase(const GivenGame& given) : random(given.seed) {
    for (const std::uint32_t dim : given.dims) offsets.push_back(offsets.back() + dim);
    game = import_graph(given.graph.get(), players(), offsets.back());
    for (const double number : given.graph.numbers) finite = finite && std::isfinite(number);
    player = some_player();
    const std::size_t count = 1 + random() % 5;
    for (std::size_t r = 0; r < count; ++r) points.push_back(vector_of(offsets.back(), r % 2 == 1));
  }

  std::uint32_t players() const { return static_cast<std::uint32_t>(offsets.size() - 1); }
  std::uint32_t dim(std::uint32_t p) const { return offsets[p + 1] - offsets[p]; }
  std::uint32_t some_player() { return static_cast<std::uint32_t>(random() % players()); }
  // The numbers of all its arrays.
  std::size_t elements() const {
    std::size_t sum = 0;
    for (NodeId id = 0; id < game.graph.size(); ++id) sum += game.graph.extent(id).size();
    return sum;
  }

  // Of moderate size; or half of them special numbers.
  double coordinate(bool special) {
    static constexpr double numbers[] = {0.0, -0.0, 1.0, -1.0, 1e300, -1e-310};
    if (special && random() % 2 == 0) return numbers[random() % std::size(numbers)];
    return std::uniform_real_distribution<double>(-2, 2)(random);
  }
  Values vector_of(std::size_t size, bool special) {
    Values values(size);
    for (double& value : values) value = coordinate(special);
    return values;
  }
};

// All that is not a number is the same number.
inline std::vector<std::uint64_t> bits_of(const std::vector<double>& values) {
  std::vector<std::uint64_t> bits;
  for (const double value : values)
    bits.push_back(std::isnan(value) ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(value));
  return bits;
}

// The plain evaluation with the machine's functions.
inline std::vector<double> reference(const Graph& graph, NodeId node, const std::vector<double>& x,
                                     const std::vector<std::vector<double>>& directions) {
  const std::vector<MachineNumber> at(x.begin(), x.end());
  std::vector<std::vector<MachineNumber>> along;
  for (const std::vector<double>& direction : directions)
    along.emplace_back(direction.begin(), direction.end());
  std::vector<double> values;
  Evaluator<MachineNumber> evaluator(graph, std::span(&node, 1));
  for (const MachineNumber& one : evaluator.run(at, along)[0]) values.push_back(one.value);
  return values;
}

}  // namespace firstmove::test
