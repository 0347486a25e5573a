// Decompositions of small dense matrices. They are compiled here once: Eigen's templates for them
// take longer to compile than most folders.
#pragma once

#include <Eigen/Core>
#include <Eigen/LU>

namespace firstmove::engine {

// A = P L U Q with full pivoting. A is square.
class DenseLu {
 public:
  explicit DenseLu(const Eigen::MatrixXd& A);
  bool is_invertible() const;   // to rounding
  bool has_zero_pivot() const;  // exactly: then solutions are of a smaller system
  Eigen::VectorXd solve(const Eigen::VectorXd& b) const;
  Eigen::MatrixXd solve(const Eigen::MatrixXd& B) const;

 private:
  Eigen::FullPivLU<Eigen::MatrixXd> lu_;
};

// Not finite where A is singular.
Eigen::MatrixXd inverse(const Eigen::MatrixXd& A);
double determinant(const Eigen::MatrixXd& A);

// Of any square matrix. With the eigenvectors of pairs a +- ib also as real vectors, in which A has
// blocks [[a, b], [-b, a]].
Eigen::VectorXcd eigenvalues(const Eigen::MatrixXd& A);
struct Eigenpairs {
  Eigen::VectorXcd values;
  Eigen::MatrixXcd vectors;
  Eigen::MatrixXd real_vectors;
};
Eigenpairs eigenpairs(const Eigen::MatrixXd& A);

// Of symmetric matrices, ascending; only the lower triangle is read.
Eigen::VectorXd symmetric_eigenvalues(const Eigen::MatrixXd& A);
struct SymmetricEigenpairs {
  Eigen::VectorXd values;
  Eigen::MatrixXd vectors;
};
SymmetricEigenpairs symmetric_eigenpairs(const Eigen::MatrixXd& A);

// Descending.
Eigen::VectorXd singular_values(const Eigen::MatrixXd& A);
// The least singular value of A - i omega.
double least_singular_value(const Eigen::MatrixXd& A, double omega);

}  // namespace firstmove::engine
