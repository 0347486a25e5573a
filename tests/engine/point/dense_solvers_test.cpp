// The least singular value of larger matrices, against matrices that are built from known ones.
#include "point/dense_solvers.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove::engine;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// I - 2 v v' / v'v with v = (1, c, c^2, ..): orthogonal.
MatrixXd reflection(Eigen::Index n, double c) {
  VectorXd v(n);
  for (Eigen::Index i = 0; i < n; ++i) v[i] = std::pow(c, static_cast<double>(i));
  return MatrixXd::Identity(n, n) - 2 / v.squaredNorm() * v * v.transpose();
}

TEST_CASE("the least singular value of a matrix is the one that it was built with") {
  for (const Eigen::Index n : {3, 15, 16, 17, 40})
    for (const double least : {0.0, 1e-8, 0.25}) {
      CAPTURE(n);
      VectorXd sigma(n);
      for (Eigen::Index i = 0; i < n; ++i) sigma[i] = 1 + 0.5 * static_cast<double>(i);
      sigma[n / 2] = least;
      const MatrixXd A = reflection(n, 0.9) * sigma.asDiagonal() * reflection(n, -0.7);
      CHECK(std::abs(least_singular_value(A, 0) - least) < 1e-14 * sigma.maxCoeff() * n);
    }
}

TEST_CASE("the least singular value of A - i omega of a normal matrix is the distance to i omega") {
  // Blocks [[a, b], [-b, a]] have the eigenvalues a +- ib.
  for (const Eigen::Index n : {4, 16, 18, 40}) {
    CAPTURE(n);
    MatrixXd blocks = MatrixXd::Zero(n, n);
    for (Eigen::Index i = 0; i < n; i += 2) {
      const double a = 0.125 + static_cast<double>(i), b = 0.5 + 0.25 * static_cast<double>(i);
      blocks.block<2, 2>(i, i) << a, b, -b, a;
    }
    const MatrixXd Q = reflection(n, 0.8);
    // The nearest eigenvalue is 0.125 + 0.5 i.
    CHECK(least_singular_value(Q * blocks * Q, 0.75) ==
          doctest::Approx(std::hypot(0.125, 0.25)).epsilon(1e-12));
  }
}

}  // namespace
