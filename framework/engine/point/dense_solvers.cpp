#include "point/dense_solvers.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <algorithm>
#include <complex>

namespace firstmove::engine {

using Eigen::MatrixXcd;
using Eigen::MatrixXd;
using Eigen::VectorXcd;
using Eigen::VectorXd;

DenseLu::DenseLu(const MatrixXd& A) : lu_(A) {}
bool DenseLu::is_invertible() const { return lu_.isInvertible(); }
bool DenseLu::has_zero_pivot() const { return (lu_.matrixLU().diagonal().array() == 0).any(); }
VectorXd DenseLu::solve(const VectorXd& b) const { return lu_.solve(b); }
MatrixXd DenseLu::solve(const MatrixXd& B) const { return lu_.solve(B); }

MatrixXd inverse(const MatrixXd& A) { return A.inverse(); }
double determinant(const MatrixXd& A) { return A.determinant(); }

VectorXcd eigenvalues(const MatrixXd& A) { return A.eigenvalues(); }

Eigenpairs eigenpairs(const MatrixXd& A) {
  const Eigen::EigenSolver<MatrixXd> solver(A);
  return {solver.eigenvalues(), solver.eigenvectors(), solver.pseudoEigenvectors()};
}

VectorXd symmetric_eigenvalues(const MatrixXd& A) {
  return Eigen::SelfAdjointEigenSolver<MatrixXd>(A, Eigen::EigenvaluesOnly).eigenvalues();
}

SymmetricEigenpairs symmetric_eigenpairs(const MatrixXd& A) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(A);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

// Of a square matrix with rows or columns of zeros: Eigen's solver for that compiles faster.
VectorXd singular_values(const MatrixXd& A) {
  const Eigen::Index n = std::max(A.rows(), A.cols());
  MatrixXd square = MatrixXd::Zero(n, n);
  square.topLeftCorner(A.rows(), A.cols()) = A;
  const Eigen::JacobiSVD<MatrixXd, Eigen::NoQRPreconditioner> solver(square);
  return solver.singularValues().head(std::min(A.rows(), A.cols()));
}

namespace {

// The least singular value from a bidiagonal form: the singular values of a bidiagonal matrix are
// the non-negative eigenvalues of a tridiagonal one with its entries beside the diagonal (Golub and
// Kahan 1965). Eigen's own decompositions for this take long to compile.
double least_by_tridiagonal(const MatrixXd& A) {
  const Eigen::internal::UpperBidiagonalization<MatrixXd> reduced(A);
  const MatrixXd bidiagonal = reduced.bidiagonal().toDenseMatrix();
  const Eigen::Index n = A.rows();
  VectorXd beside(2 * n - 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    beside[2 * i] = bidiagonal(i, i);
    if (i + 1 < n) beside[2 * i + 1] = bidiagonal(i, i + 1);
  }
  Eigen::SelfAdjointEigenSolver<MatrixXd> solver;
  solver.computeFromTridiagonal(VectorXd::Zero(2 * n), beside, Eigen::EigenvaluesOnly);
  return std::abs(solver.eigenvalues()[n]);  // ascending: n times -sigma, then n times sigma
}

}  // namespace

// Small matrices by Jacobi rotations; larger ones by the real matrix that acts like A - i omega,
// which has each singular value twice.
double least_singular_value(const MatrixXd& A, double omega) {
  constexpr Eigen::Index small = 16;
  if (A.rows() < small) {
    MatrixXcd moved = A.cast<std::complex<double>>();
    moved.diagonal().array() -= std::complex<double>(0, omega);
    using Solver = Eigen::JacobiSVD<MatrixXcd, Eigen::NoQRPreconditioner>;
    return Solver(moved).singularValues().tail<1>()[0];
  }
  if (omega == 0) return least_by_tridiagonal(A);
  const Eigen::Index n = A.rows();
  MatrixXd both = MatrixXd::Zero(2 * n, 2 * n);
  both.topLeftCorner(n, n) = both.bottomRightCorner(n, n) = A;
  both.topRightCorner(n, n).diagonal().array() += omega;
  both.bottomLeftCorner(n, n).diagonal().array() -= omega;
  return least_by_tridiagonal(both);
}

}  // namespace firstmove::engine
