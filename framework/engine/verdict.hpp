// Verdicts on numbers that come with rounding, and the numbers that they are decided by.
#pragma once

#include <Eigen/Dense>

#include <cmath>
#include <string>
#include <vector>

namespace firstmove {

// One verdict and the number that decides it.
struct Verdict {
  std::string name;
  bool holds;
  std::string number;  // what `value` is
  double value;
  // That `value` must have to `bound` for the verdict to hold: "<=", ">" or ">=".
  std::string relation;
  double bound;
};

// The least eigenvalue, or real part of one, and what counts as 0 for it: 1e-9 of the matrix' norm.
struct Least {
  double value = INFINITY, zero = 0;
  bool positive() const { return value > zero; }
  bool negative() const { return value < -zero; }
};
Least least_real_part(const Eigen::MatrixXd& m);
// Of matrices that are symmetric at critical points: their symmetric parts. Of several, the one
// closest to failing to be positive, each by its own measure.
Least least_eigenvalue(const std::vector<Eigen::MatrixXd>& matrices);

// How close to 0 a gradient of Jacobian J counts as 0: 1e-6 of what moving x by its own size would
// change.
double zero_gradient(const std::vector<double>& x, const Eigen::MatrixXd& J);

Verdict vanishes(const std::string& name, const std::string& number, const Eigen::VectorXd& v,
                 double zero);
// These two hold if `also` does.
Verdict positive(const std::string& name, bool also, const std::string& number, const Least& least);
Verdict not_negative(const std::string& name, bool also, const std::string& number,
                     const Least& least);

}  // namespace firstmove
