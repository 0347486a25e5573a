// Matrices whose entries are known up to errors.
#pragma once

#include <Eigen/Core>

#include <vector>

#include "point/ball.hpp"
#include "point/dense_solvers.hpp"

namespace firstmove::engine {

// Entries middle +- radius. The operations bound the errors of their own sums by the sizes of the
// terms: for a product of n terms an entry n eps |A||B|. Higham, "Accuracy and Stability of
// Numerical Algorithms", 2nd edition, section 3.5.
struct BallMatrix {
  Eigen::MatrixXd middle, radius;

  BallMatrix() = default;
  BallMatrix(Eigen::MatrixXd m, Eigen::MatrixXd r) : middle(std::move(m)), radius(std::move(r)) {}
  BallMatrix(Eigen::Index rows, Eigen::Index columns);  // zeros
  // An entry is right to one rounding.
  static BallMatrix rounded(const Eigen::MatrixXd& m);

  Eigen::Index rows() const { return middle.rows(); }
  Eigen::Index cols() const { return middle.cols(); }
  BallMatrix block(Eigen::Index row, Eigen::Index column, Eigen::Index rows,
                   Eigen::Index columns) const;
  BallMatrix part(const std::vector<Eigen::Index>& rows,
                  const std::vector<Eigen::Index>& columns) const;
  void set_block(Eigen::Index row, Eigen::Index column, const BallMatrix& block);
  Ball operator()(Eigen::Index row, Eigen::Index column) const {
    return {middle(row, column), radius(row, column)};
  }
  void set(Eigen::Index row, Eigen::Index column, Ball value);
  // Whether each radius is finite: nothing was divided by what may be 0.
  bool bounded() const;
};

BallMatrix operator+(const BallMatrix& a, const BallMatrix& b);
BallMatrix operator-(const BallMatrix& a, const BallMatrix& b);
BallMatrix operator*(const BallMatrix& a, const BallMatrix& b);
BallMatrix transposed(const BallMatrix& a);
// (A + A') / 2
BallMatrix symmetric_part(const BallMatrix& a);

// Solves systems with a square matrix A. The radius of a solution follows from the residual that it
// leaves and from the inverse: |X - X*| <= (I - S)^-1 |Y| (|B - A X| + errors of A and B), where Y
// is the computed inverse and S bounds |I - Y A|. It is infinite if A may be
// singular, and the solution not a number if a pivot is 0. Rump, Acta
// Numerica 19, 2010, section 10.
class BallLu {
 public:
  // With `radii` false radii are not computed, and are 0.
  explicit BallLu(const BallMatrix& A, bool radii = true);
  // Whether no matrix within the radii is singular.
  bool is_invertible() const { return invertible_; }
  BallMatrix solve(const BallMatrix& B) const;

 private:
  BallMatrix A_;
  DenseLu lu_;
  bool radii_, invertible_ = false;
  Eigen::MatrixXd inverse_, amplified_;  // |Y|, (I - S)^-1 |Y|
};

// An upper bound of the spectral radius of a matrix without negative entries: Collatz, Wielandt.
double spectral_radius_bound(const Eigen::MatrixXd& m);

}  // namespace firstmove::engine
