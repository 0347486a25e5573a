// The directions of all players under a learner, as a field over joint actions.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "point/verdict.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// At one joint action, as if play began there: rules without memory of earlier steps, no noise, the
// step sizes of step k. For a rule that responds, the direction is x_i minus its action. Throws
// InputError if a rule gives the point up.
std::vector<double> direction(const ExperimentSpec& spec, const LearnerSpec& learner,
                              const std::vector<double>& x, std::uint64_t k = 1);

// The same with its Jacobian.
struct LearnerField {
  std::vector<double> x;
  Eigen::VectorXd direction;
  Eigen::MatrixXd jacobian;
  // Empty if the Jacobian is exact: every rule expands its direction into derivatives of the costs
  // (fm_expansion), and the game gives them. The rows of other rules come from central differences
  // of their directions, extrapolated to steps of 0, and this is an estimate of their largest
  // error. Ridders 1982, "Accurate computation of F'(x) and F'(x) F''(x)".
  std::optional<double> error;
  //   critical_learner   every direction is 0
  //   stable_learner     the spectrum of the Jacobian lies in the open right half-plane: the flow
  //                      of the directions is attracted there if it is critical
  //   marginal_learner   an eigenvalue on the imaginary axis and none to its left
  std::vector<Verdict> verdicts;
  std::string given_up;  // why a rule gave the point up: then x alone is valid; "" if none did
};
// Throws InputError if the learner cannot play the game at all.
LearnerField learner_field(const ExperimentSpec& spec, const LearnerSpec& learner,
                           const std::vector<double>& x, std::uint64_t k = 1);
// The same; at a kink of a cost the verdicts are left open (smoothness.hpp).
LearnerField classified_field(const ExperimentSpec& spec, const LearnerSpec& learner,
                              const std::vector<double>& x);

}  // namespace firstmove::engine
