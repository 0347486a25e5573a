// Which steps are computed strip by strip.
#include "machine/strips.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "machine/program.hpp"

namespace firstmove::test {

using namespace engine;

TEST_CASE(
    "operations on long vectors are computed strip by strip, and what passes is kept nowhere") {
  constexpr std::uint32_t n = 10000;
  Graph g;
  const NodeId x = g.action(0, n), y = g.action(n, n);
  const NodeId t = g.apply(Operation::tanh, g.apply(Operation::multiply, x, y));
  const std::vector<NodeId> outputs = {
      g.apply(Operation::divide, g.apply(Operation::absolute, t), y)};
  const Program program(g, outputs);
  const std::vector<StripedSteps> striped =
      striped_steps(program.code()[Side::elements], Side::elements);
  REQUIRE(striped.size() == 1);
  CHECK(striped[0].first == 0);
  CHECK(striped[0].last == program.code()[Side::elements].steps.size());
  CHECK(striped[0].count == n);
  CHECK(!striped[0].passing.empty());
  CHECK(!striped[0].passing.contains(place_of({Operand::Space::output, 0, 0})));
  CHECK(striped_steps(program.code()[Side::replicas], Side::replicas).empty());
}

TEST_CASE("an operation that reads what an earlier one wrote at another place begins a new run") {
  constexpr std::uint32_t n = 10000;
  Graph g;
  const NodeId x = g.action(0, n + 1);
  const NodeId e = g.apply(Operation::exp, x);
  const std::vector<NodeId> outputs = {g.apply(
      Operation::subtract, g.apply(Operation::sin, g.slice(e, 1, 1, n)), g.slice(e, 0, 1, n))};
  const Program program(g, outputs);
  const Layout& layout = program.code()[Side::elements];
  for (const StripedSteps& striped : striped_steps(layout, Side::elements))
    CHECK(layout.steps[striped.first].kernel != KernelName::exp);
}

}  // namespace firstmove::test
