// The Stackelberg leader with a regularized follower's Hessian: a larger eta means that the leader
// relies less on the local curvature of the follower's cost.
#include <firstmove/leader.hpp>

namespace {

using namespace firstmove;

struct RegularizedStackelberg {
  static constexpr bool contiguous = true;

  static Info info() {
    std::vector<Parameter> parameters = SolverOptions::parameters();
    parameters.insert(parameters.begin(),
                      real("eta").at_least(0).otherwise("1.0").doc(
                          "added to the diagonal of the follower's Hessian; the paper uses 1 for "
                          "mixtures, 5000 for MNIST"));
    return {"regularized-stackelberg",
            "1.0.0",
            "leader: D_1 f_1 - D_12 f_2 (D_22 f_2 + eta I)^-1 D_2 f_1",
            "the firstmove authors",
            "MIT",
            "Fiez, Chasnov, Ratliff 2019, Appendix C",
            std::move(parameters)};
  }

  static Rule rule() {
    return {"D_1 f_1 - D_12 f_2 (D_22 f_2 + eta I)^-1 D_2 f_1",
            "gradients and dense Hessian blocks, or Hessian products with cg and gmres",
            "1 solve of d_2 unknowns + 1 product; with cg and gmres 1 product per iteration + 1",
            "a leader and the one follower after it",
            "as stackelberg for eta = 0, as gradient-play for large eta (Appendix C)",
            true};
  }

  RegularizedStackelberg(const Values& values, const Role& role, Oracle& oracle)
      : total_derivative(role, oracle, values.real("eta"), SolverOptions::from(values)) {}

  void direction(const Step& step, Rows d) { total_derivative(step, d); }

  std::uint32_t expansion_order() const { return total_derivative.expansion_order(); }
  Expanded expand(const Expansion& at) const { return total_derivative.expand(at); }

  LeaderDirection total_derivative;
};

}  // namespace

FIRSTMOVE_LEARNER(RegularizedStackelberg)
