// Competitive gradient descent: both players move to the Nash equilibrium of the game's bilinear
// approximation, with quadratic costs of moving. The direction of player i, with j the other one:
//   (I - gamma_i gamma_j D_ij f_i D_ji f_j)^-1 (D_i f_i - gamma_j D_ij f_i D_j f_j).
#include <firstmove/learner.hpp>
#include <firstmove/solve.hpp>

namespace {

using namespace firstmove;

struct CompetitiveGradient {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"competitive-gradient",
            "1.0.0",
            "the Nash equilibrium of the local bilinear game with quadratic costs of moving",
            "the firstmove authors",
            "MIT",
            "Schaefer, Anandkumar 2019, Competitive Gradient Descent",
            {}};
  }

  static Rule rule() {
    return {"(I - gamma_i gamma_j D_ij f_i D_ji f_j)^-1 (D_i f_i - gamma_j D_ij f_i D_j f_j)",
            "gradients, dense Hessian blocks", "1 solve of d_i unknowns + d_i + 1 products", "2",
            "stable critical points; in zero-sum games strong coupling does not force small steps "
            "(Schaefer, Anandkumar 2019)"};
  }

  CompetitiveGradient(const Values&, const Role& role, Oracle& oracle) : i(role.player) {
    if (role.players != 2)
      throw Refusal("the rule is defined for two players, and the game has " +
                    std::to_string(role.players));
    j = 1 - i;
    n = role.dims[i];
    m = role.dims[j];
    own = oracle.subscribe(gradient(i, i));
    other = oracle.subscribe(gradient(j, j));
    here = oracle.subscribe(hessian_block(i, i, j));
    there = oracle.subscribe(hessian_block(j, j, i));
    matrix = RowStore(n * n, role.stride);
  }

  void direction(const Step& step, Rows d) {
    const ConstRows B = step[here], C = step[there], g = step[own], h = step[other];
    const Lane theirs(step.step_size(j)), both(step.step_size(i) * step.step_size(j));
    for (std::size_t r = 0; r < d.stride(); r += Lane::width)
      for (std::size_t a = 0; a < n; ++a) {
        Lane expected(0.0);
        for (std::size_t e = 0; e < m; ++e)
          expected = multiply_add(B.load(a * m + e, r), h.load(e, r), expected);
        d.store(a, r, g.load(a, r) - theirs * expected);
        for (std::size_t b = 0; b < n; ++b) {
          Lane loop(0.0);
          for (std::size_t e = 0; e < m; ++e)
            loop = multiply_add(B.load(a * m + e, r), C.load(e * n + b, r), loop);
          matrix.rows().store(a * n + b, r, Lane(a == b ? 1.0 : 0.0) - both * loop);
        }
      }
    solve(matrix.rows(), d);
  }

  Expanded expand(const Expansion& at) const {
    const Expanded B = at.block(i, i, j), C = at.block(j, j, i);
    Expanded d = at.gradient(i, i), A(n * n);
    add_scaled(-at.step_size(j), at.product(i, i, j, at.gradient(j, j)), d);
    const double both = at.step_size(i) * at.step_size(j);
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b < n; ++b) {
        Series& entry = A[a * n + b] = Series(a == b ? 1.0 : 0.0);
        for (std::size_t e = 0; e < m; ++e) entry = entry - both * (B[a * m + e] * C[e * n + b]);
      }
    solve(A, d);
    return d;
  }

  std::uint32_t i, j = 0;
  std::size_t n = 0, m = 0;          // coordinates of the player and of the other
  Quantity own, other, here, there;  // D_i f_i, D_j f_j, D_ij f_i, D_ji f_j
  RowStore matrix;
};

}  // namespace

FIRSTMOVE_LEARNER(CompetitiveGradient)
