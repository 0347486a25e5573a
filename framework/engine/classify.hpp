// What a joint action is: critical, stable, an equilibrium, and by which numbers.
#pragma once

#include <Eigen/Dense>

#include <optional>
#include <string>
#include <vector>

#include "stackelberg_field.hpp"

namespace firstmove {

// One verdict and the number that decides it.
struct Verdict {
  std::string name;
  bool holds;
  std::string number;  // what `value` is
  double value;
  std::string relation;  // that `value` must have to `bound` for the verdict to hold: "<=" or ">"
  double bound;
};

// At a joint action of gradients omega, Jacobian J and own Hessians; `stackelberg` where it is
// known.
//
//   critical           |omega| or |omega_S| (largest entry) is 0
//   stable             the spectrum of J or J_S lies in the open right half-plane: play attracts
//   differential Nash  critical, every own Hessian positive definite (Definition 3)
//   differential Stackelberg   critical for the Stackelberg field, the total second derivative of
//                      every player positive definite: with two players D_22 f_2 and the Schur
//                      complement of J_S (Definition 4)
//   non-Nash attractor critical and stable, but no differential Nash equilibrium
//   marginal           an eigenvalue of J on the imaginary axis: the linearization does not tell
//
// "Is 0" and "is positive" are to rounding in proportion to the numbers at hand: a gradient counts
// as 0 up to 1e-6 of what a change of x by its own size would make of it, an eigenvalue up to 1e-9
// of its matrix' norm. Source: Fiez, Chasnov, Ratliff 2019, section 2.
std::vector<Verdict> classify(const std::vector<double>& x, const Eigen::VectorXd& omega,
                              const Eigen::MatrixXd& J,
                              const std::vector<Eigen::MatrixXd>& own_hessians,
                              const std::optional<StackelbergField>& stackelberg);

}  // namespace firstmove
