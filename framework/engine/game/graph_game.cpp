#include "game/graph_game.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <new>
#include <string_view>

#include "call/plugin_calls.hpp"
#include "game/game.hpp"
#include "game/graph_plan.hpp"
#include "game/rounded_quantities.hpp"
#include "game/shape_check.hpp"

namespace firstmove::engine {
namespace {

// What only the plugin itself can compute: its metrics.
struct MetricPlan {
  fm_game_plan* native = nullptr;
  std::vector<std::uint32_t> requests;  // that it answers
  std::vector<double*> pointers;
  BatchArray x, results;  // of a contiguous batch, if the plugin does not take those
};

struct SplitPlan {
  std::unique_ptr<GraphPlan> graph;
  MetricPlan metrics;
};

class GraphGame {
 public:
  GraphGame(HostSide& host, const fm_game& table, fm_game_instance* plugin, CostGraph costs,
            const Shape& shape)
      : host_(host),
        table_(table),
        plugin_(plugin),
        costs_(std::move(costs)),
        offsets_(shape.offsets),
        samples_(costs_.graph.samples()),
        enclosures_(costs_, offsets_.back()) {}
  ~GraphGame() {
    host_.release("destroy", [&] { table_.destroy(plugin_); });
  }
  GraphGame(const GraphGame&) = delete;
  GraphGame& operator=(const GraphGame&) = delete;

  HostSide& host() const { return host_; }
  const CostGraph& costs() const { return costs_; }
  bool draws() const { return !costs_.graph.samples().empty(); }
  RoundedQuantities* rounded(const std::vector<fm_request>& requests) {
    if (draws()) return nullptr;
    auto place = rounded_.find(requests.front());
    if (place == rounded_.end())
      place =
          rounded_.emplace(requests.front(), RoundedQuantities::make(costs_, offsets_, requests))
              .first;
    return place->second ? &*place->second : nullptr;
  }
  const fm_shape* shape() const {
    return host_.ask("shape", [&] { return table_.shape(plugin_); });
  }
  const void* extension(const char* id) const {
    return host_.ask("extension", [&] { return table_.extension(plugin_, id); });
  }

  bool offers(const fm_request& r) const {
    const std::size_t n = costs_.costs.size();
    if (r.quantity == FM_METRIC)
      return host_.ask("offers", [&] { return table_.offers(plugin_, &r) != 0; });
    // Series have no samples; the host assembles these derivatives from blocks and products.
    if (r.quantity == FM_TAYLOR)
      return !draws() && r.player < n && offers_series(offsets_.back(), r.j);
    return r.quantity >= FM_COST && r.quantity <= FM_THIRD_PRODUCT && r.player < n && r.j < n &&
           r.k < n && r.l < n;
  }

  fm_game_plan* prepare(std::span<const fm_request* const> requests) {
    auto plan = std::make_unique<SplitPlan>();
    std::vector<const fm_request*> metrics;
    for (std::uint32_t q = 0; q < requests.size(); ++q) {
      if (!offers(*requests[q]))
        throw PluginFailure(FM_UNSUPPORTED, "the game does not offer this quantity");
      if (requests[q]->quantity != FM_METRIC) continue;
      metrics.push_back(requests[q]);
      plan->metrics.requests.push_back(q);
    }
    plan->graph = std::make_unique<GraphPlan>(costs_, offsets_, samples_, requests);
    if (!metrics.empty()) {
      host_.call("prepare", "prepare its metrics", [&] {
        return table_.prepare(plugin_, metrics.data(), static_cast<std::uint32_t>(metrics.size()),
                              &plan->metrics.native);
      });
      plan->metrics.pointers.resize(metrics.size());
    }
    plans_.push_back(std::move(plan));
    return reinterpret_cast<fm_game_plan*>(plans_.back().get());
  }

  void release(fm_game_plan* opaque) {
    const auto* const released = reinterpret_cast<const SplitPlan*>(opaque);
    if (released->metrics.native)
      host_.release("release", [&] { table_.release(plugin_, released->metrics.native); });
    std::erase_if(plans_, [released](const auto& plan) { return plan.get() == released; });
  }

  void evaluate(fm_game_plan* opaque, const fm_batch& batch, const double* const* vectors,
                double* const* out) {
    SplitPlan& plan = *reinterpret_cast<SplitPlan*>(opaque);
    plan.graph->evaluate(batch, vectors, out);
    if (!plan.metrics.native) return;
    const bool takes_contiguous = FM_HAS(&table_, fm_game, contiguous) && table_.contiguous != 0;
    if (batch.stride == 1 && !takes_contiguous) return measure_one(plan.metrics, batch, out);
    for (std::size_t m = 0; m < plan.metrics.requests.size(); ++m)
      plan.metrics.pointers[m] = out[plan.metrics.requests[m]];
    measure(plan.metrics, batch);
  }

  void enclose(std::uint32_t player, std::uint32_t order, const double* lower, const double* upper,
               double* out_lower, double* out_upper, std::uint32_t* smooth) {
    if (player >= costs_.costs.size() || !offers_series(offsets_.back(), order))
      throw PluginFailure(FM_UNSUPPORTED, "the game has no such derivatives");
    *smooth = enclosures_.enclose(player, order, lower, upper, out_lower, out_upper) ? 1 : 0;
  }

 private:
  void measure(MetricPlan& plan, const fm_batch& batch) {
    host_.call("evaluate", "evaluate its metrics", [&] {
      return table_.evaluate(plugin_, plan.native, &batch, nullptr, plan.pointers.data());
    });
  }
  // A contiguous batch for a plugin that takes only padded ones.
  void measure_one(MetricPlan& plan, const fm_batch& batch, double* const* out) {
    const std::size_t rows = offsets_.back();
    if (plan.x.rows() == 0) {
      plan.x = BatchArray(rows, stride_for(1));
      plan.results = BatchArray(plan.requests.size(), stride_for(1));
    }
    for (std::size_t c = 0; c < rows; ++c) std::fill_n(plan.x.row(c), plan.x.stride(), batch.x[c]);
    for (std::size_t m = 0; m < plan.requests.size(); ++m) plan.pointers[m] = plan.results.row(m);
    fm_batch padded = batch;
    padded.stride = plan.x.stride();
    padded.x = plan.x.data();
    measure(plan, padded);
    for (std::size_t m = 0; m < plan.requests.size(); ++m)
      out[plan.requests[m]][0] = plan.results.row(m)[0];
  }

  HostSide& host_;
  const fm_game& table_;  // the plugin's
  fm_game_instance* plugin_;
  CostGraph costs_;
  std::vector<std::uint32_t> offsets_;
  Samples samples_;  // of all plans
  CostEnclosures enclosures_;
  std::map<fm_request, std::optional<RoundedQuantities>, RequestOrder> rounded_;
  std::vector<std::unique_ptr<SplitPlan>> plans_;
};

GraphGame& graph_game(const fm_game_instance* game) {
  return *reinterpret_cast<GraphGame*>(const_cast<fm_game_instance*>(game));
}

// The engine's own work does not count as time of the plugin, and what it throws becomes a status
// and a message, as for any game.
template <class Body>
fm_status reported(const fm_game_instance* game, Body&& body) {
  const HostWork work;
  const auto report = [game](fm_status status, const char* what) {
    const fm_host* const host = graph_game(game).host().get();
    host->message(host, FM_LEVEL_ERROR, what);
    return status;
  };
  try {
    body();
    return FM_OK;
  } catch (const PluginFailure& failure) {
    return report(failure.status, failure.what());
  } catch (const std::bad_alloc&) {
    return report(FM_FAILED, "there is too little memory for the derivatives of its costs");
  } catch (const GraphError& error) {
    return report(FM_FAILED, error.what());
  }
}

fm_status enclose(fm_game_instance* game, std::uint32_t player, std::uint32_t order,
                  const double* lower, const double* upper, double* out_lower, double* out_upper,
                  std::uint32_t* smooth) {
  return reported(game, [&] {
    graph_game(game).enclose(player, order, lower, upper, out_lower, out_upper, smooth);
  });
}

// The graph that a plugin lends, or NULL.
const fm_graph* lent_graph(HostSide& host, const fm_game& plugin, fm_game_instance* instance) {
  if (!FM_HAS(&plugin, fm_game, extension) || !plugin.extension) return nullptr;
  const auto* const source = static_cast<const fm_graph_source*>(
      host.ask("extension", [&] { return plugin.extension(instance, FM_GRAPH_EXTENSION); }));
  if (!source || !FM_HAS(source, fm_graph_source, graph) || !source->graph) return nullptr;
  return host.ask("graph", [&] { return source->graph(instance); });
}

}  // namespace

const fm_game& graph_table() {
  static const fm_stochastic stochastic = {sizeof(fm_stochastic), 1};
  static const fm_enclosure enclosure = {sizeof(fm_enclosure), most_series_order, enclose};
  static const fm_game table = {
      sizeof(fm_game),
      0,
      nullptr,  // made by make_graph_game
      [](fm_game_instance* game) { delete &graph_game(game); },
      [](const fm_game_instance* game) { return graph_game(game).shape(); },
      [](const fm_game_instance* game, const fm_request* request) -> std::uint32_t {
        return graph_game(game).offers(*request);
      },
      [](fm_game_instance* game, const fm_request* const* requests, std::uint32_t count,
         fm_game_plan** out) {
        return reported(game, [&] { *out = graph_game(game).prepare({requests, count}); });
      },
      [](fm_game_instance* game, fm_game_plan* plan) { graph_game(game).release(plan); },
      [](fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
         const double* const* vectors, double* const* out) {
        return reported(game, [&] { graph_game(game).evaluate(plan, *batch, vectors, out); });
      },
      [](const fm_game_instance* game, const char* id) -> const void* {
        const std::string_view asked = id;
        const bool draws = graph_game(game).draws();
        // What holds for one sample is no bound on the expected costs.
        if (asked == FM_ENCLOSURE_EXTENSION) return draws ? nullptr : &enclosure;
        if (asked == FM_STOCHASTIC_EXTENSION && draws) return &stochastic;
        return graph_game(game).extension(id);
      },
      1,
      0};
  return table;
}

const CostGraph* graph_of(const Game& game) {
  return &game.table() == &graph_table() ? &graph_game(game.instance()).costs() : nullptr;
}

RoundedQuantities* rounded_quantities(Game& game, const std::vector<fm_request>& requests) {
  return graph_game(game.instance()).rounded(requests);
}

fm_game_instance* make_graph_game(HostSide& host, const fm_game& plugin, fm_game_instance* instance,
                                  const std::string& id) {
  const fm_graph* const graph = lent_graph(host, plugin, instance);
  if (!graph) return nullptr;
  const Shape shape = checked_shape(host.ask("shape", [&] { return plugin.shape(instance); }), id);
  try {
    auto game = std::make_unique<GraphGame>(
        host, plugin, instance, import_graph(*graph, shape.players(), shape.coordinates()), shape);
    return reinterpret_cast<fm_game_instance*>(game.release());
  } catch (const GraphError& error) {
    throw PluginFailure(FM_INVALID,
                        fmt::format("the game '{}' lends an unusable graph: {}", id, error.what()));
  }
}

}  // namespace firstmove::engine
