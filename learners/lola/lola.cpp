// Learning with opponent-learning awareness: player i expects each other player j to take one
// gradient step of size gamma_j and shapes that step.
#include <firstmove/learner.hpp>

namespace {

using namespace firstmove;

struct Lola {
  static Info info() {
    return {"lola",
            "1.0.0",
            "D_i f_i - sum over j of gamma_j D_ij f_j D_j f_i: shapes the others' next step",
            "the firstmove authors",
            "MIT",
            "Foerster et al. 2018, as in Fiez, Chasnov, Ratliff 2019, section 2.2.2",
            {}};
  }

  Lola(const Values&, const Role& role, Oracle& o)
      : oracle(o), own(o.subscribe(gradient(role.player, role.player))) {
    std::vector<fm_request> products;
    for (std::uint32_t j = 0; j < role.players; ++j) {
      if (j == role.player) continue;
      others.push_back(j);
      slopes.push_back(o.subscribe(gradient(role.player, j)));
      products.push_back(hessian_product(j, role.player, j));
      shaping.emplace_back(role.dim(), role.stride);
    }
    plan = o.prepare(products);
    for (RowStore& store : shaping) outputs.push_back(store.rows().data());
    inputs.resize(others.size());
  }

  void direction(const Step& step, Rows d) {
    for (std::size_t o = 0; o < others.size(); ++o) inputs[o] = step[slopes[o]].data();
    oracle.evaluate(plan, step.x(), inputs, outputs);
    copy(step[own], d);
    for (std::size_t o = 0; o < others.size(); ++o) {
      const Lane gamma(step.step_size(others[o]));
      const Rows shaped = shaping[o].rows();
      for (std::size_t c = 0; c < d.size(); ++c)
        for (std::size_t r = 0; r < d.stride(); r += Lane::width)
          d.store(c, r, d.load(c, r) - gamma * shaped.load(c, r));
    }
  }

  Oracle& oracle;
  Quantity own;
  std::vector<std::uint32_t> others;
  std::vector<Quantity> slopes;  // D_j f_i
  Plan plan;                     // D_ij f_j v, a request for each other player
  std::vector<RowStore> shaping;
  std::vector<const double*> inputs;
  std::vector<double*> outputs;
};

}  // namespace

FIRSTMOVE_LEARNER(Lola)
