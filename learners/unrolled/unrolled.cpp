// An unrolled leader: it descends f_1(x_1, y_k(x_1)), where y_k is its follower's action after k
// gradient steps, differentiated through these steps: y_0 = x_2, y_t+1 = y_t - beta D_2 f_2(x_1,
// y_t). The adjoint of the steps gives the derivative with Hessian products only.
#include <firstmove/learner.hpp>

#include <array>

namespace {

using namespace firstmove;

struct Unrolled {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"unrolled",
            "1.0.0",
            "d/dx_1 of f_1(x_1, y_k(x_1)), y_k the follower's action after k gradient steps",
            "the firstmove authors",
            "MIT",
            "Metz, Poole, Pfau, Sohl-Dickstein 2017, Unrolled Generative Adversarial Networks",
            {integer("steps").at_least(0).at_most(10000).otherwise("5").doc(
                 "k, the number of unrolled steps of the follower"),
             real("rate").above(0).otherwise("0.1").doc("beta, the size of these steps")}};
  }

  static Rule rule() {
    return {
        "d/dx_1 f_1(x_1, y_k(x_1)), y_t+1 = y_t - beta D_2 f_2(x_1, y_t), y_0 = x_2",
        "gradients, Hessian products", "2 k products, gradients at k + 1 points",
        "a leader and the one follower after it",
        "between gradient-play (k = 0) and stackelberg over a best response (k to infinity, beta "
        "small; Metz et al. 2017)"};
  }

  Unrolled(const Values& values, const Role& role, Oracle& o)
      : oracle(o),
        steps(static_cast<std::size_t>(values.integer("steps"))),
        rate(values.real("rate")) {
    const std::vector<std::uint32_t> followers = role.followers();
    if (followers.size() != 1)
      throw Refusal("the rule is defined over one follower, and player " +
                    std::to_string(role.player + 1) + " leads " + std::to_string(followers.size()));
    const std::uint32_t i = role.player, f = followers.front();
    first = role.offsets[f];
    n = role.dims[f];
    follower_slope = o.prepare({gradient(f, f)});
    leader_slopes = o.prepare({gradient(i, i), gradient(i, f)});
    back = o.prepare({hessian_product(f, i, f), hessian_product(f, f, f)});
    for (std::size_t t = 0; t <= steps; ++t) path.emplace_back(role.offsets.back(), role.stride);
    slope = RowStore(n, role.stride);
    adjoint = RowStore(n, role.stride);
    curved = RowStore(n, role.stride);
    shaped = RowStore(role.dim(), role.stride);
  }

  void direction(const Step& step, Rows d) {
    copy(ConstRows(step.x(), path[0].rows().size(), step.stride()), path[0].rows());
    for (std::size_t t = 0; t < steps; ++t) {
      const std::array out{slope.rows().data()};
      oracle.evaluate(follower_slope, path[t].rows().data(), {}, out);
      copy(path[t].rows(), path[t + 1].rows());
      subtract(slope.rows(), path[t + 1].rows().part(first, n));
    }
    const std::array slopes{d.data(), adjoint.rows().data()};
    oracle.evaluate(leader_slopes, path[steps].rows().data(), {}, slopes);
    for (std::size_t t = steps; t-- > 0;) {
      const double* const p = adjoint.rows().data();
      const std::array in{p, p};
      const std::array out{shaped.rows().data(), curved.rows().data()};
      oracle.evaluate(back, path[t].rows().data(), in, out);
      subtract(shaped.rows(), d);
      subtract(curved.rows(), adjoint.rows());
    }
  }

  // to -= beta from
  void subtract(ConstRows from, Rows to) const { add_scaled(-rate, from, to); }

  Oracle& oracle;
  std::size_t steps;
  double rate;
  std::size_t first = 0, n = 0;  // the follower's block of the joint action
  Plan follower_slope, leader_slopes, back;
  std::vector<RowStore> path;  // (x_1, y_t) and the actions of the other players
  RowStore slope, adjoint, curved, shaped;
};

}  // namespace

FIRSTMOVE_LEARNER(Unrolled)
