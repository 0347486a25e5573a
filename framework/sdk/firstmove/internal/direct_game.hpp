// A game whose cost is evaluated directly, in numbers that carry derivatives: by forward mode over
// lanes of replicas (jet.hpp), with as few evaluations of the cost as the requests allow
// (passes.hpp); all derivatives of higher order at once by Taylor series (series.hpp).
#pragma once

#include <array>
#include <cstring>
#include <map>
#include <memory>

#include "../actions.hpp"
#include "../functions.hpp"
#include "../plugin.hpp"
#include "game_instance.hpp"
#include "passes.hpp"
#include "series.hpp"

namespace firstmove {

template <class G>
class DirectGame {
 public:
  static const fm_descriptor* descriptor() { return descriptor_of<G>(FM_KIND_GAME, &table); }

 private:
  // Whether the struct computes all costs at once; then passes of several players are joined.
  static constexpr bool joined = requires(const G& game, const Actions<Lane>& x) {
    game.template costs<Lane>(x);
  };

  // All derivatives of one player's cost, or of all costs if the struct computes them at once.
  struct Expansion {
    std::unique_ptr<SeriesSpace> space;
    struct Wanted {
      std::uint32_t request, player;
      std::size_t rows;
    };
    std::vector<Wanted> wanted;
  };
  struct Plan {
    std::vector<Pass> passes;
    std::vector<Expansion> expansions;
  };

  struct Instance {
    Instance(const fm_host* h, const Values& values) : host(h), game(values), shape(game.shape()) {
      if constexpr (joined)
        if (shape.dims.size() != std::tuple_size_v<decltype(game.template costs<Lane>(
                                     std::declval<const Actions<Lane>&>()))>)
          throw std::logic_error("the game's shape and its costs differ in the number of players");
      if constexpr (requires { G::coordinates; })
        if (shape.offsets.back() != G::coordinates)
          throw std::logic_error("the game's shape does not have as many coordinates as declared");
    }
    const fm_host* host;
    G game;
    HeldShape shape;
    std::vector<std::unique_ptr<Plan>> plans;
  };

  using Instances = GameInstances<Instance>;
  static Instance& at(const fm_game_instance* game) { return Instances::at(game); }

  static std::uint32_t offers(const fm_game_instance* game, const fm_request* r) {
    const std::uint32_t n = at(game).shape.c.players;
    if (r->quantity == FM_TAYLOR)
      return r->player < n && r->j <= Jet<Series>::order &&
             derivatives(at(game).shape.domains.size(), r->j) <= most_derivatives;
    return r->quantity >= FM_COST && r->quantity <= FM_THIRD_PRODUCT && r->player < n && r->j < n &&
           r->k < n && r->l < n;
  }

  static fm_status prepare(fm_game_instance* game, const fm_request* const* requests,
                           std::uint32_t count, fm_game_plan** out) {
    Instance& self = at(game);
    return at_border(self.host, [&] {
      for (std::uint32_t q = 0; q < count; ++q)
        if (!offers(game, requests[q])) throw Refusal("the game does not offer this quantity");
      self.plans.emplace_back(
          new Plan{PassCompiler(self.shape.offsets).compile({requests, count}, joined),
                   expansions(self, {requests, count})});
      *out = reinterpret_cast<fm_game_plan*>(self.plans.back().get());
    });
  }
  // One evaluation per requested player, or one for all players.
  static std::vector<Expansion> expansions(const Instance& self,
                                           std::span<const fm_request* const> requests) {
    std::map<std::uint32_t, std::vector<std::uint32_t>> asked;
    for (std::uint32_t q = 0; q < requests.size(); ++q)
      if (requests[q]->quantity == FM_TAYLOR) asked[joined ? 0 : requests[q]->player].push_back(q);
    std::vector<Expansion> all;
    const std::size_t d = self.shape.domains.size();
    for (const auto& [player, which] : asked) {
      Expansion expansion;
      std::uint32_t order = 0;
      for (const std::uint32_t q : which) {
        order = std::max(order, requests[q]->j);
        expansion.wanted.push_back({q, requests[q]->player, derivatives(d, requests[q]->j)});
      }
      expansion.space = std::make_unique<SeriesSpace>(d, order);
      all.push_back(std::move(expansion));
    }
    return all;
  }

  static fm_status evaluate(fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
                            const double* const* vectors, double* const* out) {
    const Instance& self = at(game);
    return at_border(self.host, [&] {
      const Plan& compiled = *reinterpret_cast<const Plan*>(plan);
      for (const Pass& pass : compiled.passes) run(self, pass, *batch, vectors, out);
      for (const Expansion& expansion : compiled.expansions) run(self, expansion, *batch, out);
    });
  }

  // ---- Passes: the seeds and the width select the number type ----

  static void run(const Instance& self, const Pass& pass, const fm_batch& batch,
                  const double* const* vectors, double* const* out) {
    switch (pass.width) {
      case 0:
        return run<Lane>(self, pass, batch, vectors, out);
      case 1:
        return run_order<Gradient<1>>(self, pass, batch, vectors, out);
      case 2:
        return run_order<Gradient<2>>(self, pass, batch, vectors, out);
      default:
        return run_order<Gradient<4>>(self, pass, batch, vectors, out);
    }
  }
  template <class T>
  static void run_order(const Instance& self, const Pass& pass, const fm_batch& batch,
                        const double* const* vectors, double* const* out) {
    switch (pass.seeds.size()) {
      case 0:
        return run<T>(self, pass, batch, vectors, out);
      case 1:
        return run<Dual<T>>(self, pass, batch, vectors, out);
      default:
        return run<Dual<Dual<T>>>(self, pass, batch, vectors, out);
    }
  }

  // The coefficients of a number, in the order that Output uses.
  template <class T>
  union Coefficients {
    Coefficients() : lanes{} {}
    T number;
    std::array<Lane, Jet<T>::coefficients> lanes;
    static_assert(sizeof(T) == sizeof(lanes));
  };
  template <class T>
  static Lane coefficient(const T& number, std::uint32_t index) {
    Lane lane;
    std::memcpy(&lane, reinterpret_cast<const char*>(&number) + index * sizeof(Lane), sizeof(Lane));
    return lane;
  }

  // The joint action in numbers of type T: on the stack if its size is known at compile time.
  template <class T>
  static auto joint_action(const Instance& self) {
    if constexpr (requires { G::coordinates; })
      return std::array<Coefficients<T>, G::coordinates>();
    else
      return std::vector<Coefficients<T>>(self.shape.domains.size());
  }

  // The costs that a pass needs: those of all players, or the one of its player.
  template <class T>
  static auto evaluate_costs(const G& game, std::uint32_t player, const Actions<T>& x) {
    if constexpr (joined)
      return game.template costs<T>(x);
    else
      return std::array<T, 1>{game.template cost<T>(static_cast<int>(player), x)};
  }

  template <class T>
  static void run(const Instance& self, const Pass& pass, const fm_batch& batch,
                  const double* const* vectors, double* const* out) {
    auto x = joint_action<T>(self);
    constexpr std::size_t all = Jet<T>::coefficients;
    const std::size_t slots = all >> pass.seeds.size();
    // Seed s belongs to the dual of level s, counted from the innermost: its coefficient is the one
    // of that level alone.
    for (std::size_t s = 0; s < pass.seeds.size(); ++s)
      if (pass.seeds[s].unit) x[pass.seeds[s].index].lanes[slots << s] = Lane(1.0);
    for (std::size_t a = 0; a < pass.slots.size(); ++a) x[pass.slots[a]].lanes[a + 1] = Lane(1.0);

    const Actions<T> actions(&x[0].number, self.shape.offsets);
    for (std::size_t r = 0; r < batch.count; r += Lane::width) {
      for (std::size_t c = 0; c < x.size(); ++c)
        x[c].lanes[0] = Lane::load(batch.x + c * batch.stride + r);
      for (std::size_t s = 0; s < pass.seeds.size(); ++s)
        if (const Seed& seed = pass.seeds[s]; !seed.unit)
          for (std::uint32_t c = 0; c < seed.length; ++c)
            x[seed.offset + c].lanes[slots << s] =
                Lane::load(vectors[seed.index] + c * batch.stride + r);
      const auto y = evaluate_costs<T>(self.game, pass.player, actions);
      for (const Output& o : pass.outputs)
        coefficient(y[joined ? o.player : 0], o.coefficient)
            .store(out[o.request] + o.row * batch.stride + r);
    }
  }

  static void run(const Instance& self, const Expansion& expansion, const fm_batch& batch,
                  double* const* out) {
    std::vector<Series> x(self.shape.domains.size());
    const Actions<Series> actions(x.data(), self.shape.offsets);
    for (std::size_t r = 0; r < batch.count; r += Lane::width) {
      for (std::size_t c = 0; c < x.size(); ++c)
        x[c] = Series::variable(*expansion.space, c, Lane::load(batch.x + c * batch.stride + r));
      const auto y = evaluate_costs<Series>(self.game, expansion.wanted[0].player, actions);
      for (const typename Expansion::Wanted& w : expansion.wanted) {
        const Series& f = y[joined ? w.player : 0];
        for (std::size_t row = 0; row < w.rows; ++row)
          f.derivative(row).store(out[w.request] + row * batch.stride + r);
      }
    }
  }

  // A limit on memory: the tables of the products of larger series would not fit.
  static constexpr std::size_t most_derivatives = 20000;

  static constexpr fm_game table = {sizeof(fm_game),
                                    0,
                                    Instances::create,
                                    Instances::destroy,
                                    Instances::shape,
                                    offers,
                                    prepare,
                                    Instances::release,
                                    evaluate,
                                    nullptr,
                                    0,
                                    0};
};

}  // namespace firstmove
