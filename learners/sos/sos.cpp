// Stable opponent shaping: look-ahead plus as much of LOLA's shaping as keeps the stable points of
// look-ahead.
//
// With xi_0 the directions of look-ahead and S those of LOLA's shaping, blocks
// S_i = sum_j gamma_j (D_ji f_j)' D_j f_i, all players descend xi_0 - p S with one p:
//   p_1 = 1 if <-S, xi_0> >= 0, else min(1, -a |xi_0|^2 / <-S, xi_0>)
//   p_2 = |xi|^2 if |xi| < b, else 1,    p = min(p_1, p_2).
// The source has one step size alpha; here each term has that of the player that it anticipates.
#include <firstmove/products.hpp>

namespace {

using namespace firstmove;

struct Sos {
  static constexpr bool contiguous = true;

  static Info info() {
    return {
        "sos",
        "1.0.0",
        "look-ahead minus p times LOLA's shaping, p in [0, 1] chosen at each point",
        "the firstmove authors",
        "MIT",
        "Letcher, Foerster, Balduzzi, Rocktaeschel, Whiteson 2019, Stable Opponent Shaping in "
        "Differentiable Games",
        {real("a").above(0).below(1).otherwise("0.5").doc("how far shaping may oppose look-ahead"),
         real("b").above(0).below(1).otherwise("0.1").doc(
             "|xi| below which shaping decreases to 0, so that fixed points are critical")}};
  }

  static Rule rule() {
    return {
        "D_i f_i - sum_j gamma_j D_ij f_i D_j f_j - p sum_j gamma_j D_ij f_j D_j f_i",
        "gradients, Hessian products", "2 products for each pair of players, as p is joint", "any",
        "stable critical points of J, with small steps of one size; no strict saddles (Letcher et "
        "al. 2019)"};
  }

  Sos(const Values& values, const Role& role, Oracle& oracle)
      : a(values.real("a")),
        b(values.real("b")),
        player(role.player),
        xi(own_gradients(role, oracle)),
        products(role, oracle) {
    for (std::uint32_t i = 0; i < role.players; ++i) {
      ahead.emplace_back(role.dims[i], role.stride);
      shaping.emplace_back(role.dims[i], role.stride);
      for (std::uint32_t j = 0; j < role.players; ++j) {
        if (j == i) continue;
        terms.push_back({i, j, products.add(i, i, j, xi[j]),
                         products.add(j, i, j, oracle.subscribe(gradient(i, j)))});
      }
    }
    products.prepare();
  }

  void direction(const Step& step, Rows d) {
    products.evaluate(step);
    for (std::size_t i = 0; i < ahead.size(); ++i) {
      copy(step[xi[i]], ahead[i].rows());
      clear(shaping[i].rows());
    }
    for (const Term& t : terms) {
      add_scaled(-step.step_size(t.other), products[t.ahead], ahead[t.player].rows());
      add_scaled(step.step_size(t.other), products[t.shaping], shaping[t.player].rows());
    }
    const Rows own = ahead[player].rows(), shape = shaping[player].rows();
    for (std::size_t r = 0; r < d.stride(); r += Lane::width) {
      const Lane p = share(step, r);
      for_rows(d.size(), d.stride(), r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
        d.store(at, own.load(at) - p * shape.load(at));
      });
    }
  }

  Expanded expand(const Expansion& at) const {
    Series gradients(0.0), forward(0.0), against(0.0);
    Expanded d, shape;
    for (std::uint32_t i = 0; i < ahead.size(); ++i) {
      const Expanded own = at.gradient(i, i);
      Expanded to = own, back(own.size());
      for (const std::uint32_t j : at.others(i)) {
        add_scaled(-at.step_size(j), at.product(i, i, j, at.gradient(j, j)), to);
        add_scaled(at.step_size(j), at.product(j, i, j, at.gradient(i, j)), back);
      }
      gradients = add_inner(own, own, gradients);
      forward = add_inner(to, to, forward);
      against = add_inner(back, to, against);
      if (i == player) d = to, shape = back;
    }
    const auto number = [](const Series& s) { return first_lane(value(s)); };
    Series p(1.0);
    if (number(against) > 0 && a * number(forward) < number(against)) p = a * forward / against;
    if (number(gradients) < b * b && number(gradients) < number(p)) p = gradients;
    add_scaled(-1.0 * p, shape, d);
    return d;
  }

  // p, for the replicas at r.
  Lane share(const Step& step, std::size_t r) {
    Lane gradients(0.0), forward(0.0), against(0.0);  // |xi|^2, |xi_0|^2, <S, xi_0>
    for (std::size_t i = 0; i < ahead.size(); ++i) {
      gradients = gradients + inner(step[xi[i]], step[xi[i]], r);
      forward = forward + inner(ahead[i].rows(), ahead[i].rows(), r);
      against = against + inner(shaping[i].rows(), ahead[i].rows(), r);
    }
    const Lane first =
        choose(against > Lane(0.0), min(Lane(1.0), a * forward / against), Lane(1.0));
    const Lane second = choose(gradients < Lane(b * b), gradients, Lane(1.0));
    return min(first, second);
  }

  struct Term {
    std::uint32_t player, other;
    std::size_t ahead, shaping;  // indices of products
  };
  double a, b;
  std::uint32_t player;
  std::vector<Quantity> xi;
  Products products;
  std::vector<Term> terms;
  std::vector<RowStore> ahead, shaping;  // xi_0 and S, one block per player
};

}  // namespace

FIRSTMOVE_LEARNER(Sos)
