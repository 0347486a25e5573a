// Classifies a joint action (critical, stable, equilibrium) and names the numbers that decide.
#pragma once

#include <Eigen/Dense>

#include <optional>
#include <string>
#include <vector>

#include "point/stackelberg_field.hpp"
#include "point/verdict.hpp"

namespace firstmove::engine {

// For a joint action with gradients omega, Jacobian J and the own Hessians; `stackelberg` is empty
// if the game does not give it.
//
//   critical           |omega| or |omega_S| (largest entry) is 0
//   stable             the spectrum of J or J_S lies in the open right half-plane: the point
//                      attracts play
//   differential Nash  critical, every own Hessian positive definite (Definition 3)
//   differential Stackelberg   critical for the Stackelberg field, the total second derivative of
//                      every player positive definite: with two players D_22 f_2 and the Schur
//                      complement of J_S (Definition 4)
//   non-Nash attractor critical and stable, but not a differential Nash equilibrium
//   marginal           an eigenvalue of J or J_S on the imaginary axis and none to its left: the
//                      linearization does not decide
//
// "Is 0" and "is positive" hold up to rounding (verdict.hpp). A verdict with several clauses is
// decided by the first that fails. Source: Fiez, Chasnov, Ratliff 2019, section 2.
std::vector<Verdict> classify(const std::vector<double>& x, const Eigen::VectorXd& omega,
                              const Eigen::MatrixXd& J,
                              const std::vector<Eigen::MatrixXd>& own_hessians,
                              const std::optional<StackelbergField>& stackelberg);

// The verdicts on a field with a leader: critical_KIND, stable_KIND, the differential Stackelberg
// equilibrium, marginal_KIND. `field` and `jacobians` are the names of the field and of its
// Jacobian in the descriptions of the numbers.
std::vector<Verdict> classify_led(const std::string& kind, const std::string& field,
                                  const std::string& jacobians, const std::vector<double>& x,
                                  const StackelbergField& led);

// For the regularized field of two players, with its own omega and Jacobian J_eta:
//
//   critical_regularized   omega = 0
//   stable_regularized     the spectrum of J_eta lies in the open right half-plane
//   regularized_stackelberg_sufficient   critical; D_1 of the leader's part and D_22 f_2 positive
//                          definite (Proposition 10)
//   regularized_stackelberg_necessary    the same, positive semi-definite (Proposition 11)
//   marginal_regularized   as above, of J_eta
//
// D_1 of the leader's part need not be symmetric; its symmetric part is tested. `definite` holds
// these two matrices, players in order.
std::vector<Verdict> classify_regularized(const std::vector<double>& x,
                                          const StackelbergField& field,
                                          const std::vector<Eigen::MatrixXd>& definite);

}  // namespace firstmove::engine
