// Follow-the-ridge: the leader descends its own gradient; the follower adds to its own gradient the
// term that keeps it on its ridge D_2 f_2 = 0 while the leader moves. One rule for both players.
#include <firstmove/learner.hpp>
#include <firstmove/solve.hpp>

namespace {

using namespace firstmove;

struct FollowTheRidge {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"follow-the-ridge",
            "1.0.0",
            "leader D_1 f_1; follower D_2 f_2 with a correction for the leader's step",
            "the firstmove authors",
            "MIT",
            "Wang, Zhang, Ba 2020, On Solving Minimax Optimization Locally: A Follow-the-Ridge "
            "Approach",
            {}};
  }

  static Rule rule() {
    return {"leader D_1 f_1; follower D_2 f_2 - (gamma_1 / gamma_2) (D_22 f_2)^-1 D_21 f_2 D_1 f_1",
            "gradients; for the follower dense Hessian blocks",
            "leader none; follower 1 solve of d_2 unknowns + 1 product", "2",
            "in zero-sum games local minimax points and only these (Wang et al. 2020)"};
  }

  FollowTheRidge(const Values&, const Role& role, Oracle& oracle) {
    if (role.players != 2)
      throw Refusal("the rule is defined for two players, and the game has " +
                    std::to_string(role.players));
    const std::uint32_t f = role.player;
    leader = 1 - f;
    player = f;
    own = oracle.subscribe(gradient(f, f));
    follows = role.place[f] == 1;
    if (!follows) return;
    n = role.dims[f];
    m = role.dims[leader];
    theirs = oracle.subscribe(gradient(leader, leader));
    hessian = oracle.subscribe(hessian_block(f, f, f));
    mixed = oracle.subscribe(hessian_block(f, f, leader));
    matrix = RowStore(n * n, role.stride);
    correction = RowStore(n, role.stride);
  }

  void direction(const Step& step, Rows d) {
    copy(step[own], d);
    if (!follows) return;
    const Rows shift = correction.rows();
    const ConstRows M = step[mixed], g = step[theirs];
    const Lane ratio(step.step_size(leader) / step.step_size(player));
    for (std::size_t r = 0; r < d.stride(); r += Lane::width)
      for (std::size_t a = 0; a < n; ++a) {
        Lane moved(0.0);
        for (std::size_t e = 0; e < m; ++e)
          moved = multiply_add(M.load(a * m + e, r), g.load(e, r), moved);
        shift.store(a, r, ratio * moved);
      }
    copy(step[hessian], matrix.rows());
    solve(matrix.rows(), shift);
    add_scaled(-1.0, shift, d);
  }

  Expanded expand(const Expansion& at) const {
    Expanded d = at.gradient(player, player);
    if (!follows) return d;
    Expanded curvature = at.block(player, player, player);
    Expanded shift = at.product(player, player, leader, at.gradient(leader, leader));
    solve(curvature, shift);
    add_scaled(-at.step_size(leader) / at.step_size(player), shift, d);
    return d;
  }

  std::uint32_t player = 0, leader = 0;
  bool follows = false;
  std::size_t n = 0, m = 0;              // coordinates of the follower and of the leader
  Quantity own, theirs, hessian, mixed;  // D_2 f_2, D_1 f_1, D_22 f_2, D_21 f_2
  RowStore matrix, correction;
};

}  // namespace

FIRSTMOVE_LEARNER(FollowTheRidge)
