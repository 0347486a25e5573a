// Machine code has the bits of the kernels: for every instruction set, wide and narrow batches, and
// where the switch happens in the middle of a run.
#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include "engine/machine/batch.hpp"
#include "engine/machine/every_target.hpp"
#include "engine/machine/random_arithmetic.hpp"
#include "engine/machine/random_graph.hpp"
#include "machine/background.hpp"
#include "machine/code.hpp"
#include "machine/machine.hpp"
#include "machine/segments.hpp"

namespace firstmove::test {

using namespace engine;

namespace {

std::size_t different(const std::vector<Elements>& a, const std::vector<Elements>& b) {
  std::size_t count = 0;
  for (std::size_t r = 0; r < a.size(); ++r)
    for (std::size_t o = 0; o < a[r].size(); ++o)
      for (std::size_t e = 0; e < a[r][o].size(); ++e)
        if (!same(a[r][o][e], b[r][o][e])) ++count;
  return count;
}

// Compares both ways to run a graph, in batches of some sizes. Returns whether there is machine
// code.
template <class Random>
bool compare(const Random& one, const std::vector<NodeId>& outputs, std::mt19937_64& random) {
  const Program plain(one.graph, outputs), assembled(one.graph, outputs);
  if (!Machine(assembled).make_machine_code()) return false;
  std::vector<Inputs> inputs;
  for (int r = 0; r < 19; ++r) inputs.push_back(one.inputs(random));
  for (const std::size_t count : {1u, 2u, 9u, 150u}) {
    std::vector<Inputs> some;
    for (std::size_t r = 0; r < count; ++r) some.push_back(inputs[r % 19]);
    CHECK(different(run_batch(one.graph, assembled, outputs, some, FM_LANES),
                    run_batch(one.graph, plain, outputs, some, FM_LANES)) == 0);
  }
  CHECK(different({run_single(one.graph, assembled, outputs, inputs[0])},
                  {run_single(one.graph, plain, outputs, inputs[0])}) == 0);
  return true;
}

}  // namespace

TEST_CASE("machine code of arithmetic has the bits of the kernels with every instruction set") {
  every_target([] {
    std::mt19937_64 random(31);
    std::size_t assembled = 0;
    for (int turn = 0; turn < 150; ++turn) {
      constexpr std::uint32_t lengths[] = {1, 1, 7, 8, 33};
      const RandomArithmetic one(random, lengths[turn % 5], 6 + random() % 60,
                                 turn % 3 == 0 ? 5 : 1000);
      if (compare(one, one.some_outputs(random), random)) ++assembled;
    }
    CHECK(assembled > 130);
  });
}

TEST_CASE("machine code of random graphs has the bits of the kernels") {
  every_target([] {
    std::mt19937_64 random(32);
    std::size_t assembled = 0;
    for (int turn = 0; turn < 300; ++turn) {
      const RandomGraph one(random, 30 + random() % 60);
      std::vector<NodeId> outputs;
      for (const NodeId node : one.nodes)
        if (random() % 5 == 0) outputs.push_back(node);
      outputs.push_back(one.nodes.back());
      if (compare(one, outputs, random)) ++assembled;
    }
    CHECK(assembled > 100);
  });
}

TEST_CASE("values that only their segment reads are not stored") {
  Graph g;
  const NodeId x = g.action(0, 1), y = g.action(1, 1);
  NodeId node = x;
  for (int i = 0; i < 10; ++i)
    node = g.apply(Operation::divide, g.apply(Operation::maximum, node, y),
                   g.apply(Operation::absolute, node));
  const std::vector<NodeId> outputs = {g.apply(Operation::exp, node)};
  const Program program(g, outputs);
  for (const Side side : {Side::replicas, Side::elements, Side::narrow}) {
    const std::vector<Segment> segments = segments_of(program.code()[side], side);
    CHECK(segments.size() == 1);
    std::size_t stored = 0;
    for (const Segment::Line& line : segments.at(0).lines)
      if (line.act == Segment::Act::store) ++stored;
    CHECK(stored == 1);
  }
}

// x <- an output, thousands of times; the machine code comes when it is ready.
TEST_CASE("a run in which machine code takes over has the same bits") {
  Graph g;
  const NodeId x = g.action(0, 1), y = g.action(1, 1);
  const NodeId s = g.apply(Operation::sin, g.apply(Operation::add, x, y));
  const NodeId c = g.apply(Operation::cos, g.apply(Operation::subtract, x, y));
  const std::vector<NodeId> outputs = {
      g.apply(Operation::add, g.apply(Operation::multiply, g.number(2.6), s),
              g.apply(Operation::divide, y, g.number(3))),
      g.apply(Operation::subtract, g.apply(Operation::multiply, g.number(2.1), c),
              g.apply(Operation::multiply, x, g.number(0.3)))};
  for (const std::size_t count : {1u, 300u}) {
    const std::size_t stride = (count + 7) / 8 * 8, steps = 9000;
    const auto end = [&](bool in_background) {
      make_machine_code_in_background(in_background);
      const Program program(g, outputs);
      Machine machine(program);
      AlignedNumbers at(2 * stride), next(2 * stride);
      for (std::size_t i = 0; i < at.size(); ++i) at[i] = std::sin(static_cast<double>(i));
      for (std::size_t k = 0; k < steps; ++k) {
        double* const out[] = {next.data(), next.data() + stride};
        machine.run(count, stride, at.data(), nullptr, out);
        std::swap(at, next);
        if (k == 2 * steps / 3) wait_for_background();
      }
      const Side side = count == 1 ? Side::narrow : Side::replicas;
      CHECK((program.code().machine_code_of(side, best_kernels().width).get() != nullptr) ==
            in_background);
      return at;
    };
    const AlignedNumbers with = end(true), without = end(false);
    make_machine_code_in_background(true);
    for (std::size_t r = 0; r < count; ++r) {
      CHECK(same(with[r], without[r]));
      CHECK(same(with[stride + r], without[stride + r]));
    }
  }
}

}  // namespace firstmove::test
