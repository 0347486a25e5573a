#include "point/scaled_jacobian.hpp"

#include "game/lengths.hpp"

namespace firstmove::engine {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

VectorXd largest_of_rows(const MatrixXd& scaled) {
  VectorXd sizes(scaled.rows());
  for (Index r = 0; r < scaled.rows(); ++r)
    sizes[r] = power_of_two(scaled.row(r).cwiseAbs().maxCoeff<Eigen::PropagateNaN>());
  return sizes;
}

MatrixXd in_units(MatrixXd J, const std::vector<double>& units) {
  for (Index c = 0; c < J.cols(); ++c) J.col(c) *= units[static_cast<std::size_t>(c)];
  return J;
}

MatrixXd with_even_rows(MatrixXd J, const VectorXd& sizes) {
  for (Index r = 0; r < J.rows(); ++r) J.row(r) /= sizes[r];
  return J;
}

}  // namespace

ScaledJacobian::ScaledJacobian(const MatrixXd& J, const std::vector<double>& units)
    : rows_(largest_of_rows(in_units(J, units))),
      scaled_(with_even_rows(in_units(J, units), rows_)),
      lu_(scaled_) {}

VectorXd ScaledJacobian::solve(const VectorXd& value) const {
  return lu_.solve(VectorXd(value.cwiseQuotient(rows_)));
}

double ScaledJacobian::inverse_norm() const {
  const MatrixXd inverse = lu_.solve(MatrixXd(MatrixXd::Identity(scaled_.rows(), scaled_.rows())));
  return inverse.cwiseAbs().rowwise().sum().maxCoeff<Eigen::PropagateNaN>();
}

bool ScaledJacobian::is_clearly_invertible() const {
  return lu_.is_invertible() && inverse_norm() < 1e11;
}

}  // namespace firstmove::engine
