// Classifies a joint action (critical, stable, equilibrium) and names the numbers that decide.
#pragma once

#include <Eigen/Dense>

#include <optional>
#include <string>
#include <vector>

#include "point/judged.hpp"
#include "point/verdict.hpp"

namespace firstmove::engine {

// For simultaneous play, and for the Stackelberg field if the game gives it. The totals of
// simultaneous play are the own Hessians.
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
// "Is 0" holds up to the errors of the number and, for fields, up to a tolerance (judged.hpp); "is
// positive" is open where the number is 0 to within its error (verdict.hpp). A verdict with several
// clauses is decided by the first that fails. Source: Fiez, Chasnov, Ratliff 2019, section 2.
std::vector<Verdict> classify(const Judged& play, const std::optional<Judged>& stackelberg);

// The verdicts on a field with a leader: critical_KIND, stable_KIND, the differential Stackelberg
// equilibrium, marginal_KIND. `field` and `jacobians` are the names of the field and of its
// Jacobian in the descriptions of the numbers.
std::vector<Verdict> classify_led(const std::string& kind, const std::string& field,
                                  const std::string& jacobians, const Judged& led);

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
// these two matrices.
std::vector<Verdict> classify_regularized(const Judged& field,
                                          const std::vector<BallMatrix>& definite);

}  // namespace firstmove::engine
