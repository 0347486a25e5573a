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
class RoundedQuantities;
struct CostGraph;
// The graph of a game's costs, NULL if it has none. Lent as long as the game lives.
const CostGraph* graph_of(const Game& game);
// The quantities of a game with a graph; NULL where RoundedQuantities::make() gives none. They are
// kept as long as the game, by the first request: the others of a list must follow from it.
RoundedQuantities* rounded_quantities(Game& game, const std::vector<fm_request>& requests);

}  // namespace firstmove::engine
