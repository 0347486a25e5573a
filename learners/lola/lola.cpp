// Learning with opponent-learning awareness: player i expects each other player j to take one
// gradient step of size gamma_j and shapes that step.
#include <firstmove/products.hpp>

namespace {

using namespace firstmove;

struct Lola {
  static constexpr bool contiguous = true;

  static Info info() {
    return {
        "lola",
        "1.0.0",
        "D_i f_i - sum over j of gamma_j D_ij f_j D_j f_i: shapes the others' next step",
        "the firstmove authors",
        "MIT",
        "Foerster et al. 2018, as in Fiez, Chasnov, Ratliff 2019, section 2.2.2; full: Letcher "
        "et al. 2019",
        {text("taylor")
             .one_of({"shaping", "full"})
             .otherwise("\"shaping\"")
             .doc("the first-order terms of f_i(x_i, x_j - gamma_j D_j f_j) that are kept: shaping "
                  "keeps the one through D_j f_j, as in both papers; full also keeps - gamma_j "
                  "D_ij f_i D_j f_j")}};
  }

  static Rule rule() {
    return {"D_i f_i - sum_j gamma_j D_ij f_j D_j f_i [full: - sum_j gamma_j D_ij f_i D_j f_j]",
            "gradients, Hessian products", "1 product for each other player; full: 2", "any",
            "often cooperative outcomes in social dilemmas, with steps large enough; may converge "
            "to points that are not critical for gradient play (Letcher et al. 2019)"};
  }

  Lola(const Values& values, const Role& role, Oracle& oracle)
      : i(role.player),
        full(values.text("taylor") == "full"),
        own(oracle.subscribe(gradient(i, i))),
        products(role, oracle) {
    for (std::uint32_t j = 0; j < role.players; ++j) {
      if (j == i) continue;
      terms.push_back({j, products.add(j, i, j, oracle.subscribe(gradient(i, j)))});
      if (full) terms.push_back({j, products.add(i, i, j, oracle.subscribe(gradient(j, j)))});
    }
    products.prepare();
  }

  void direction(const Step& step, Rows d) {
    products.evaluate(step);
    copy(step[own], d);
    for (const auto& [j, place] : terms) add_scaled(-step.step_size(j), products[place], d);
  }

  Expanded expand(const Expansion& at) const {
    Expanded d = at.gradient(i, i);
    for (const std::uint32_t j : at.others(i)) {
      add_scaled(-at.step_size(j), at.product(j, i, j, at.gradient(i, j)), d);
      if (full) add_scaled(-at.step_size(j), at.product(i, i, j, at.gradient(j, j)), d);
    }
    return d;
  }

  struct Term {
    std::uint32_t other;
    std::size_t place;
  };
  std::uint32_t i;
  bool full;
  Quantity own;
  Products products;
  std::vector<Term> terms;
};

}  // namespace

FIRSTMOVE_LEARNER(Lola)
