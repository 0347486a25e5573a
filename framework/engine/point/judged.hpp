// A field at a joint action with all that its verdicts are judged by.
#pragma once

#include <functional>

#include "point/stackelberg_field.hpp"

namespace firstmove::engine {

struct Judged {
  Eigen::VectorXd omega;
  // The size up to which an entry of omega counts as 0: the change of the terms that make it when
  // every coordinate moves by 1e-6 of its length, and their rounding errors. Infinite where a term
  // is divided by a matrix that is singular to within such a move.
  Eigen::VectorXd tolerance;
  // At the critical point, if this is one: their radii allow for the distance to it.
  BallMatrix J;
  std::vector<BallMatrix> totals;
  double share;  // of the lengths: that distance
};

// A field from the quantities of a neighbourhood, for a joint action that is known up to a share of
// its lengths.
using FieldNear = std::function<FieldBalls(Neighbourhood& near, double share, Wanted wanted)>;
// `near` for the numbers as they are stated, `given` as they are.
Judged judge(Neighbourhood& near, Neighbourhood& given, const FieldNear& field);

}  // namespace firstmove::engine
