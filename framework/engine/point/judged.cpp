#include "point/judged.hpp"

#include <algorithm>
#include <cmath>

namespace firstmove::engine {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// The move that makes no difference to a verdict that a point is critical.
constexpr double critical_share = 1e-6;

// How far Newton's step from x reaches, as a share of the lengths, with the errors of the field.
double distance_to_zero(const FieldBalls& field, const VectorXd& tolerance,
                        const VectorXd& lengths) {
  const Index n = lengths.size();
  // Rows in units of the tolerance, columns in those of the lengths.
  MatrixXd J = MatrixXd::Zero(n, n);
  VectorXd value = VectorXd::Zero(n), error = VectorXd::Zero(n);
  for (Index r = 0; r < n; ++r) {
    const double unit = tolerance[r] / critical_share;
    if (!(unit > 0)) continue;
    J.row(r) = field.J.middle.row(r).cwiseProduct(lengths.transpose()) / unit;
    value[r] = field.omega.middle(r, 0) / unit;
    error[r] = field.omega.radius(r, 0) / unit;
  }
  if (!J.allFinite() || !value.allFinite() || !error.allFinite())
    return std::numeric_limits<double>::infinity();
  if (const BallLu lu({J, MatrixXd::Zero(n, n)}); lu.is_invertible()) {
    const BallMatrix step = lu.solve({value, error});
    return (step.middle.cwiseAbs() + step.radius).maxCoeff();
  }
  // Along the null space the zeros form a line or surface: the step to the nearest of them.
  constexpr double damping = 1e-12;
  const MatrixXd normal = J * J.transpose() + damping * MatrixXd::Identity(n, n);
  return (J.transpose() * DenseLu(normal).solve(VectorXd(value.cwiseAbs() + error)))
      .cwiseAbs()
      .maxCoeff();
}

}  // namespace

Judged judge(Neighbourhood& near, Neighbourhood& given, const FieldNear& field) {
  FieldBalls here = field(near, 0, Wanted::all);
  // Of the game as it is computed: errors of its constants do not move the joint action.
  here.omega = field(given, 0, Wanted::omega).omega;
  VectorXd tolerance = field(near, critical_share, Wanted::omega).omega.radius;
  for (Index i = 0; i < tolerance.size(); ++i)
    // Divided by what is not 0 here, but within that move: 0 then is what is 0 here.
    if (!std::isfinite(tolerance[i]) &&
        std::abs(here.omega.middle(i, 0)) <= here.omega.radius(i, 0))
      tolerance[i] = here.omega.radius(i, 0);
  double share = 0;
  const bool critical =
      tolerance.allFinite() && (here.omega.middle.cwiseAbs().array() <= tolerance.array()).all();
  if (critical) {
    // The distance to the zero is at most twice Newton's step where the step is short.
    share = 2 * distance_to_zero(here, tolerance, near.lengths());
    if (share > 0) {
      FieldBalls further = field(near, share, Wanted::all);
      here.J = std::move(further.J);
      here.totals = std::move(further.totals);
    }
  }
  return {here.omega.middle, tolerance, std::move(here.J), std::move(here.totals), share};
}

}  // namespace firstmove::engine
