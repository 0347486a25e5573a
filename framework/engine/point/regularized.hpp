// Probes one joint action for a leader that regularizes its follower's reaction.
#pragma once

#include <Eigen/Dense>

#include <vector>

#include "point/classify.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// As in Probe, for the regularized field (stackelberg_field.hpp).
struct RegularizedProbe {
  double eta;
  Eigen::VectorXd omega;
  Eigen::MatrixXd J;
  Eigen::MatrixXd schur;  // the leader's block over D_22 f_2 + eta I
  std::vector<Verdict> verdicts;
};

// Throws InputError unless eta is finite and at least 0, there are two players, and the game gives
// third derivatives. Source: Fiez, Chasnov, Ratliff 2019, Appendix C.
RegularizedProbe probe_regularized(const ExperimentSpec& spec, const std::vector<double>& x,
                                   double eta);

}  // namespace firstmove::engine
