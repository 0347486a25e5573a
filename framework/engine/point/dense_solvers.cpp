#include "point/dense_solvers.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <complex>

namespace firstmove::engine {

using Eigen::MatrixXcd;
using Eigen::MatrixXd;
using Eigen::VectorXcd;
using Eigen::VectorXd;

DenseLu::DenseLu(const MatrixXd& A) : lu_(A) {}
bool DenseLu::is_invertible() const { return lu_.isInvertible(); }
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

VectorXd singular_values(const MatrixXd& A) {
  return Eigen::JacobiSVD<MatrixXd>(A).singularValues();
}

// Small matrices by Jacobi rotations; larger ones by divide and conquer of the real matrix that
// acts like A - i omega, which has each singular value twice.
double least_singular_value(const MatrixXd& A, double omega) {
  constexpr Eigen::Index small = 16;
  if (A.rows() < small) {
    MatrixXcd moved = A.cast<std::complex<double>>();
    moved.diagonal().array() -= std::complex<double>(0, omega);
    using Solver = Eigen::JacobiSVD<MatrixXcd, Eigen::NoQRPreconditioner>;
    return Solver(moved).singularValues().tail<1>()[0];
  }
  if (omega == 0) return Eigen::BDCSVD<MatrixXd>(A).singularValues().tail<1>()[0];
  const Eigen::Index n = A.rows();
  MatrixXd both = MatrixXd::Zero(2 * n, 2 * n);
  both.topLeftCorner(n, n) = both.bottomRightCorner(n, n) = A;
  both.topRightCorner(n, n).diagonal().array() += omega;
  both.bottomLeftCorner(n, n).diagonal().array() -= omega;
  return Eigen::BDCSVD<MatrixXd>(both).singularValues().tail<1>()[0];
}

}  // namespace firstmove::engine
