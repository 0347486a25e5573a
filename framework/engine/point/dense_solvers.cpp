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

double least_singular_value(const MatrixXd& A, double omega) {
  MatrixXcd moved = A.cast<std::complex<double>>();
  moved.diagonal().array() -= std::complex<double>(0, omega);
  return Eigen::BDCSVD<MatrixXcd>(moved).singularValues().tail<1>()[0];
}

}  // namespace firstmove::engine
