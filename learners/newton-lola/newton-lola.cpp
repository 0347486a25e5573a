// LOLA against Newton steps: player i expects each other player j to step by (D_jj f_j)^-1 D_j f_j
// and shapes that step. Of two players both lead, each over the other: the paper derives the
// Stackelberg leader's direction this way.
#include <firstmove/learner.hpp>
#include <firstmove/solve.hpp>

namespace {

using namespace firstmove;

struct NewtonLola {
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
    return {
        "D_i f_i - sum_j D_ij f_j (D_jj f_j)^-1 D_j f_i", "gradients, dense Hessian blocks",
        "1 solve of d_j unknowns + 1 product for each other player", "any",
        "over a best-responding or faster player that plays its gradient what stackelberg does; "
        "played by all, points where each would be at rest as a leader"};
  }

  NewtonLola(const Values&, const Role& role, Oracle& o)
      : oracle(o), own(o.subscribe(gradient(role.player, role.player))), player(role.player) {
    for (std::uint32_t j = 0; j < role.players; ++j) {
      if (j == player) continue;
      const std::size_t n = role.dims[j];
      others.push_back({j, o.subscribe(gradient(player, j)), o.subscribe(hessian_block(j, j, j)),
                        o.subscribe(hessian_block(j, player, j)), RowStore(n * n, role.stride),
                        RowStore(n, role.stride)});
    }
    flags = RowStore(1, role.stride);
  }

  void direction(const Step& step, Rows d) {
    copy(step[own], d);
    for (Other& other : others) {
      const Rows matrix = other.matrix.rows(), lambda = other.lambda.rows();
      if (oracle.warns()) warn(step, other);
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

  struct Other {
    std::uint32_t player;
    Quantity slope, hessian, mixed;  // D_j f_i, D_jj f_j, D_ij f_j
    RowStore matrix, lambda;
  };

  void warn(const Step& step, Other& other) {
    copy(step[other.hessian], other.matrix.rows());
    flag_indefinite(other.matrix.rows(), other.lambda.rows().size(), flags.rows());
    const std::string j = std::to_string(other.player + 1);
    for (std::size_t r = 0; r < step.count(); ++r)
      if (flags.rows()[0][r] != 0)
        oracle.warn(r, "D_" + j + j + " f_" + j +
                           " is not positive definite: the Newton step that player " +
                           std::to_string(player + 1) + " expects leads to no minimum");
  }

  Oracle& oracle;
  Quantity own;
  std::uint32_t player;
  std::vector<Other> others;
  RowStore flags;
};

}  // namespace

FIRSTMOVE_LEARNER(NewtonLola)
