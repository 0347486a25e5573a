// The Stackelberg leader: it descends its total derivative through the follower's response,
// assuming that the follower is at its best response.
#include <firstmove/leader.hpp>

namespace {

using namespace firstmove;

struct Stackelberg {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"stackelberg",
            "1.0.0",
            "leader: D_1 f_1 - D_12 f_2 (D_22 f_2)^-1 D_2 f_1, through its follower's response",
            "the firstmove authors",
            "MIT",
            "Fiez, Chasnov, Ratliff 2019, equations (2), (7), (8)",
            SolverOptions::parameters()};
  }

  static Rule rule() {
    return {"D_1 f_1 - D_12 f_2 (D_22 f_2)^-1 D_2 f_1",
            "gradients and dense Hessian blocks, or Hessian products with cg and gmres",
            "1 solve of d_2 unknowns + 1 product; with cg and gmres 1 product per iteration + 1",
            "a leader and the one follower after it",
            "differential Stackelberg equilibria, in zero-sum games only these (Propositions 1, 8)",
            true};
  }

  Stackelberg(const Values& values, const Role& role, Oracle& oracle)
      : total_derivative(role, oracle, 0.0, SolverOptions::from(values)) {}

  void direction(const Step& step, Rows d) { total_derivative(step, d); }

  std::uint32_t expansion_order() const { return total_derivative.expansion_order(); }
  Expanded expand(const Expansion& at) const { return total_derivative.expand(at); }

  LeaderDirection total_derivative;
};

}  // namespace

FIRSTMOVE_LEARNER(Stackelberg)
