// Which functions a program computes together.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "machine/code.hpp"
#include "machine/program.hpp"

namespace firstmove::test {

using namespace engine;

namespace {

std::size_t steps_with(const Program& program, Side side, KernelName kernel) {
  return static_cast<std::size_t>(
      std::ranges::count(program.code()[side].steps, kernel, &Step::kernel));
}

}  // namespace

TEST_CASE("sines and cosines of several angles are one instruction for a single replica") {
  Graph g;
  const NodeId x = g.action(0, 1), y = g.action(1, 1);
  const NodeId angle = g.apply(Operation::subtract, x, y);
  const std::vector<NodeId> outputs = {g.apply(Operation::sin, angle),
                                       g.apply(Operation::cos, angle), g.apply(Operation::sin, x),
                                       g.apply(Operation::cos, y)};
  const Program program(g, outputs);
  for (const Side side : {Side::elements, Side::narrow}) {
    CHECK(steps_with(program, side, KernelName::sin_cos) == 1);
    CHECK(steps_with(program, side, KernelName::sin) == 0);
    CHECK(steps_with(program, side, KernelName::cos) == 0);
  }
  CHECK(steps_with(program, Side::replicas, KernelName::sin_cos) == 1);
  CHECK(steps_with(program, Side::replicas, KernelName::sin) == 1);
}

TEST_CASE("functions of functions are computed level by level") {
  Graph g;
  std::vector<NodeId> outputs;
  for (std::uint32_t i = 0; i < 5; ++i) {
    const NodeId inner = g.apply(Operation::exp, g.action(i, 1));
    outputs.push_back(g.apply(Operation::exp, g.apply(Operation::add, inner, g.action(5, 1))));
  }
  outputs.push_back(g.apply(Operation::tanh, g.action(0, 1)));
  const Program program(g, outputs);
  CHECK(steps_with(program, Side::narrow, KernelName::exp) == 2);
  CHECK(steps_with(program, Side::narrow, KernelName::tanh) == 1);
  CHECK(steps_with(program, Side::replicas, KernelName::exp) == 10);
}

}  // namespace firstmove::test
