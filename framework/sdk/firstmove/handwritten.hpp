// Games whose derivatives are written by hand: for costs of many coordinates, for which a cost
// template evaluated coordinate by coordinate would be slow.
//
//   struct Network {
//     static firstmove::Info info();
//     explicit Network(const firstmove::Values&);
//     firstmove::Shape shape() const;
//     // The quantities that it computes (fm_game.offers); the host computes others if it can.
//     bool offers(const fm_request& r) const;
//     // The work that all quantities at one joint action share; called first in each evaluation.
//     void meet(const firstmove::Here& here);
//     // Computes one quantity: `v` has the vectors that it takes, `out` its rows.
//     void evaluate(const fm_request& r, std::span<const firstmove::ConstRows> v,
//                   firstmove::Rows out);
//     // The names of its metrics, quantity FM_METRIC; optional.
//     static std::vector<const char*> metrics();
//     // Whether it draws a sample at each step, as a minibatch; optional (fm_stochastic).
//     bool stochastic() const;
//     // That it takes a stride of 1, with a single replica (rows.hpp); optional.
//     static constexpr bool contiguous = true;
//   };
//   FIRSTMOVE_HANDWRITTEN_GAME(Network)
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "actions.hpp"
#include "internal/game_instance.hpp"
#include "plugin.hpp"
#include "rows.hpp"

namespace firstmove {

// The current state of a batch, as a game sees it; see fm_batch.
struct Here {
  ConstRows x;  // one row per coordinate of the joint action
  std::size_t count;
  std::uint64_t step, seed;
  std::span<const std::uint32_t> replicates;
};

template <class G>
class HandwrittenPlugin {
 public:
  static const fm_descriptor* descriptor() { return descriptor_of<G>(FM_KIND_GAME, &table); }

 private:
  using Plan = std::vector<fm_request>;
  struct Instance {
    Instance(const fm_host* h, const Values& values) : host(h), game(values), shape(game.shape()) {
      if constexpr (requires { game.stochastic(); }) stochastic.draws = game.stochastic() ? 1 : 0;
    }
    const fm_host* host;
    G game;
    HeldShape shape;
    fm_stochastic stochastic = {sizeof(fm_stochastic), 0};
    std::vector<std::unique_ptr<Plan>> plans;
  };
  using Instances = GameInstances<Instance>;
  static Instance& at(const fm_game_instance* game) { return Instances::at(game); }

  static uint32_t offers(const fm_game_instance* game, const fm_request* request) {
    if (request->quantity == FM_METRIC) {
      const fm_metrics* const known = measured();
      return known && request->player < known->count;
    }
    return at(game).game.offers(*request);
  }

  static fm_status prepare(fm_game_instance* game, const fm_request* const* requests,
                           uint32_t count, fm_game_plan** out) {
    Instance& self = at(game);
    return at_border(self.host, [&] {
      auto plan = std::make_unique<Plan>();
      for (uint32_t q = 0; q < count; ++q) {
        if (!offers(game, requests[q])) throw Refusal("the game does not offer this quantity");
        plan->push_back(*requests[q]);
      }
      self.plans.push_back(std::move(plan));
      *out = reinterpret_cast<fm_game_plan*>(self.plans.back().get());
    });
  }
  static fm_status evaluate(fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
                            const double* const* vectors, double* const* out) {
    Instance& self = at(game);
    return at_border(self.host, [&] {
      const std::size_t stride = batch->stride;
      self.game.meet({ConstRows(batch->x, self.shape.domains.size(), stride),
                      batch->count,
                      batch->step,
                      batch->seed,
                      {batch->replicates, batch->count}});
      for (const fm_request& r : *reinterpret_cast<const Plan*>(plan)) {
        std::array<ConstRows, 2> taken;
        std::size_t count = 0;
        const auto take = [&](uint32_t player) {
          taken[count++] = ConstRows(*vectors++, self.shape.dims[player], stride);
        };
        if (r.quantity == FM_HESSIAN_PRODUCT || r.quantity == FM_THIRD_PRODUCT) take(r.k);
        if (r.quantity == FM_THIRD_PRODUCT) take(r.l);
        self.game.evaluate(r, {taken.data(), count}, Rows(*out++, rows_of(self, r), stride));
      }
    });
  }
  static std::size_t rows_of(const Instance& self, const fm_request& r) {
    if (r.quantity == FM_COST || r.quantity == FM_METRIC) return 1;
    const std::size_t rows = self.shape.dims[r.j];
    return r.quantity == FM_HESSIAN_BLOCK ? rows * self.shape.dims[r.k] : rows;
  }

  static const fm_metrics* measured() {
    if constexpr (requires { G::metrics(); }) {
      static const std::vector<const char*> names = G::metrics();
      static const fm_metrics c = {sizeof(fm_metrics), static_cast<uint32_t>(names.size()),
                                   names.data()};
      return &c;
    }
    return nullptr;
  }
  static const void* extension(const fm_game_instance* game, const char* id) {
    const std::string_view asked = id;
    if (asked == FM_STOCHASTIC_EXTENSION) return &at(game).stochastic;
    return asked == FM_METRICS_EXTENSION ? measured() : nullptr;
  }

  static constexpr std::uint32_t takes_contiguous() {
    if constexpr (requires { G::contiguous; }) return G::contiguous;
    return 0;
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
                                    takes_contiguous(),
                                    0};
};

}  // namespace firstmove

// Makes this library the game plugin of struct G.
#define FIRSTMOVE_HANDWRITTEN_GAME(G) FIRSTMOVE_LIBRARY(firstmove::HandwrittenPlugin<G>)
