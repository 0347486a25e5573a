// A game whose costs are recorded once and lent to the host as a graph (FM_GRAPH_EXTENSION), from
// which the host computes all quantities.
#pragma once

#include <array>
#include <string_view>

#include "../actions.hpp"
#include "game_instance.hpp"
#include "symbol.hpp"

namespace firstmove {

template <class G>
class RecordedGame {
 public:
  static const fm_descriptor* descriptor() { return descriptor_of<G>(FM_KIND_GAME, &table); }

 private:
  using Symbol = recording::Symbol;

  struct Instance {
    Instance(const fm_host* h, const Values& values)
        : host(h), game(values), shape(game.shape()), graph(recorder.graph(record())) {}
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    // The costs of all players, in their order.
    std::vector<recording::NodeId> record() {
      if constexpr (requires { G::coordinates; })
        if (shape.domains.size() != G::coordinates)
          throw std::logic_error("the game's shape does not have as many coordinates as declared");
      const recording::Recorder::Session session(recorder);
      std::vector<Symbol> x;
      for (std::size_t c = 0; c < shape.domains.size(); ++c) x.push_back(Symbol::coordinate(c));
      const Actions<Symbol> actions(x.data(), shape.offsets);
      std::vector<recording::NodeId> costs;
      if constexpr (requires { game.template costs<Symbol>(actions); }) {
        for (const Symbol& cost : game.template costs<Symbol>(actions))
          costs.push_back(cost.node());
      } else {
        for (std::size_t i = 0; i < shape.dims.size(); ++i)
          costs.push_back(Symbol(game.template cost<Symbol>(static_cast<int>(i), actions)).node());
      }
      if (costs.size() != shape.dims.size())
        throw std::logic_error("the game's shape and its costs differ in the number of players");
      return costs;
    }

    const fm_host* host;
    G game;
    HeldShape shape;
    recording::Recorder recorder;
    const fm_graph* graph;
  };

  using Instances = GameInstances<Instance>;

  static const fm_graph* graph(fm_game_instance* game) { return Instances::at(game).graph; }
  static const void* extension(const fm_game_instance*, const char* id) {
    static constexpr fm_graph_source source = {sizeof(fm_graph_source), 0, graph};
    return std::string_view(id) == FM_GRAPH_EXTENSION ? &source : nullptr;
  }

  // The graph is all that the game offers.
  static std::uint32_t offers(const fm_game_instance*, const fm_request*) { return 0; }
  static fm_status prepare(fm_game_instance* game, const fm_request* const*, std::uint32_t,
                           fm_game_plan**) {
    return at_border(Instances::at(game).host, [] {
      throw Refusal("the game has no quantities of its own, but a graph of its costs");
    });
  }
  static void release(fm_game_instance*, fm_game_plan*) {}
  static fm_status evaluate(fm_game_instance* game, fm_game_plan*, const fm_batch*,
                            const double* const*, double* const*) {
    return prepare(game, nullptr, 0, nullptr);
  }

  static constexpr fm_game table = {sizeof(fm_game),
                                    0,
                                    Instances::create,
                                    Instances::destroy,
                                    Instances::shape,
                                    offers,
                                    prepare,
                                    release,
                                    evaluate,
                                    extension,
                                    1,
                                    0};
};

}  // namespace firstmove
