// A game whose costs are recorded once and lent to the host as a graph (FM_GRAPH_EXTENSION), from
// which the host computes all quantities.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "../actions.hpp"
#include "game_instance.hpp"
#include "symbol.hpp"

namespace firstmove {

// The graph of the costs of a game with struct G, in player order.
template <class G>
const fm_graph* record(const G& game, const HeldShape& shape, recording::Recorder& recorder) {
  using recording::Symbol;
  const recording::Recorder::Session session(recorder);
  std::vector<Symbol> x;
  for (std::size_t c = 0; c < shape.domains.size(); ++c) x.push_back(Symbol::coordinate(c));
  const Actions<Symbol> actions(x.data(), shape.offsets);
  std::vector<recording::NodeId> costs;
  if constexpr (requires { game.template costs<Symbol>(actions); }) {
    for (const Symbol& cost : game.template costs<Symbol>(actions)) costs.push_back(cost.node());
  } else {
    for (std::size_t i = 0; i < shape.dims.size(); ++i)
      costs.push_back(Symbol(game.template cost<Symbol>(static_cast<int>(i), actions)).node());
  }
  return recorder.graph(costs);
}

}  // namespace firstmove
