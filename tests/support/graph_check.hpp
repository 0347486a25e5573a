// All that the engine makes of a lent graph, checked against itself and against other ways to the
// same numbers: for fuzzing, and for a few games of each build.
#pragma once

#include "graph/export.hpp"
#include "support/graph_derivative_check.hpp"
#include "support/graph_machine_check.hpp"

namespace firstmove::test {

// The table that is lent again has the same costs.
inline void check_export(const GraphCase& one) {
  const GraphTable table(one.game.graph, one.game.costs);
  const CostGraph again = import_graph(table.get(), one.players(), one.offsets.back());
  const std::vector<double>& x = one.points[0];
  if (bits_of(reference(one.game.graph, one.game.costs[one.player], x, {})) !=
      bits_of(reference(again.graph, again.costs[one.player], x, {})))
    disagree("an exported graph has another cost");
}

// Throws std::logic_error where something does not agree.
inline Checked check_graph(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t most_elements = 20000;
  const GivenGame given = GameOfBytes(bytes).game();
  Checked checked;
  try {
    GraphCase one(given);
    checked.accepted = true;
    if (one.elements() > most_elements) return checked;
    // A spoiled operation can be a random input, which the other ways to the numbers do not draw.
    if (!one.game.graph.samples().empty()) return checked;
    check_export(one);
    MachineCheck(one, checked).run();
    // These take the most time.
    if (one.finite && one.random() % 3 == 0) DerivativeCheck(one, checked).run();
  } catch (const GraphError& error) {
    if (checked.accepted || !given.spoiled)
      disagree(std::string("a good graph is refused: ") + error.what());
  }
  return checked;
}

}  // namespace firstmove::test
