// Matrix products of the shapes that are computed in tiles, with every instruction set.
#include <doctest/doctest.h>

#include <cmath>

#include "engine/machine/batch.hpp"
#include "engine/machine/every_target.hpp"

namespace firstmove::test {

using namespace engine;

namespace {

std::vector<double> numbers(std::size_t count, double first) {
  std::vector<double> all(count);
  for (std::size_t i = 0; i < count; ++i) all[i] = std::sin(first + 1.7 * static_cast<double>(i));
  return all;
}

struct Shape {
  std::uint32_t rows, columns, terms;
};

// op(a) op(b), with the factors as parts of the joint action.
std::size_t differences(const Shape& shape, int flags) {
  const auto [m, n, terms] = shape;
  Graph g;
  const Extent a = flags & FM_TRANSPOSE_FIRST ? Extent{terms, m} : Extent{m, terms};
  const Extent b = flags & FM_TRANSPOSE_SECOND ? Extent{n, terms} : Extent{terms, n};
  const NodeId first = g.reshape(g.action(3, m * terms), a);
  const NodeId second = g.reshape(g.action(3 + m * terms, n * terms), b);
  // A result beside others, which must not be written over, and one that is an output.
  const NodeId product = g.product(first, second, flags);
  const NodeId shifted = g.apply(Operation::add, product, g.number(1.0));
  const std::vector<NodeId> outputs = {shifted, product, g.action(0, 3)};
  const Program program(g, outputs);
  const Inputs inputs{numbers(3 + (m + n) * terms, 0.3), {}};
  const auto expected = naive_values(g, inputs);
  const Elements single = run_single(g, program, outputs, inputs);
  std::size_t different = 0;
  for (std::size_t o = 0; o < outputs.size(); ++o)
    for (std::size_t e = 0; e < single[o].size(); ++e)
      if (!same(single[o][e], expected[outputs[o]][e])) ++different;
  return different;
}

}  // namespace

TEST_CASE("matrix products in tiles have the order of the contract, with every instruction set") {
  every_target([] {
    for (const std::uint32_t rows : {2u, 4u, 5u, 16u, 19u})
      for (const std::uint32_t columns : {1u, 2u, 4u, 7u, 8u, 9u, 16u, 17u, 33u})
        for (const std::uint32_t terms : {1u, 2u, 7u, 8u, 9u, 16u, 37u})
          for (int flags = 0; flags < 4; ++flags) {
            CAPTURE(rows);
            CAPTURE(columns);
            CAPTURE(terms);
            CAPTURE(flags);
            CHECK(differences({rows, columns, terms}, flags) == 0);
          }
    for (const Shape& shape : {Shape{4, 3, 2048}, Shape{4, 3, 2049}, Shape{18, 5, 4099}})
      CHECK(differences(shape, 0) == 0);
  });
}

// A constant matrix times the vectors of many replicas is computed in tiles, too.
TEST_CASE("a constant matrix times vectors of replicas has the same bits as for one replica") {
  every_target([] {
    for (const std::uint32_t terms : {3u, 8u, 30u}) {
      Graph g;
      const NodeId matrix = g.numbers({13, terms}, numbers(13 * terms, 2.0));
      const std::vector<NodeId> outputs = {g.product(matrix, g.action(0, terms))};
      const Program program(g, outputs);
      std::vector<Inputs> inputs;
      for (int r = 0; r < 21; ++r) inputs.push_back({numbers(terms, r), {}});
      const auto batch = run_batch(g, program, outputs, inputs);
      for (std::size_t r = 0; r < inputs.size(); ++r)
        for (std::size_t e = 0; e < 13; ++e)
          CHECK(same(batch[r][0][e], naive_values(g, inputs[r])[outputs[0]][e]));
    }
  });
}

}  // namespace firstmove::test
