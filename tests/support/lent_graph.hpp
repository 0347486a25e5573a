// The graph that a game's plugin lends, from the plugin itself.
#pragma once

#include "support/graph_values.hpp"
#include "support/support.hpp"

namespace firstmove::test {

class LentGraph {
 public:
  LentGraph(const Plugin& plugin, const std::string& params)
      : plugin_(plugin), host_(plugin.descriptor->id) {
    const Parameters given = parameters(plugin_, params);
    host_.call("create", "create the game",
               [&] { return plugin_.game().create(host_.get(), &given.values(), &game_); });
    const void* const source =
        plugin_.game().extension ? plugin_.game().extension(game_, FM_GRAPH_EXTENSION) : nullptr;
    if (source) graph_ = static_cast<const fm_graph_source*>(source)->graph(game_);
  }
  ~LentGraph() { plugin_.game().destroy(game_); }
  LentGraph(const LentGraph&) = delete;
  LentGraph& operator=(const LentGraph&) = delete;

  // NULL if the plugin lends none.
  const fm_graph* get() const { return graph_; }
  // The operations of the costs.
  std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (std::uint32_t i = 0; graph_ && i < plugin_.game().shape(game_)->players; ++i)
      all.push_back(text_of(*graph_, graph_->costs[i]));
    return all;
  }

 private:
  Plugin plugin_;
  HostSide host_;
  fm_game_instance* game_ = nullptr;
  const fm_graph* graph_ = nullptr;
};

}  // namespace firstmove::test
