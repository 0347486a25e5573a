// LOLA against Newton steps: player i expects each other player j to step by (D_jj f_j)^-1 D_j f_j
// and shapes that step. If both of two players use it, each leads the other; the paper derives the
// direction of the Stackelberg leader this way.
#include <firstmove/curvature.hpp>
#include <firstmove/learner.hpp>
#include <firstmove/solve.hpp>

namespace {

using namespace firstmove;

struct NewtonLola {
  static constexpr bool contiguous = true;

  static Info info() {
    return {
        "newton-lola",
        "1.0.0",
        "D_i f_i - sum over j of D_ij f_j (D_jj f_j)^-1 D_j f_i: shapes the others' Newton step",
        "the firstmove authors",
        "MIT",
        "Fiez, Chasnov, Ratliff 2019, section 2.2.2",
        {}};
  }

  static Rule rule() {
    return {"D_i f_i - sum_j D_ij f_j (D_jj f_j)^-1 D_j f_i", "gradients, dense Hessian blocks",
            "1 solve of d_j unknowns + 1 product for each other player", "any",
            "against a best response or a faster gradient player, as stackelberg; played by all, "
            "points where each player is stationary as a leader"};
  }

  NewtonLola(const Values&, const Role& role, Oracle& o)
      : oracle(o), own(o.subscribe(gradient(role.player, role.player))), player(role.player) {
    for (std::uint32_t j = 0; j < role.players; ++j) {
      if (j == player) continue;
      const std::size_t n = role.dims[j];
      const std::string name = std::to_string(j + 1);
      others.push_back(
          {o.subscribe(gradient(player, j)), o.subscribe(hessian_block(j, j, j)),
           o.subscribe(hessian_block(j, player, j)), RowStore(n * n, role.stride),
           RowStore(n, role.stride),
           CurvatureWatch(n, role.stride,
                          "D_" + name + name + " f_" + name +
                              " is not positive definite: the Newton step that player " +
                              std::to_string(player + 1) + " expects does not lead to a minimum")});
    }
  }

  void direction(const Step& step, Rows d) {
    copy(step[own], d);
    for (Other& other : others) {
      const Rows matrix = other.matrix.rows(), lambda = other.lambda.rows();
      other.curvature.look(oracle, step[other.hessian], 0, step.count());
      copy(step[other.hessian], matrix);
      copy(step[other.slope], lambda);
      solve(matrix, lambda);
      const ConstRows mixed = step[other.mixed];
      const std::size_t n = lambda.size();
      for (std::size_t r = 0; r < d.stride(); r += Lane::width)
        for (std::size_t c = 0; c < d.size(); ++c) {
          Lane shaped(0.0);
          for (std::size_t a = 0; a < n; ++a)
            shaped = multiply_add(mixed.load(c * n + a, r), lambda.load(a, r), shaped);
          d.store(c, r, d.load(c, r) - shaped);
        }
    }
  }

  Expanded expand(const Expansion& at) const {
    Expanded d = at.gradient(player, player);
    for (const std::uint32_t j : at.others(player)) {
      Expanded matrix = at.block(j, j, j), lambda = at.gradient(player, j);
      solve(matrix, lambda);
      add_scaled(-1.0, at.product(j, player, j, lambda), d);
    }
    return d;
  }

  struct Other {
    Quantity slope, hessian, mixed;  // D_j f_i, D_jj f_j, D_ij f_j
    RowStore matrix, lambda;
    CurvatureWatch curvature;
  };

  Oracle& oracle;
  Quantity own;
  std::uint32_t player;
  std::vector<Other> others;
};

}  // namespace

FIRSTMOVE_LEARNER(NewtonLola)
