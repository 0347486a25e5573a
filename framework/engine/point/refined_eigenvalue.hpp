// Eigenvalues that are small beside the matrix, to more digits than the QR algorithm leaves them.
#pragma once

#include <Eigen/Core>

#include <complex>

namespace firstmove::engine {

// An eigenvalue of A + E, where |E| <= backward |A| entry by entry: a small eigenvalue of a matrix
// with large entries keeps its digits, where a normwise error of the size of the large ones would
// hide it. `backward` is infinite if the iteration did not converge.
struct RefinedEigenvalue {
  std::complex<double> value;
  double backward;
};

// By inverse iteration from both sides with the shift z, which is updated to the generalized
// Rayleigh quotient: Ostrowski 1959. The backward error is that of Oettli and Prager, Numer. Math.
// 6, 1964: the residual of the eigenvector in proportion to the sizes of its terms.
RefinedEigenvalue refined_eigenvalue(const Eigen::MatrixXd& A, std::complex<double> z);

}  // namespace firstmove::engine
