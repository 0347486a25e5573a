// Jacobians of fields of which only values are available.
#pragma once

#include <Eigen/Dense>

#include <functional>
#include <vector>

#include "game/game.hpp"

namespace firstmove::engine {

// A field at many joint actions at once, one column each.
using ManyValues = std::function<Eigen::MatrixXd(const std::vector<std::vector<double>>&)>;

// The Jacobian and an estimate of the error of each entry; NaN where the field is not finite.
struct FiniteDifferences {
  Eigen::MatrixXd jacobian, error;
};

// Central differences over halved steps, extrapolated to a step of 0 as a function of its square;
// each entry is taken where its neighbours in the tableau agree best. Gives about twelve digits for
// fields that are analytic around x; at a kink the error is large. In box domains the points stay
// inside, unless x is on the edge. Ridders 1982, "Accurate computation of F'(x) and F'(x) F''(x)",
// Advances in Engineering Software 4.
FiniteDifferences finite_differences(const Shape& shape, const std::vector<double>& x,
                                     const ManyValues& field);

}  // namespace firstmove::engine
