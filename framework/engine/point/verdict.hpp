// Verdicts on numbers that have rounding errors, with the numbers that decide them.
#pragma once

#include <Eigen/Dense>

#include <cmath>
#include <string>
#include <vector>

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

// The least eigenvalue, or the least real part, and the size up to which it counts as 0: 1e-9 of
// the norm of the matrix, unless stated otherwise.
struct Least {
  double value = INFINITY, zero = 0;
  bool positive() const { return value > zero; }
  bool negative() const { return value < -zero; }
};
// An eigenvalue counts as on the imaginary axis if a change of m by at most 1e-9 of its norm, or by
// `uncertainty`, moves it there. For normal matrices that means a real part of at most this size;
// for others `zero` is larger, since the eigenvalue moves more: a double 0 in a Jordan block is
// computed as +-1e-8 from entries accurate to 1e-16. Returns the least negative eigenvalue or, if
// there is none, the one closest to failing to be positive.
Least least_real_part(const Eigen::MatrixXd& m, double uncertainty = 0);
// For the symmetric parts of matrices, which are symmetric at critical points. Of several, the one
// closest to failing to be positive. `zero` is 1e-9 of the given size, not of the matrix' own norm:
// the norm of a small matrix does not show how large the terms were that cancelled in it.
Least least_eigenvalue(const std::vector<Eigen::MatrixXd>& matrices,
                       const std::vector<double>& sizes);

// A field at x, its Jacobian, and how many rows of both are each player's.
struct FieldHere {
  const std::vector<double>& x;
  const Eigen::VectorXd& value;
  const Eigen::MatrixXd& jacobian;
  std::vector<Eigen::Index> rows;
};
// The field is 0 if each player's part is: its largest entry is at most 1e-6 of its change when x
// moves by its own size, at least by 1. This does not depend on the units of the costs. Reports the
// player furthest from its bound.
Verdict vanishes(const std::string& name, const std::string& number, const FieldHere& field);
Verdict positive(const std::string& name, const std::string& number, const Least& least);
Verdict not_negative(const std::string& name, const std::string& number, const Least& least);
// On the imaginary axis, and none to its left: the linearization does not decide.
Verdict marginal(const std::string& name, const std::string& number, const Least& least);
Verdict negation(const std::string& name, Verdict of);
// The same verdict, open for a reason.
Verdict undecided(Verdict verdict, const std::string& why);
// Holds if all clauses do. Decided by the first that fails; else open with the first that is; else
// decided by the last.
Verdict all_of(const std::string& name, const std::vector<Verdict>& clauses);

}  // namespace firstmove::engine
