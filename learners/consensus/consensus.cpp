// Consensus optimization: all players also descend |xi|^2 / 2, half the squared norm of the joint
// gradient, whose gradient is J' xi.
#include <firstmove/products.hpp>

namespace {

using namespace firstmove;

struct Consensus {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"consensus",
            "1.0.0",
            "xi + lambda J' xi: simultaneous play that also lowers |xi|^2",
            "the firstmove authors",
            "MIT",
            "Mescheder, Nowozin, Geiger 2017, The Numerics of GANs",
            {real("lambda").at_least(0).otherwise("1.0").doc(
                "weight of J' xi; the source uses 10 for its GANs")}};
  }

  static Rule rule() {
    return {"D_i f_i + lambda sum_j D_ij f_j D_j f_j", "gradients, Hessian products",
            "1 product for each player", "any",
            "critical points; with large lambda also saddles and maxima of costs (Mescheder et al. "
            "2017)"};
  }

  Consensus(const Values& values, const Role& role, Oracle& oracle)
      : lambda(values.real("lambda")),
        player(role.player),
        own(oracle.subscribe(gradient(player, player))),
        products(role, oracle) {
    const std::vector<Quantity> xi = own_gradients(role, oracle);
    for (std::uint32_t j = 0; j < role.players; ++j) products.add(j, role.player, j, xi[j]);
    products.prepare();
    players = role.players;
  }

  void direction(const Step& step, Rows d) {
    products.evaluate(step);
    copy(step[own], d);
    for (std::uint32_t j = 0; j < players; ++j) add_scaled(lambda, products[j], d);
  }

  Expanded expand(const Expansion& at) const {
    Expanded d = at.gradient(player, player);
    for (std::uint32_t j = 0; j < players; ++j)
      add_scaled(lambda, at.product(j, player, j, at.gradient(j, j)), d);
    return d;
  }

  double lambda;
  std::uint32_t player;
  Quantity own;
  Products products;
  std::uint32_t players;
};

}  // namespace

FIRSTMOVE_LEARNER(Consensus)
