// A Jacobian in units that do not matter.
#pragma once

#include <Eigen/Dense>

#include <vector>

#include "point/dense_solvers.hpp"

namespace firstmove::engine {

// With columns in the given units, powers of two, and the largest entry of each row about 1,
// factored. Both are scaled by powers of two, so that the unit of a coordinate or of a player's
// cost changes no decision and, if it is a power of two, no bit of a result.
class ScaledJacobian {
 public:
  ScaledJacobian(const Eigen::MatrixXd& J, const std::vector<double>& units);
  bool is_invertible() const { return lu_.is_invertible(); }  // to rounding
  // With a margin for the rounding errors of its entries, which may be larger than their last
  // digits.
  bool is_clearly_invertible() const;
  const Eigen::VectorXd& row_sizes() const { return rows_; }  // powers of two
  // J^-1 value, in units.
  Eigen::VectorXd solve(const Eigen::VectorXd& value) const;
  // The largest row sum of the inverse's absolute entries.
  double inverse_norm() const;

 private:
  Eigen::VectorXd rows_;
  Eigen::MatrixXd scaled_;
  DenseLu lu_;
};

}  // namespace firstmove::engine
