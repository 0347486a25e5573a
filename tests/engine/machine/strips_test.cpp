// Which steps are computed strip by strip.
#include "machine/strips.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "engine/machine/batch.hpp"
#include "machine/machine.hpp"
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

TEST_CASE("an operation that reads what earlier ones wrote at another place begins a new run") {
  constexpr std::uint32_t n = 10000;
  Graph g;
  const Piece pieces[] = {{g.apply(Operation::exp, g.action(0, n)), 0, 1},
                          {g.apply(Operation::exp, g.action(n, n)), n, 1}};
  const NodeId both = g.assemble(pieces, 2 * n);
  const std::vector<NodeId> outputs = {g.apply(Operation::sin, g.slice(both, 1, 1, n))};
  const Program program(g, outputs);
  CHECK(!striped_steps(program.code()[Side::elements], Side::elements).empty());
  Inputs inputs;
  for (std::uint32_t c = 0; c < 2 * n; ++c) inputs.x.push_back(std::cos(c));
  const std::vector<double> wanted = naive_values(g, inputs)[outputs[0]];
  for (const bool machine_code : {false, true}) {
    if (machine_code) Machine(program).make_machine_code();
    const Elements got = run_single(g, program, outputs, inputs);
    std::size_t different = 0;
    for (std::size_t e = 0; e < n; ++e)
      if (!same(got[0][e], wanted[e])) ++different;
    CHECK(different == 0);
  }
}

}  // namespace firstmove::test
