// Jacobians of fields that can only be evaluated.
#pragma once

#include <Eigen/Dense>

#include <functional>
#include <vector>

#include "game/game.hpp"

namespace firstmove::engine {

// A field at many joint actions at once, a column each.
using ManyValues = std::function<Eigen::MatrixXd(const std::vector<std::vector<double>>&)>;

// Each entry with an estimate of its own error; NaN where the field has no numbers.
struct FiniteDifferences {
  Eigen::MatrixXd jacobian, error;
};

// Central differences over halved steps, extrapolated to a step of 0 as a function of its square;
// each entry is taken from where its neighbours in the tableau agree best. About twelve digits of
// fields that are analytic around x, and an error that tells where the field has a kink. Within
// boxes the points stay inside, unless x is on the edge. Ridders 1982, "Accurate computation of
// F'(x) and F'(x) F''(x)", Advances in Engineering Software 4.
FiniteDifferences finite_differences(const Shape& shape, const std::vector<double>& x,
                                     const ManyValues& field);

}  // namespace firstmove::engine
