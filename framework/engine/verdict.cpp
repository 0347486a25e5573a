#include "verdict.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>

namespace firstmove {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Where a reaction has no inverse there are no numbers, and then nothing is positive.
constexpr Least unknown{NAN, NAN};

Least least_real_part(const MatrixXd& m) {
  if (!m.allFinite()) return unknown;
  return {m.eigenvalues().real().minCoeff(), 1e-9 * m.norm()};
}

Least least_eigenvalue(const std::vector<MatrixXd>& matrices) {
  Least least;
  double margin = INFINITY;
  for (const MatrixXd& m : matrices) {
    if (!m.allFinite()) return unknown;
    const MatrixXd symmetric = 0.5 * (m + m.transpose());
    const Least own{
        Eigen::SelfAdjointEigenSolver<MatrixXd>(symmetric, Eigen::EigenvaluesOnly).eigenvalues()[0],
        1e-9 * m.norm()};
    if (own.value - own.zero < margin) {
      margin = own.value - own.zero;
      least = own;
    }
  }
  return least;
}

double zero_gradient(const std::vector<double>& x, const MatrixXd& J) {
  double size = 1;
  for (const double c : x) size = std::max(size, std::abs(c));
  return 1e-6 * size * std::max(1.0, J.cwiseAbs().maxCoeff());
}

Verdict vanishes(const std::string& name, const std::string& number, const VectorXd& v,
                 double zero) {
  const double largest = v.cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
  return {name, largest <= zero, number, largest, "<=", zero};
}
Verdict positive(const std::string& name, bool also, const std::string& number,
                 const Least& least) {
  return {name, also && least.positive(), number, least.value, ">", least.zero};
}
Verdict not_negative(const std::string& name, bool also, const std::string& number,
                     const Least& least) {
  return {name, also && least.value >= -least.zero, number, least.value, ">=", -least.zero};
}

}  // namespace firstmove
