// Look-ahead, or policy prediction: player i descends its gradient at the point that the others
// reach with their next gradient step, to first order in the step.
#include <firstmove/products.hpp>

namespace {

using namespace firstmove;

struct LookAhead {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"look-ahead",
            "1.0.0",
            "D_i f_i - sum over j of gamma_j D_ij f_i D_j f_j: anticipates the others' next step",
            "the firstmove authors",
            "MIT",
            "Zhang, Lesser 2010, Multi-Agent Learning with Policy Prediction; as in Letcher et al. "
            "2019",
            {}};
  }

  static Rule rule() {
    return {
        "D_i f_i - sum_j gamma_j D_ij f_i D_j f_j", "gradients, Hessian products",
        "1 product for each other player", "any",
        "stable critical points of J, with small steps of one size; no strict saddles (Letcher et "
        "al. 2019)"};
  }

  LookAhead(const Values&, const Role& role, Oracle& oracle)
      : i(role.player), own(oracle.subscribe(gradient(i, i))), products(role, oracle) {
    for (std::uint32_t j = 0; j < role.players; ++j) {
      if (j == i) continue;
      others.push_back(j);
      products.add(i, i, j, oracle.subscribe(gradient(j, j)));
    }
    products.prepare();
  }

  void direction(const Step& step, Rows d) {
    products.evaluate(step);
    copy(step[own], d);
    for (std::size_t o = 0; o < others.size(); ++o)
      add_scaled(-step.step_size(others[o]), products[o], d);
  }

  Expanded expand(const Expansion& at) const {
    Expanded d = at.gradient(i, i);
    for (const std::uint32_t j : others)
      add_scaled(-at.step_size(j), at.product(i, i, j, at.gradient(j, j)), d);
    return d;
  }

  std::uint32_t i;
  Quantity own;
  Products products;
  std::vector<std::uint32_t> others;
};

}  // namespace

FIRSTMOVE_LEARNER(LookAhead)
