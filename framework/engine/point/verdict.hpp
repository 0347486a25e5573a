// Verdicts on numbers that come with rounding, and the numbers that they are decided by.
#pragma once

#include <Eigen/Dense>

#include <cmath>
#include <string>
#include <vector>

namespace firstmove::engine {

// One verdict and the number that decides it.
struct Verdict {
  std::string name;
  bool holds;
  std::string number;  // what `value` is
  double value;
  // That `value` must have to `bound` for the verdict to hold: "<=", "<", ">" or ">=".
  std::string relation;
  double bound;
};

// The least eigenvalue, or real part of one, and what counts as 0 for it: up to 1e-9 of the matrix'
// norm.
struct Least {
  double value = INFINITY, zero = 0;
  bool positive() const { return value > zero; }
  bool negative() const { return value < -zero; }
};
// An eigenvalue counts as on the imaginary axis if a change of m by no more than 1e-9 of its norm,
// or by `uncertainty`, puts it there. Of normal matrices that is a real part below as much; of
// others `zero` is larger by how much more the eigenvalue moves: a double 0 in a Jordan block comes
// out as +-1e-8 from numbers that are right to 1e-16. The eigenvalue told is the least that is
// negative or, where none is, the one closest to failing to be positive.
Least least_real_part(const Eigen::MatrixXd& m, double uncertainty = 0);
// Of matrices that are symmetric at critical points: their symmetric parts. Of several, the one
// closest to failing to be positive. What is 0 in each is 1e-9 of a size that is not its own: a
// matrix of one entry says nothing of what its terms left when they cancelled.
Least least_eigenvalue(const std::vector<Eigen::MatrixXd>& matrices,
                       const std::vector<double>& sizes);

// A field at x, its Jacobian, and how many rows of both are each player's.
struct FieldHere {
  const std::vector<double>& x;
  const Eigen::VectorXd& value;
  const Eigen::MatrixXd& jacobian;
  std::vector<Eigen::Index> rows;
};
// The field is 0 if each player's part is: its largest entry at most 1e-6 of what moving x by its
// own size, or by 1 where that is less, would make of it. Costs of any unit fare alike. The player
// told is the furthest from its bound.
Verdict vanishes(const std::string& name, const std::string& number, const FieldHere& field);
Verdict positive(const std::string& name, const std::string& number, const Least& least);
Verdict not_negative(const std::string& name, const std::string& number, const Least& least);
// On the imaginary axis, and none to its left: the linearization does not tell.
Verdict marginal(const std::string& name, const std::string& number, const Least& least);
Verdict negation(const std::string& name, Verdict of);
// Holds if all clauses do. Decided by the first that fails, else by the last.
Verdict all_of(const std::string& name, const std::vector<Verdict>& clauses);

}  // namespace firstmove::engine
