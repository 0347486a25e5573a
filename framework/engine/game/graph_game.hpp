// Games whose plugins lend their costs as a graph (FM_GRAPH_EXTENSION): the engine computes all
// quantities from it.
#pragma once

#include <firstmove/abi.h>

#include <string>
#include <vector>

#include "call/host_side.hpp"

namespace firstmove::engine {

// The table of such games. They offer every quantity of the costs, exact to rounding, and have
// proven bounds on all derivatives unless they draw samples; their metrics are those of the plugin.
const fm_game& graph_table();
// An instance for that table, over a plugin's instance, which it takes over and destroys; NULL, and
// nothing is taken over, if the plugin lends no graph. `id` is the game's, for messages; `host`
// must outlive the instance. Throws PluginFailure if the graph cannot be used.
fm_game_instance* make_graph_game(HostSide& host, const fm_game& plugin, fm_game_instance* instance,
                                  const std::string& id);

class Game;
struct CostGraph;
// The graph of a game's costs, NULL if it has none. Lent as long as the game lives.
const CostGraph* graph_of(const Game& game);
// The bounds at x of a game that has one, as PointBounds gives them (graph_bounds.hpp).
bool bounds_at(Game& game, std::uint32_t player, const std::vector<double>& x, double* lower,
               double* upper);

}  // namespace firstmove::engine
