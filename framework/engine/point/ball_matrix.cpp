#include "point/ball_matrix.hpp"

#include <algorithm>

namespace firstmove::engine {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// The relative error of a sum of n products, and of an addition to it.
double of_sum(Index n) { return static_cast<double>(n + 1) * 2 * Ball::unit; }

MatrixXd unbounded(Index rows, Index columns) {
  return MatrixXd::Constant(rows, columns, std::numeric_limits<double>::infinity());
}

}  // namespace

BallMatrix::BallMatrix(Index rows, Index columns)
    : middle(MatrixXd::Zero(rows, columns)), radius(MatrixXd::Zero(rows, columns)) {}

BallMatrix BallMatrix::rounded(const MatrixXd& m) { return {m, 2 * Ball::unit * m.cwiseAbs()}; }

BallMatrix BallMatrix::block(Index row, Index column, Index rows, Index columns) const {
  return {middle.block(row, column, rows, columns), radius.block(row, column, rows, columns)};
}
BallMatrix BallMatrix::part(const std::vector<Index>& rows,
                            const std::vector<Index>& columns) const {
  return {middle(rows, columns), radius(rows, columns)};
}
void BallMatrix::set_block(Index row, Index column, const BallMatrix& block) {
  middle.block(row, column, block.rows(), block.cols()) = block.middle;
  radius.block(row, column, block.rows(), block.cols()) = block.radius;
}
void BallMatrix::set(Index row, Index column, Ball value) {
  middle(row, column) = value.middle;
  radius(row, column) = value.radius;
}
bool BallMatrix::bounded() const { return middle.allFinite() && radius.allFinite(); }

BallMatrix operator+(const BallMatrix& a, const BallMatrix& b) {
  const MatrixXd sum = a.middle + b.middle;
  return {sum, a.radius + b.radius + Ball::unit * sum.cwiseAbs()};
}
BallMatrix operator-(const BallMatrix& a, const BallMatrix& b) {
  const MatrixXd rest = a.middle - b.middle;
  return {rest, a.radius + b.radius + Ball::unit * rest.cwiseAbs()};
}
BallMatrix operator*(const BallMatrix& a, const BallMatrix& b) {
  const MatrixXd grown = a.radius + of_sum(a.cols()) * a.middle.cwiseAbs();
  return {a.middle * b.middle,
          (a.middle.cwiseAbs() + a.radius) * b.radius + grown * b.middle.cwiseAbs()};
}
BallMatrix transposed(const BallMatrix& a) { return {a.middle.transpose(), a.radius.transpose()}; }
BallMatrix symmetric_part(const BallMatrix& a) {
  return {0.5 * (a.middle + a.middle.transpose()), 0.5 * (a.radius + a.radius.transpose())};
}

BallLu::BallLu(const BallMatrix& A, bool radii) : A_(A), lu_(A.middle), radii_(radii) {
  if (!radii_ || !A.bounded()) return;
  const Index n = A.rows();
  const MatrixXd Y = inverse(A.middle);
  if (!Y.allFinite()) return;
  inverse_ = Y.cwiseAbs();
  const MatrixXd I = MatrixXd::Identity(n, n);
  const MatrixXd S = (I - Y * A.middle).cwiseAbs() +
                     inverse_ * (A.radius + of_sum(n) * A.middle.cwiseAbs()) + of_sum(1) * I;
  // Any M >= |Y| + S M bounds (I - S)^-1 |Y|, and shows that the spectral radius of S is below 1,
  // since no row of Y is 0. The sums of non-negative terms are right in each entry, up to rounding:
  // where an entry of Y is 0, the two sides are equal.
  constexpr double slack = 1 + 1e-12;
  MatrixXd M = DenseLu(I - S).solve(inverse_).cwiseMax(inverse_);
  constexpr int rounds = 10;
  for (int round = 0; round < rounds && !invertible_; ++round) {
    M = inverse_ + S * M;
    amplified_ = 1.001 * M;
    invertible_ = ((inverse_ + S * amplified_).array() <= slack * amplified_.array()).all();
  }
}

BallMatrix BallLu::solve(const BallMatrix& B) const {
  MatrixXd X = lu_.solve(B.middle);
  if (lu_.has_zero_pivot()) X.setConstant(std::numeric_limits<double>::quiet_NaN());
  if (!radii_) return {X, MatrixXd::Zero(X.rows(), X.cols())};
  if (!invertible_ || !B.bounded()) return {X, unbounded(X.rows(), X.cols())};
  const MatrixXd sizes = X.cwiseAbs();
  const MatrixXd missed = (B.middle - A_.middle * X).cwiseAbs() + B.radius +
                          (A_.radius + of_sum(A_.rows()) * A_.middle.cwiseAbs()) * sizes;
  return {X, amplified_ * missed};
}

// For any vector v > 0 the radius is at most the largest (M v)_i / v_i.
double spectral_radius_bound(const MatrixXd& m) {
  if (!m.allFinite()) return std::numeric_limits<double>::infinity();
  if (m.rows() == 1) return m(0, 0);
  constexpr int rounds = 30;
  VectorXd v = VectorXd::Ones(m.rows());
  double bound = std::numeric_limits<double>::infinity();
  for (int round = 0; round < rounds; ++round) {
    const VectorXd image = m * v;
    const double largest = image.cwiseQuotient(v).maxCoeff();
    bound = std::min(bound, largest);
    if (!(largest > 0)) return 0;
    v = image / largest + 1e-3 * v;  // stays positive, whatever the units of its entries
  }
  return bound;
}

}  // namespace firstmove::engine
