#include "point/refined_eigenvalue.hpp"

#include <limits>

#include "point/dense_solvers.hpp"

namespace firstmove::engine {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXcd;
using Eigen::VectorXd;

namespace {

// Acts on (Re v, Im v) as A - z on v.
MatrixXd shifted(const MatrixXd& A, std::complex<double> z) {
  const Index n = A.rows();
  MatrixXd both = MatrixXd::Zero(2 * n, 2 * n);
  both.topLeftCorner(n, n) = both.bottomRightCorner(n, n) = A;
  both.diagonal().array() -= z.real();
  both.topRightCorner(n, n).diagonal().array() += z.imag();
  both.bottomLeftCorner(n, n).diagonal().array() -= z.imag();
  return both;
}

// Of A - z. An exact eigenvalue z is moved a little: that leaves the directions of solutions.
MatrixXd inverse_at(const MatrixXd& A, std::complex<double> z) {
  const MatrixXd inverted = inverse(shifted(A, z));
  if (inverted.allFinite()) return inverted;
  constexpr double little = 1e-8;
  const double least = std::numeric_limits<double>::epsilon() * A.norm();
  return inverse(shifted(A, z + little * (z == 0.0 ? least : std::abs(z))));
}

// The product with v, of length about 1.
VectorXcd iterate(const MatrixXd& matrix, const VectorXcd& v) {
  const Index n = v.size();
  VectorXd parts(2 * n);
  parts << v.real(), v.imag();
  parts = VectorXd(matrix * parts);
  parts /= parts.cwiseAbs().maxCoeff();
  VectorXcd next(n);
  next.real() = parts.head(n);
  next.imag() = parts.tail(n);
  return next;
}

double backward_error(const MatrixXd& A, std::complex<double> z, const VectorXcd& v) {
  const VectorXd rest = (A * v - z * v).cwiseAbs(), terms = A.cwiseAbs() * v.cwiseAbs();
  double largest = 0;
  for (Index r = 0; r < rest.size(); ++r)
    if (rest[r] > 0) largest = std::max(largest, rest[r] / terms[r]);
  // The residual's own rounding.
  return largest + static_cast<double>(A.rows() + 4) * std::numeric_limits<double>::epsilon();
}

}  // namespace

RefinedEigenvalue refined_eigenvalue(const MatrixXd& A, std::complex<double> z) {
  RefinedEigenvalue best{z, std::numeric_limits<double>::infinity()};
  VectorXcd right = VectorXcd::Ones(A.rows()), left = right;
  for (Index i = 0; i < A.rows(); ++i) right[i] += 0.1 * static_cast<double>(i);
  constexpr int rounds = 5;
  for (int round = 0; round < rounds; ++round) {
    const MatrixXd inverted = inverse_at(A, z);
    right = iterate(inverted, right);
    left = iterate(inverted.transpose(), left);
    std::complex<double> quotient = left.dot(A * right) / left.dot(right);
    if (z.imag() == 0) quotient = quotient.real();
    if (!right.allFinite() || !left.allFinite() || !std::isfinite(std::abs(quotient))) break;
    const double error = backward_error(A, quotient, right);
    if (error < best.backward) best = {quotient, error};
    z = quotient;
  }
  return best;
}

}  // namespace firstmove::engine
