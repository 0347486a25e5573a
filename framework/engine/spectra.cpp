#include "spectra.hpp"

#include <Spectra/GenEigsSolver.h>
#include <Spectra/SymEigsSolver.h>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <functional>

#include "matrix_free.hpp"

namespace firstmove {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXcd;
using Eigen::VectorXd;
using Product = std::function<VectorXd(const VectorXd&)>;

// A matrix as Spectra sees it.
struct Operator {
  using Scalar = double;
  Eigen::Index n;
  const Product& product;
  Eigen::Index rows() const { return n; }
  Eigen::Index cols() const { return n; }
  void perform_op(const double* in, double* out) const {
    Eigen::Map<VectorXd>(out, n) = product(Eigen::Map<const VectorXd>(in, n));
  }
};

struct Pair {
  std::complex<double> value;
  VectorXcd vector;
};

std::vector<Pair> pairs(const VectorXcd& values, const Eigen::MatrixXcd& vectors) {
  std::vector<Pair> all;
  for (Eigen::Index i = 0; i < values.size(); ++i) all.push_back({values[i], vectors.col(i)});
  return all;
}

// The eigenpairs at one end; `rule` says which.
std::vector<Pair> one_end(const Operator& op, bool symmetric, Spectra::SortRule rule,
                          const SpectrumOptions& options) {
  const Eigen::Index wide = std::max<Eigen::Index>(20, 4 * options.count + 1);
  const Eigen::Index basis = std::min(op.n, wide);
  if (symmetric) {
    Spectra::SymEigsSolver<Operator> solver(const_cast<Operator&>(op), options.count, basis);
    solver.init();
    solver.compute(rule, options.restarts, 0.1 * options.tolerance);
    return pairs(solver.eigenvalues().cast<std::complex<double>>(),
                 solver.eigenvectors().cast<std::complex<double>>());
  }
  Spectra::GenEigsSolver<Operator> solver(const_cast<Operator&>(op), options.count, basis);
  solver.init();
  solver.compute(rule, options.restarts, 0.1 * options.tolerance);
  return pairs(solver.eigenvalues(), solver.eigenvectors());
}

MatrixXd whole(const Operator& op) {
  MatrixXd matrix(op.n, op.n);
  for (Eigen::Index c = 0; c < op.n; ++c) matrix.col(c) = op.product(VectorXd::Unit(op.n, c));
  return matrix;
}

// |A v - lambda v|, v of length 1, by products of its own.
double residual(const Operator& op, const Pair& pair) {
  const double length = pair.vector.norm();
  VectorXcd image(op.n);
  image.real() = op.product(pair.vector.real());
  image.imag() = op.product(pair.vector.imag());
  return (image - pair.value * pair.vector).norm() / length;
}

bool by_real_part(const Pair& a, const Pair& b) {
  return a.value.real() != b.value.real() ? a.value.real() < b.value.real()
                                          : a.value.imag() < b.value.imag();
}

SpectrumEnds ends_of(Eigen::Index n, const Product& product, bool symmetric,
                     const SpectrumOptions& options, const std::function<std::uint64_t()>& count) {
  const std::uint64_t before = count();
  const Operator op{n, product};
  std::vector<Pair> smallest, largest;
  // The methods need room beyond the eigenvalues that they look for.
  const bool small = n <= std::max(30, 2 * options.count + 4);
  if (small) {
    const MatrixXd matrix = whole(op);
    std::vector<Pair> all;
    if (symmetric) {
      const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(0.5 * (matrix + matrix.transpose()));
      all = pairs(solver.eigenvalues().cast<std::complex<double>>(),
                  solver.eigenvectors().cast<std::complex<double>>());
    } else {
      const Eigen::EigenSolver<MatrixXd> solver(matrix);
      all = pairs(solver.eigenvalues(), solver.eigenvectors());
    }
    std::sort(all.begin(), all.end(), by_real_part);
    const auto some = std::min<std::ptrdiff_t>(options.count, n);
    smallest.assign(all.begin(), all.begin() + some);
    largest.assign(all.end() - some, all.end());
  } else {
    using Spectra::SortRule;
    smallest = one_end(op, symmetric, symmetric ? SortRule::SmallestAlge : SortRule::SmallestReal,
                       options);
    largest =
        one_end(op, symmetric, symmetric ? SortRule::LargestAlge : SortRule::LargestReal, options);
  }
  std::sort(smallest.begin(), smallest.end(), by_real_part);
  std::sort(largest.rbegin(), largest.rend(), by_real_part);
  SpectrumEnds ends;
  double size = 0;
  for (const auto* end : {&smallest, &largest})
    for (const Pair& pair : *end) {
      size = std::max(size, std::abs(pair.value));
      ends.residual = std::max(ends.residual, residual(op, pair));
    }
  if (size > 0) ends.residual /= size;
  const std::size_t wanted = static_cast<std::size_t>(std::min<Eigen::Index>(options.count, n));
  ends.converged =
      smallest.size() >= wanted && largest.size() >= wanted && ends.residual <= options.tolerance;
  for (const Pair& pair : smallest) ends.smallest.push_back(pair.value);
  for (const Pair& pair : largest) ends.largest.push_back(pair.value);
  ends.products = count() - before;
  return ends;
}

}  // namespace

GameSpectra game_spectra(const ExperimentSpec& spec, const std::vector<double>& x,
                         const SpectrumOptions& options) {
  try {
    GameProducts game(spec, x);
    const Shape& shape = game.shape();
    const auto count = [&] { return game.count(); };
    GameSpectra spectra;
    for (std::uint32_t i = 0; i < shape.players(); ++i)
      spectra.own.push_back(ends_of(
          shape.dims[i], [&](const VectorXd& v) { return game.block(i, i, v); }, true, options,
          count));
    spectra.J = ends_of(
        shape.coordinates(), [&](const VectorXd& v) { return game.jacobian(v); }, false, options,
        count);
    if (shape.players() != 2) {
      spectra.without_schur = "the Schur complement from products is for two players";
      return spectra;
    }
    const std::uint32_t leader = spec.place[0] == 0 ? 0 : 1;
    SchurProducts schur(game, leader, options.eta, options.inner_tolerance);
    spectra.schur = ends_of(
        shape.dims[leader], [&](const VectorXd& v) { return schur(v); }, false, options, count);
    spectra.inner_residual = schur.residual();
    // What its systems left open is in its eigenvalues, too.
    if (spectra.inner_residual > std::max(options.tolerance, options.inner_tolerance))
      spectra.schur->converged = false;
    return spectra;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove
