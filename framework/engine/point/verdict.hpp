// Verdicts on numbers that have errors, with the numbers that decide them.
#pragma once

#include <Eigen/Dense>

#include <cmath>
#include <string>
#include <vector>

#include "point/ball_matrix.hpp"

namespace firstmove::engine {

// One verdict and the number that decides it.
struct Verdict {
  std::string name;
  bool holds;          // false while the verdict is open
  std::string number;  // what `value` is
  double value;
  // The relation of `value` to `bound` with which the verdict holds: "<=", "<", ">" or ">=".
  std::string relation;
  double bound;
  // Why it is open, neither shown to hold nor to fail, as a sentence; "" if it is decided.
  std::string open = {};
  bool fails() const { return !holds && open.empty(); }
};

// The least eigenvalue, or the least real part, and the size up to which it counts as 0. It is
// unknown if the matrix has entries that are divided by what may be 0.
struct Least {
  double value = INFINITY, zero = 0;
  bool unknown = false;
  bool positive() const { return !unknown && value > zero; }
  bool negative() const { return !unknown && value < -zero; }
};
// An eigenvalue counts as on the imaginary axis if a change of m within its radii moves it there.
// For normal matrices that means a real part of about the size of the radii; for others `zero` is
// larger, since the eigenvalue moves more: a double 0 in a Jordan block is computed as +-1e-8 from
// entries accurate to 1e-16. Returns the least negative eigenvalue or, if there is none, the one
// closest to failing to be positive. Radii of different rows may have different units.
Least least_real_part(const BallMatrix& m);
// For the symmetric parts of matrices, which are symmetric at critical points. Of several, the one
// that fails most clearly to be positive, in proportion to its own radii.
Least least_eigenvalue(const std::vector<BallMatrix>& matrices);

// Each entry of a field is at most its tolerance. Open if a tolerance is infinite, unless another
// entry fails. Reports the entry furthest from its tolerance.
Verdict vanishes(const std::string& name, const std::string& number, const Eigen::VectorXd& field,
                 const Eigen::VectorXd& tolerance);
// Open if the number is 0 to within its error, unless it has none.
Verdict positive(const std::string& name, const std::string& number, const Least& least);
// Holds also for 0, to within the error.
Verdict not_negative(const std::string& name, const std::string& number, const Least& least);
// On the imaginary axis, to within the error, and none to its left: the linearization does not
// decide.
Verdict marginal(const std::string& name, const std::string& number, const Least& least);
Verdict negation(const std::string& name, Verdict of);
// The same verdict, open for a reason.
Verdict undecided(Verdict verdict, const std::string& why);
// Holds if all clauses do. Decided by the first that fails; else open with the first that is; else
// decided by the last.
Verdict all_of(const std::string& name, const std::vector<Verdict>& clauses);

}  // namespace firstmove::engine
