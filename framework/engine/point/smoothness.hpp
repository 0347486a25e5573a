// Whether the costs are smooth around a joint action. At a kink the derivatives that are evaluated
// are those of one side, and no verdict may rest on them.
#pragma once

#include <Eigen/Dense>

#include <vector>

#include "point/point.hpp"
#include "point/verdict.hpp"

namespace firstmove::engine {

struct Smoothness {
  bool smooth = true;
  // If not: whether a player's own gradient jumps, so that first derivatives decide nothing either,
  // and whether some entry of the own gradients is not 0 on any side.
  bool gradient_jumps = false, gradient_away_from_0 = false;
};
// Around the point means within rounding and, along each coordinate, within `reach`. A game with a
// cost template tells by intervals whether a branch changes there (fm_enclosure); of others the
// derivatives on both sides are compared at two distances. Moves `at` and back.
Smoothness smoothness(Point& at, const Eigen::VectorXd& reach);

// Leaves those of the verdicts on a field open that would need smooth costs. The first one says
// whether the field is 0; if it is, a zero within twice a step of Newton's method is meant, and
// kinks up to there count. The others are about its Jacobian, or also say that it is 0.
void leave_open_at_kinks(Point& at, const Eigen::VectorXd& field, const Eigen::MatrixXd& jacobian,
                         std::vector<Verdict>& verdicts);

}  // namespace firstmove::engine
