// Symplectic gradient adjustment: xi + lambda A' xi, where A = (J - J') / 2 is the antisymmetric
// part of the game Jacobian, which makes play rotate.
#include <firstmove/products.hpp>

namespace {

using namespace firstmove;

struct Sga {
  static constexpr bool contiguous = true;

  static Info info() {
    return {
        "sga",
        "1.0.0",
        "xi + lambda A' xi, A = (J - J') / 2: simultaneous play with its rotation turned inwards",
        "the firstmove authors",
        "MIT",
        "Balduzzi, Racaniere, Martens, Foerster, Tuyls, Graepel 2018, The Mechanics of n-Player "
        "Differentiable Games",
        {real("lambda").at_least(0).otherwise("1.0").doc("weight of the adjustment"),
         boolean("alignment")
             .otherwise("true")
             .doc("multiply lambda by the sign of <xi, J' xi> <A' xi, J' xi> / d + 0.1, d the "
                  "number of coordinates: towards stable, away from unstable points")}};
  }

  static Rule rule() {
    return {"D_i f_i + lambda (A' xi)_i, A' xi = (J' xi - J xi) / 2", "gradients, Hessian products",
            "2 products for each player; with alignment for each pair of players, as the sign is "
            "joint",
            "any",
            "stable critical points, also in Hamiltonian and in potential games (Balduzzi et al. "
            "2018)"};
  }

  Sga(const Values& values, const Role& role, Oracle& oracle)
      : lambda(values.real("lambda")),
        alignment(values.boolean("alignment")),
        player(role.player),
        coordinates(role.offsets.back()),
        xi(own_gradients(role, oracle)),
        products(role, oracle) {
    for (std::uint32_t i = 0; i < role.players; ++i) {
      transposed.emplace_back(role.dims[i], role.stride);
      adjustment.emplace_back(role.dims[i], role.stride);
      if (!alignment && i != player) continue;
      for (std::uint32_t j = 0; j < role.players; ++j)
        terms.push_back({i, products.add(j, i, j, xi[j]), products.add(i, i, j, xi[j])});
    }
    products.prepare();
  }

  void direction(const Step& step, Rows d) {
    products.evaluate(step);
    for (std::size_t i = 0; i < transposed.size(); ++i) {
      clear(transposed[i].rows());
      clear(adjustment[i].rows());
    }
    for (const Term& t : terms) {
      add_scaled(1.0, products[t.transposed], transposed[t.player].rows());
      add_scaled(0.5, products[t.transposed], adjustment[t.player].rows());
      add_scaled(-0.5, products[t.straight], adjustment[t.player].rows());
    }
    copy(step[xi[player]], d);
    const Rows own = adjustment[player].rows();
    for (std::size_t r = 0; r < d.stride(); r += Lane::width) {
      const Lane weight = alignment ? lambda * sign(step, r) : Lane(lambda);
      for_rows(d.size(), d.stride(), r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
        d.store(at, d.load(at) + weight * own.load(at));
      });
    }
  }

  Expanded expand(const Expansion& at) const {
    Series along(0.0), bent(0.0);
    Expanded d = at.gradient(player, player), own;
    for (std::uint32_t i = 0; i < transposed.size(); ++i) {
      const Expanded here = at.gradient(i, i);
      Expanded back(here.size()), shift(here.size());  // J' xi and A' xi
      for (std::uint32_t j = 0; j < transposed.size(); ++j) {
        const Expanded there = at.gradient(j, j);
        add_scaled(1.0, at.product(j, i, j, there), back);
        add_scaled(-0.5, at.product(i, i, j, there), shift);
      }
      add_scaled(0.5, back, shift);
      along = add_inner(here, back, along);
      bent = add_inner(shift, back, bent);
      if (i == player) own = shift;
    }
    const bool against =
        alignment && first_lane(value(along)) * first_lane(value(bent)) / coordinates + 0.1 < 0;
    add_scaled(against ? -lambda : lambda, own, d);
    return d;
  }

  // +1 or -1, for the replicas at r.
  Lane sign(const Step& step, std::size_t r) {
    Lane along(0.0), bent(0.0);  // <xi, J' xi>, <A' xi, J' xi>
    for (std::size_t i = 0; i < transposed.size(); ++i) {
      along = along + inner(step[xi[i]], transposed[i].rows(), r);
      bent = bent + inner(adjustment[i].rows(), transposed[i].rows(), r);
    }
    const Lane aligned = along * bent / coordinates + 0.1;
    return choose(aligned < Lane(0.0), Lane(-1.0), Lane(1.0));
  }

  struct Term {
    std::uint32_t player;
    std::size_t transposed, straight;  // indices of products: of J' xi and of J xi
  };
  double lambda;
  bool alignment;
  std::uint32_t player;
  double coordinates;
  std::vector<Quantity> xi;
  Products products;
  std::vector<Term> terms;
  std::vector<RowStore> transposed, adjustment;  // J' xi and A' xi, one block per player
};

}  // namespace

FIRSTMOVE_LEARNER(Sga)
