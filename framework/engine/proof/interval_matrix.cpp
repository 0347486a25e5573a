#include "proof/interval_matrix.hpp"
#include "point/dense_solvers.hpp"

#include <algorithm>
#include <cmath>

namespace firstmove::engine {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// A basis in which A is close to block-diagonal with blocks [[a, b], [-b, a]], and the a's.
struct RealBasis {
  MatrixXd vectors;
  VectorXd real_parts;
};
RealBasis real_basis(const MatrixXd& A) {
  const Eigenpairs pairs = eigenpairs(A);
  return {pairs.real_vectors, pairs.values.real()};
}
RealBasis orthonormal_basis(const MatrixXd& A) {
  const SymmetricEigenpairs pairs = symmetric_eigenpairs(0.5 * (A + A.transpose()));
  return {pairs.vectors, pairs.values};
}

IntervalMatrix transposed(const IntervalMatrix& m) {
  IntervalMatrix t(m.columns(), m.rows());
  for (std::size_t r = 0; r < m.rows(); ++r)
    for (std::size_t c = 0; c < m.columns(); ++c) t(c, r) = m(r, c);
  return t;
}

// Whether Gershgorin's discs of all matrices within M lie right of 0: then they are regular, and
// the symmetric ones positive definite.
bool dominant(const IntervalMatrix& M) {
  for (std::size_t r = 0; r < M.rows(); ++r) {
    Interval rest = M(r, r);
    for (std::size_t c = 0; c < M.columns(); ++c)
      if (c != r) rest -= Interval(M(r, c).magnitude());
    if (!(rest.lower() > 0)) return false;
  }
  return true;
}

// Whether every matrix within A - shift has exactly as many eigenvalues in each open half-plane as
// the basis' real parts say.
bool inertia_holds(const IntervalMatrix& A, const RealBasis& basis, double shift) {
  const std::size_t n = A.rows();
  const MatrixXd turned = inverse(basis.vectors);
  if (!turned.allFinite()) return false;
  const IntervalMatrix V(basis.vectors), W(turned);
  IntervalMatrix shifted = A, signs(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    shifted(i, i) -= shift;
    signs(i, i) = basis.real_parts[static_cast<Eigen::Index>(i)] > shift ? 1.0 : -1.0;
  }
  const IntervalMatrix half = W * (shifted * (V * (signs * (transposed(V) * transposed(W)))));
  IntervalMatrix lyapunov(n, n);  // W (A P + P A') W'
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t c = 0; c < n; ++c) lyapunov(r, c) = half(r, c) + half(c, r);
  // P has the inertia of S if V is regular, and V is if W V is.
  return dominant(lyapunov) && dominant(W * V);
}

std::optional<Interval> least(const IntervalMatrix& A, RealBasis (*basis_of)(const MatrixXd&)) {
  if (!A.finite() || A.rows() == 0) return std::nullopt;
  if (A.rows() == 1) return A(0, 0);
  const MatrixXd middle = A.middle();
  const RealBasis basis = basis_of(middle);
  const double found = basis.real_parts.minCoeff();
  // The tightest of a few candidate bounds that can be proven.
  double size = middle.norm(), wide = 0;
  for (std::size_t r = 0; r < A.rows(); ++r)
    for (std::size_t c = 0; c < A.columns(); ++c) wide = std::max(wide, A(r, c).radius());
  for (double apart = 1e-14 * size + wide; apart <= 0.1 * size; apart *= 4)
    if (inertia_holds(A, basis, found - apart) && inertia_holds(A, basis, found + apart))
      return Interval(found - apart, found + apart);
  return std::nullopt;
}

}  // namespace

IntervalMatrix::IntervalMatrix(const MatrixXd& points)
    : IntervalMatrix(static_cast<std::size_t>(points.rows()),
                     static_cast<std::size_t>(points.cols())) {
  for (std::size_t r = 0; r < rows_; ++r)
    for (std::size_t c = 0; c < columns_; ++c)
      (*this)(r, c) = points(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c));
}

bool IntervalMatrix::finite() const {
  return std::all_of(entries_.begin(), entries_.end(),
                     [](const Interval& e) { return e.finite(); });
}

MatrixXd IntervalMatrix::middle() const {
  MatrixXd m(rows_, columns_);
  for (std::size_t r = 0; r < rows_; ++r)
    for (std::size_t c = 0; c < columns_; ++c)
      m(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c)) = (*this)(r, c).middle();
  return m;
}

IntervalMatrix IntervalMatrix::block(std::size_t row, std::size_t column, std::size_t rows,
                                     std::size_t columns) const {
  IntervalMatrix part(rows, columns);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) part(r, c) = (*this)(row + r, column + c);
  return part;
}

IntervalMatrix operator*(const IntervalMatrix& a, const IntervalMatrix& b) {
  IntervalMatrix product(a.rows(), b.columns());
  for (std::size_t r = 0; r < a.rows(); ++r)
    for (std::size_t c = 0; c < b.columns(); ++c)
      for (std::size_t k = 0; k < a.columns(); ++k) product(r, c) += a(r, k) * b(k, c);
  return product;
}

IntervalMatrix solve(IntervalMatrix A, IntervalMatrix B) {
  const std::size_t n = A.rows(), m = B.columns();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t best = k;
    for (std::size_t i = k + 1; i < n; ++i)
      if (std::abs(A(i, k).middle()) > std::abs(A(best, k).middle())) best = i;
    for (std::size_t j = 0; j < n; ++j) std::swap(A(k, j), A(best, j));
    for (std::size_t j = 0; j < m; ++j) std::swap(B(k, j), B(best, j));
    for (std::size_t i = k + 1; i < n; ++i) {
      const Interval factor = A(i, k) / A(k, k);
      for (std::size_t j = k + 1; j < n; ++j) A(i, j) -= factor * A(k, j);
      for (std::size_t j = 0; j < m; ++j) B(i, j) -= factor * B(k, j);
    }
  }
  for (std::size_t k = n; k-- > 0;)
    for (std::size_t j = 0; j < m; ++j) {
      for (std::size_t i = k + 1; i < n; ++i) B(k, j) -= A(k, i) * B(i, j);
      B(k, j) /= A(k, k);
    }
  return B;
}

std::optional<Interval> least_real_part(const IntervalMatrix& A) { return least(A, real_basis); }
std::optional<Interval> least_eigenvalue(const IntervalMatrix& A) {
  return least(A, orthonormal_basis);
}

}  // namespace firstmove::engine
