// What a joint action is: critical, stable, an equilibrium, and by which numbers.
#pragma once

#include <Eigen/Dense>

#include <optional>
#include <string>
#include <vector>

#include "point/stackelberg_field.hpp"
#include "point/verdict.hpp"

namespace firstmove::engine {

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
//   marginal           an eigenvalue of J or J_S on the imaginary axis and none to its left: the
//                      linearization does not tell
//
// "Is 0" and "is positive" are to rounding, verdict.hpp. A verdict that several clauses make is
// decided by the first that fails. Source: Fiez, Chasnov, Ratliff 2019, section 2.
std::vector<Verdict> classify(const std::vector<double>& x, const Eigen::VectorXd& omega,
                              const Eigen::MatrixXd& J,
                              const std::vector<Eigen::MatrixXd>& own_hessians,
                              const std::optional<StackelbergField>& stackelberg);

// The part of a field in which somebody leads: critical_KIND, stable_KIND, the differential
// Stackelberg equilibrium, marginal_KIND. `field` and `jacobians` are what its numbers are called.
std::vector<Verdict> classify_led(const std::string& kind, const std::string& field,
                                  const std::string& jacobians, const std::vector<double>& x,
                                  const StackelbergField& led);

// Of the regularized field of two players, with omega and J_eta its own:
//
//   critical_regularized   omega = 0
//   stable_regularized     the spectrum of J_eta lies in the open right half-plane
//   regularized_stackelberg_sufficient   critical; D_1 of the leader's part and D_22 f_2 positive
//                          definite (Proposition 10)
//   regularized_stackelberg_necessary    the same, positive semi-definite (Proposition 11)
//   marginal_regularized   as above, of J_eta
//
// Of D_1 of the leader's part, which need not be symmetric, the symmetric part counts.
// `definite` are these two, players in order.
std::vector<Verdict> classify_regularized(const std::vector<double>& x,
                                          const StackelbergField& field,
                                          const std::vector<Eigen::MatrixXd>& definite);

}  // namespace firstmove::engine
