// Interval matrices, and proven bounds on the spectra of all real matrices within one.
#pragma once

#include <firstmove/internal/interval.hpp>

#include <Eigen/Dense>

#include <optional>
#include <vector>

namespace firstmove::engine {

// Stored by rows.
class IntervalMatrix {
 public:
  IntervalMatrix() = default;
  IntervalMatrix(std::size_t rows, std::size_t columns)
      : rows_(rows), columns_(columns), entries_(rows * columns) {}
  explicit IntervalMatrix(const Eigen::MatrixXd& points);

  Interval& operator()(std::size_t r, std::size_t c) { return entries_[r * columns_ + c]; }
  const Interval& operator()(std::size_t r, std::size_t c) const {
    return entries_[r * columns_ + c];
  }
  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  bool finite() const;
  Eigen::MatrixXd middle() const;
  IntervalMatrix block(std::size_t row, std::size_t column, std::size_t rows,
                       std::size_t columns) const;

  friend IntervalMatrix operator*(const IntervalMatrix& a, const IntervalMatrix& b);

 private:
  std::size_t rows_ = 0, columns_ = 0;
  std::vector<Interval> entries_;
};

// X with A X = B, by elimination; bounds are infinite where a pivot may vanish.
IntervalMatrix solve(IntervalMatrix A, IntervalMatrix B);

// Bounds on the least real part over the spectrum of a matrix within A, or empty if none could be
// proven, for example where A is close to a matrix without a basis of eigenvectors. By the inertia
// theorem of Ostrowski and Schneider: if A P + P A' is positive definite, A has as many eigenvalues
// right of the imaginary axis as P. With V close to A's eigenvectors, P = V S V' and S the signs of
// the real parts, the hypothesis is proven by Gershgorin's discs. Horn, Johnson, "Topics in Matrix
// Analysis", 1991, theorem 2.4.10.
std::optional<Interval> least_real_part(const IntervalMatrix& A);

// The same for the symmetric matrices within A, whose spectra are real.
std::optional<Interval> least_eigenvalue(const IntervalMatrix& A);

}  // namespace firstmove::engine
