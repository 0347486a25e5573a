#include "point/spectra.hpp"

#include <Spectra/GenEigsSolver.h>
#include <Spectra/SymEigsSolver.h>

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "point/dense_solvers.hpp"
#include "point/matrix_free.hpp"

namespace firstmove::engine {
namespace {

using Eigen::MatrixXcd;
using Eigen::MatrixXd;
using Eigen::VectorXcd;
using Eigen::VectorXd;
using Product = std::function<VectorXd(const VectorXd&)>;

// Products with the Schur complement that its inner systems must leave room for.
constexpr std::uint64_t least_products = 5;

// A matrix in the interface that Spectra expects.
struct Operator {
  using Scalar = double;
  Eigen::Index n;
  bool symmetric;
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

std::vector<Pair> pairs(const VectorXcd& values, const MatrixXcd& vectors) {
  std::vector<Pair> all;
  for (Eigen::Index i = 0; i < values.size(); ++i) all.push_back({values[i], vectors.col(i)});
  return all;
}
std::vector<Pair> pairs_of(const MatrixXd& matrix, bool symmetric) {
  if (symmetric) {
    const SymmetricEigenpairs all = symmetric_eigenpairs(0.5 * (matrix + matrix.transpose()));
    return pairs(all.values.cast<std::complex<double>>(), all.vectors.cast<std::complex<double>>());
  }
  const Eigenpairs all = eigenpairs(matrix);
  return pairs(all.values, all.vectors);
}

bool by_real_part(const Pair& a, const Pair& b) {
  return a.value.real() != b.value.real() ? a.value.real() < b.value.real()
                                          : a.value.imag() < b.value.imag();
}

enum class End { left, right };
// The outermost first.
std::vector<Pair> outermost(std::vector<Pair> all, End end, int count) {
  std::sort(all.begin(), all.end(), by_real_part);
  if (end == End::right) std::reverse(all.begin(), all.end());
  all.resize(std::min(all.size(), static_cast<std::size_t>(count)));
  return all;
}

// A solver that also returns the pairs that did not converge, from its projected matrix; Spectra
// itself returns only converged pairs.
template <class Solver>
struct WithRitzPairs : Solver {
  using Solver::Solver;
  std::vector<Pair> ritz_pairs(End end, int count, bool symmetric) const {
    std::vector<Pair> found = outermost(pairs_of(this->m_fac.matrix_H(), symmetric), end, count);
    for (Pair& pair : found) pair.vector = this->m_fac.matrix_V() * pair.vector;
    return found;
  }
};

Eigen::Index widest_basis(const SpectrumOptions& options) {
  return std::max(20, 4 * options.count + 1);
}

// The eigenpairs at one end, computed with about `products` products with the matrix.
template <class Solver>
std::vector<Pair> one_end(Operator& op, End end, const SpectrumOptions& options,
                          Eigen::Index products) {
  using Spectra::SortRule;
  const Eigen::Index least = options.count + 3;  // Spectra needs two more, and a pair may be split
  const Eigen::Index basis =
      std::min(op.n, std::max(least, std::min(widest_basis(options), products)));
  const Eigen::Index restarts = std::max<Eigen::Index>(
      1, (products - basis) / std::max<Eigen::Index>(1, basis - options.count));
  WithRitzPairs<Solver> solver(op, options.count, basis);
  solver.init();
  const SortRule left = op.symmetric ? SortRule::SmallestAlge : SortRule::SmallestReal;
  const SortRule right = op.symmetric ? SortRule::LargestAlge : SortRule::LargestReal;
  solver.compute(end == End::left ? left : right, restarts, 0.1 * options.tolerance);
  return solver.ritz_pairs(end, options.count, op.symmetric);
}

MatrixXd whole(const Operator& op) {
  MatrixXd matrix(op.n, op.n);
  for (Eigen::Index c = 0; c < op.n; ++c) matrix.col(c) = op.product(VectorXd::Unit(op.n, c));
  return matrix;
}

// |A v - lambda v| with v of length 1, from extra products.
double residual(const Operator& op, const Pair& pair) {
  const double length = pair.vector.norm();
  VectorXcd image = VectorXcd::Zero(op.n);
  image.real() = op.product(pair.vector.real());
  if (pair.value.imag() != 0) image.imag() = op.product(pair.vector.imag());
  return (image - pair.value * pair.vector).norm() / length;
}

// Measures what is left of the limits of one spectrum.
class Allowance {
 public:
  Allowance(const SpectrumOptions& options, const std::function<std::uint64_t()>& count)
      : options_(options), count_(count), before_(count()) {}

  // The number of products for one end, when `ends` are left to find, from the cost of a product
  // measured now. They suffice for one restart unless time is short.
  Eigen::Index products(const Operator& op, int ends) const {
    const VectorXd v = VectorXd::Ones(op.n);
    const std::uint64_t counted = count_();
    const auto began = Clock::now();
    op.product(v);
    const double took = seconds(Clock::now() - began);
    const double evaluations = static_cast<double>(count_() - counted);
    const double time_left = (options_.seconds - seconds(Clock::now() - start_)) / ends;
    const double most =
        std::min(std::max(0.5 * static_cast<double>(options_.products) / evaluations,
                          2.0 * static_cast<double>(widest_basis(options_))),
                 time_left / std::max(took, 1e-9));
    return static_cast<Eigen::Index>(std::clamp(most, 0.0, 1e9));
  }
  std::uint64_t spent() const { return count_() - before_; }

 private:
  using Clock = std::chrono::steady_clock;
  static double seconds(Clock::duration d) { return std::chrono::duration<double>(d).count(); }

  const SpectrumOptions& options_;
  const std::function<std::uint64_t()>& count_;
  std::uint64_t before_;
  Clock::time_point start_ = Clock::now();
};

SpectrumEnds ends_of(Operator op, const SpectrumOptions& options,
                     const std::function<std::uint64_t()>& count) {
  const Allowance allowance(options, count);
  std::vector<Pair> smallest, largest;
  // The iterative methods need a basis larger than the number of eigenvalues.
  if (op.n <= std::max(options.whole, 2 * options.count + 4)) {
    const std::vector<Pair> all = pairs_of(whole(op), op.symmetric);
    smallest = outermost(all, End::left, options.count);
    largest = outermost(all, End::right, options.count);
  } else {
    const auto find = [&](End end, int ends_left) {
      const Eigen::Index products = allowance.products(op, ends_left);
      return op.symmetric ? one_end<Spectra::SymEigsSolver<Operator>>(op, end, options, products)
                          : one_end<Spectra::GenEigsSolver<Operator>>(op, end, options, products);
    };
    smallest = find(End::left, 2);
    largest = find(End::right, 1);
  }
  SpectrumEnds ends;
  ends.symmetric = op.symmetric;
  double size = 0;
  for (const auto* end : {&smallest, &largest})
    for (const Pair& pair : *end) size = std::max(size, std::abs(pair.value));
  const auto measured = [&](const std::vector<Pair>& found) {
    std::vector<RitzValue> values;
    for (const Pair& pair : found) {
      const double missed = residual(op, pair);
      values.push_back({pair.value, missed, missed <= options.tolerance * size});
    }
    return values;
  };
  ends.smallest = measured(smallest);
  ends.largest = measured(largest);
  ends.products = allowance.spent();
  return ends;
}

}  // namespace

bool SpectrumEnds::converged() const {
  const auto has = [](const RitzValue& r) { return r.converged; };
  return std::all_of(smallest.begin(), smallest.end(), has) &&
         std::all_of(largest.begin(), largest.end(), has);
}

GameSpectra game_spectra(const ExperimentSpec& spec, const std::vector<double>& x,
                         const SpectrumOptions& options, const Tell& tell) {
  try {
    GameProducts game(spec, x);
    const Shape& shape = game.shape();
    const std::function<std::uint64_t()> count = [&] { return game.count(); };
    Pulse pulse(tell);
    const auto find = [&](const std::string& name, Eigen::Index n, bool symmetric,
                          const Product& product) {
      const Product counted = [&](const VectorXd& v) {
        pulse([&] { return fmt::format("{}: {} products", name, game.count()); });
        return product(v);
      };
      return ends_of({n, symmetric, counted}, options, count);
    };
    GameSpectra spectra;
    for (std::uint32_t i = 0; i < shape.players(); ++i)
      spectra.own.push_back(find(fmt::format("own Hessian of player {}", i + 1), shape.dims[i],
                                 true, [&](const VectorXd& v) { return game.block(i, i, v); }));
    spectra.J =
        find("J", shape.coordinates(), false, [&](const VectorXd& v) { return game.jacobian(v); });
    if (shape.players() != 2) {
      spectra.without_schur = "the Schur complement is computed from products for two players only";
      return spectra;
    }
    const std::uint32_t leader = spec.place[0] == 0 ? 0 : 1;
    SchurProducts schur(game, leader, options.eta, options.inner_tolerance,
                        std::max<std::uint64_t>(options.products / least_products, 1));
    spectra.schur = find("Schur complement", shape.dims[leader], false,
                         [&](const VectorXd& v) { return schur(v); });
    spectra.schur->inner_residual = schur.residual();
    // The errors of the products are errors of the eigenvalues, too. They are judged by the terms
    // of the products: where these cancel, all eigenvalues are rounding errors.
    const bool solved = schur.residual() <= std::max(options.tolerance, options.inner_tolerance);
    for (auto* end : {&spectra.schur->smallest, &spectra.schur->largest})
      for (RitzValue& value : *end) {
        value.residual += schur.error();
        value.converged = solved && value.residual <= options.tolerance * schur.terms();
      }
    return spectra;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove::engine
