// Least eigenvalues of matrices whose entries have errors.
#include <algorithm>
#include <cmath>
#include <complex>
#include <utility>
#include <vector>

#include "point/dense_solvers.hpp"
#include "point/refined_eigenvalue.hpp"
#include "point/verdict.hpp"

namespace firstmove::engine {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

// |(A - z)^-1|, entry by entry, from the real matrix that acts like A - z.
MatrixXd absolute_inverse(MatrixXd A, std::complex<double> z) {
  A.diagonal().array() -= z.real();
  if (z.imag() == 0) return inverse(A).cwiseAbs();
  const Index n = A.rows();
  MatrixXd both = MatrixXd::Zero(2 * n, 2 * n);
  both.topLeftCorner(n, n) = both.bottomRightCorner(n, n) = A;
  both.topRightCorner(n, n).diagonal().array() += z.imag();
  both.bottomLeftCorner(n, n).diagonal().array() -= z.imag();
  const MatrixXd inverted = inverse(both);
  return (inverted.topLeftCorner(n, n).array().square() +
          inverted.topRightCorner(n, n).array().square())
      .sqrt();
}

// Below 1 no change of m within its radii has the eigenvalue z: m + P - z is singular only if the
// spectral radius of |(m - z)^-1| |P| is at least 1. It does not depend on the units of the rows.
double closeness(const BallMatrix& m, std::complex<double> z) {
  const MatrixXd size = absolute_inverse(m.middle, z);
  return size.allFinite() ? spectral_radius_bound(size * m.radius) : INFINITY;
}

// Scales rows and columns by powers of two and their inverses until they have about the same size:
// the spectrum is the same, and its rounding errors are smaller. Parlett, Reinsch 1969.
VectorXd balance(const MatrixXd& m) {
  VectorXd scale = VectorXd::Ones(m.rows());
  constexpr int sweeps = 10;
  for (int sweep = 0; sweep < sweeps; ++sweep)
    for (Index i = 0; i < m.rows(); ++i) {
      double row = 0, column = 0;
      for (Index j = 0; j < m.rows(); ++j)
        if (j != i) {
          row += std::abs(m(i, j)) * scale[j] / scale[i];
          column += std::abs(m(j, i)) * scale[i] / scale[j];
        }
      // A row or column of zeros may be scaled at will; a little is enough in each sweep.
      constexpr double least = 1e-6;
      row = std::max(row, least * column);
      column = std::max(column, least * row);
      if (row > 0 && std::isfinite(row) && std::isfinite(column))
        scale[i] *= std::exp2(std::round(0.5 * std::log2(row / column)));
    }
  return scale;
}
MatrixXd scaled(const MatrixXd& m, const VectorXd& left, const VectorXd& right) {
  return left.asDiagonal() * m * right.asDiagonal();
}

// A symmetric matrix scaled to a diagonal of about 1 from both sides: that changes no sign of an
// eigenvalue (Sylvester), and the units of the coordinates do not matter.
VectorXd even_diagonal(const BallMatrix& m) {
  VectorXd scale(m.rows());
  for (Index i = 0; i < m.rows(); ++i) {
    double size = std::abs(m.middle(i, i)) + m.radius(i, i);
    if (size == 0) {
      const double largest = m.middle.row(i).cwiseAbs().maxCoeff();
      size = largest > 0 ? largest : 1;
    }
    scale[i] = std::exp2(-std::round(0.5 * std::log2(size)));
  }
  return scale;
}

Least least_of(const BallMatrix& given) {
  if (!given.bounded()) return {NAN, INFINITY, true};
  const BallMatrix m = symmetric_part(given);
  const double value = symmetric_eigenvalues(m.middle)[0];
  const double n = static_cast<double>(m.rows());
  if (m.rows() == 1) return {value, m.radius(0, 0)};
  const VectorXd scale = even_diagonal(m);
  const BallMatrix even{scaled(m.middle, scale, scale), scaled(m.radius, scale, scale)};
  const SymmetricEigenpairs pairs = symmetric_eigenpairs(even.middle);
  const double least = pairs.values[0], rounding = 4 * n * epsilon * even.middle.norm();
  if (value == 0) return {0, m.radius.norm() + rounding};
  if (least > 0) {
    const double close = std::max(closeness(even, 0), rounding / least);
    // A sign that rounding hides in the plain matrix shows in the scaled one.
    return value > 0 || close >= 1 ? Least{value, std::abs(value) * close}
                                   : Least{least, least * close};
  }
  // Some vector in whose direction the form is negative for all matrices within the radii.
  const VectorXd v = pairs.vectors.col(0).cwiseAbs();
  const double error = v.dot(even.radius * v) + rounding;
  if (least == 0) return {value, std::max(std::abs(value), error)};
  return value < 0 ? Least{value, -value * (error / -least)} : Least{least, error};
}

// The size up to which the real part of eigenvalue i counts as 0; false if another eigenvalue is
// closer to the axis at its height, and decides there.
bool reach(const BallMatrix& m, const Eigen::VectorXcd& spectrum, Index i, double& zero) {
  const double real = spectrum[i].real(), height = spectrum[i].imag();
  double close = closeness(m, {0, height});
  if (real < 0)
    // It stays on the left if it cannot pass some point on its way to the axis.
    for (const double part : {0.25, 0.5, 0.75})
      close = std::min(close, closeness(m, {part * real, height}));
  else
    for (Index j = 0; j < spectrum.size(); ++j)
      if (std::abs(spectrum[j] - std::complex<double>(0, height)) < (1 - 1e-6) * real) return false;
  zero = real == 0 ? m.radius.norm() : std::abs(real) * close;
  return true;
}

// Eigenvalues that are those of matrices close by: entry by entry within `backward` of the sizes of
// the entries or, where that is infinite, within `normwise` of each entry.
struct Spectrum {
  Eigen::VectorXcd values;
  VectorXd backward;
  double normwise;
};

// Those of which the QR algorithm may leave no digit are refined, unless two of them then meet: one
// may have been found twice, and another be missing.
Spectrum spectrum_of(const MatrixXd& m) {
  Spectrum all{eigenvalues(m), VectorXd::Constant(m.rows(), INFINITY), epsilon * m.norm()};
  constexpr Index most_rows = 60;
  if (m.rows() == 1 || m.rows() > most_rows) return all;
  std::vector<std::pair<Index, RefinedEigenvalue>> refined;
  for (Index i = 0; i < all.values.size(); ++i) {
    constexpr double in_doubt = 1e6, converged = 1e-12;
    if (std::abs(all.values[i]) > in_doubt * all.normwise) continue;
    const RefinedEigenvalue one = refined_eigenvalue(m, all.values[i]);
    const bool stayed = std::abs(one.value) <= in_doubt * all.normwise;
    if (one.backward > converged || !stayed) return all;
    refined.push_back({i, one});
  }
  for (const auto& [i, a] : refined)
    for (const auto& [j, b] : refined)
      if (i != j && std::abs(a.value - b.value) <= 1e-3 * std::abs(a.value)) return all;
  for (const auto& [i, one] : refined) {
    all.values[i] = one.value;
    all.backward[i] = one.backward;
  }
  return all;
}

// In proportion to what counts as 0.
double clearness(const Least& least) {
  if (least.unknown) return 0;
  if (least.value == 0) return 0;
  return least.value / least.zero;  // infinite if it has no error
}

}  // namespace

Least least_eigenvalue(const std::vector<BallMatrix>& matrices) {
  Least least;
  double clearest = INFINITY;
  bool first = true;
  for (const BallMatrix& m : matrices) {
    const Least own = least_of(m);
    if (first || clearness(own) < clearest) {
      least = own;
      clearest = clearness(own);
    }
    first = false;
  }
  return least;
}

Least least_real_part(const BallMatrix& given) {
  if (!given.bounded()) return {NAN, INFINITY, true};
  const VectorXd scale = balance(given.middle.cwiseAbs() + given.radius);
  const VectorXd unscale = scale.cwiseInverse();
  const BallMatrix m{scaled(given.middle, unscale, scale), scaled(given.radius, unscale, scale)};
  const Spectrum spectrum = spectrum_of(m.middle);
  const double least_of_all = spectrum.values.real().minCoeff();
  const double change = m.radius.norm() + spectrum.normwise;
  Least least;
  for (Index i = 0; i < spectrum.values.size(); ++i) {
    const std::complex<double> value = spectrum.values[i];
    // One of a conjugate pair is enough; eigenvalues far from the axis cannot change sides.
    const bool close = value.real() == least_of_all || std::abs(value.real()) <= 1e6 * change;
    if (value.imag() < 0 || !close) continue;
    BallMatrix around = m;
    if (std::isfinite(spectrum.backward[i]))
      around.radius += spectrum.backward[i] * m.middle.cwiseAbs();
    else
      around.radius.array() += spectrum.normwise;
    Least one{value.real(), m.radius(0, 0)};
    if (m.rows() > 1 && !reach(around, spectrum.values, i, one.zero)) continue;
    const bool worse =
        one.negative() ? !least.negative() || one.value < least.value
                       : !least.negative() && !(one.value - one.zero >= least.value - least.zero);
    if (worse) least = one;
  }
  return least;
}

}  // namespace firstmove::engine
