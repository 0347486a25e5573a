// A game whose costs are recorded once and lent to the host as a graph (FM_GRAPH_EXTENSION), from
// which the host computes all quantities.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "../actions.hpp"
#include "game_instance.hpp"
#include "symbol.hpp"

namespace firstmove {

// Where metrics are computed: the keys of random draws (random.hpp).
struct MeasuredAt {
  std::uint64_t seed, replicate, step;
};

template <class G>
class RecordedGame {
 public:
  static const fm_descriptor* descriptor() { return descriptor_of<G>(FM_KIND_GAME, &table); }

 private:
  using Symbol = recording::Symbol;
  using Plan = std::vector<std::uint32_t>;  // metrics
  static constexpr bool measures = requires { G::metrics(); };

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
    std::vector<std::unique_ptr<Plan>> plans;
  };

  using Instances = GameInstances<Instance>;

  static const fm_graph* graph(fm_game_instance* game) { return Instances::at(game).graph; }
  static const void* extension(const fm_game_instance*, const char* id) {
    static constexpr fm_graph_source source = {sizeof(fm_graph_source), 0, graph};
    if (std::string_view(id) == FM_GRAPH_EXTENSION) return &source;
    return std::string_view(id) == FM_METRICS_EXTENSION ? measured() : nullptr;
  }
  static const fm_metrics* measured() {
    if constexpr (measures) {
      static const std::vector<const char*> names = G::metrics();
      static const fm_metrics c = {sizeof(fm_metrics), static_cast<std::uint32_t>(names.size()),
                                   names.data()};
      return &c;
    }
    return nullptr;
  }

  // Besides the graph, metrics are all that the game offers.
  static std::uint32_t offers(const fm_game_instance*, const fm_request* request) {
    const fm_metrics* const known = measured();
    return known && request->quantity == FM_METRIC && request->player < known->count;
  }
  static fm_status prepare(fm_game_instance* game, const fm_request* const* requests,
                           std::uint32_t count, fm_game_plan** out) {
    Instance& self = Instances::at(game);
    return at_border(self.host, [&] {
      auto plan = std::make_unique<Plan>();
      for (std::uint32_t q = 0; q < count; ++q) {
        if (!offers(game, requests[q]))
          throw Refusal("the game has no quantities of its own, but a graph of its costs");
        plan->push_back(requests[q]->player);
      }
      self.plans.push_back(std::move(plan));
      *out = reinterpret_cast<fm_game_plan*>(self.plans.back().get());
    });
  }
  static fm_status evaluate(fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
                            const double* const*, double* const* out) {
    Instance& self = Instances::at(game);
    return at_border(self.host, [&] {
      if constexpr (measures) {
        const Plan& wanted = *reinterpret_cast<const Plan*>(plan);
        std::vector<double> x(self.shape.domains.size());
        for (std::uint32_t r = 0; r < batch->count; ++r) {
          for (std::size_t c = 0; c < x.size(); ++c) x[c] = batch->x[c * batch->stride + r];
          const std::vector<double> all =
              self.game.measure(x, MeasuredAt{batch->seed, batch->replicates[r], batch->step});
          for (std::size_t q = 0; q < wanted.size(); ++q) out[q][r] = all.at(wanted[q]);
        }
        for (std::size_t q = 0; q < wanted.size(); ++q)
          std::fill(out[q] + batch->count, out[q] + batch->stride, out[q][0]);
      }
    });
  }

  static constexpr fm_game table = {sizeof(fm_game),
                                    0,
                                    Instances::create,
                                    Instances::destroy,
                                    Instances::shape,
                                    offers,
                                    prepare,
                                    Instances::release,
                                    evaluate,
                                    extension,
                                    1,
                                    0};
};

}  // namespace firstmove
