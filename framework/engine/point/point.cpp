#include "point/point.hpp"

#include <spdlog/fmt/fmt.h>
#include <firstmove/internal/multi_index.hpp>

#include <algorithm>
#include <numeric>

#include "base/diagnostics.hpp"
#include "base/memory.hpp"

namespace firstmove::engine {

using Eigen::MatrixXd;
using Eigen::VectorXd;

Point::Point(const ExperimentSpec& spec, const std::vector<double>& x)
    : game_(spec.game.plugin, spec.game.params, spec.game.teams),
      oracle_(game_, replicates_, spec.seed),
      x_(x.size(), oracle_.stride()) {
  if (game_.stochastic()) steps_ = fresh_samples();
  move(x);
}

std::vector<std::uint64_t> Point::fresh_samples() {
  constexpr std::uint64_t beyond_runs = std::uint64_t{1} << 62, count = 64;
  std::vector<std::uint64_t> steps(count);
  std::iota(steps.begin(), steps.end(), beyond_runs);
  return steps;
}

void Point::move(const std::vector<double>& x) {
  for (std::size_t c = 0; c < x.size(); ++c) std::fill_n(x_.row(c), x_.stride(), x[c]);
}

void Point::require_dense() const {
  const std::uint32_t players = game_.shape().players();
  // A field, its Jacobian, the latter's factors and eigenvectors, and a second field to compare.
  constexpr double matrices = 6;
  const double n = game_.shape().coordinates();
  double kept = matrices * n * n * sizeof(double), largest = 0;
  for (std::uint32_t i = 0; i < players; ++i)
    for (std::uint32_t j = 0; j < players; ++j) {
      const fm_request block = {sizeof(fm_request), FM_HESSIAN_BLOCK, i, i, j, 0};
      if (!oracle_.offers(block)) continue;
      kept += oracle_.scratch_bytes(block);
      largest = std::max(largest, oracle_.result_bytes(block));
    }
  if (const std::string missing = missing_memory(kept + largest); !missing.empty())
    throw InputError(fmt::format(
        "dense matrices of the game '{}', with {} coordinates, would take {}; 'firstmove spectrum' "
        "computes the ends of its spectra without such matrices",
        game_.id(), game_.shape().coordinates(), missing));
}

MatrixXd Point::get(const fm_request& request, std::size_t columns,
                    const std::vector<VectorXd>& vectors) {
  std::vector<BatchArray> inputs;
  for (const VectorXd& v : vectors) {
    BatchArray& input = inputs.emplace_back(static_cast<std::size_t>(v.size()), x_.stride());
    for (std::size_t c = 0; c < input.rows(); ++c)
      std::fill_n(input.row(c), input.stride(), v[static_cast<Eigen::Index>(c)]);
  }
  std::vector<const double*> pointers;
  for (const BatchArray& input : inputs) pointers.push_back(input.data());
  BatchArray result(rows_of(request, shape()), x_.stride());
  double* const out = result.data();
  auto known = std::find_if(plans_.begin(), plans_.end(),
                            [&](const auto& plan) { return same(plan.first, request); });
  if (known == plans_.end()) known = plans_.insert(known, {request, oracle_.prepare({request})});
  MatrixXd sum;
  for (const std::uint64_t step : steps_) {
    oracle_.evaluate(known->second, step, x_.data(), pointers.data(), &out);
    MatrixXd one(result.rows() / columns, columns);
    for (std::size_t r = 0; r < result.rows(); ++r)
      one(static_cast<Eigen::Index>(r / columns), static_cast<Eigen::Index>(r % columns)) =
          result.row(r)[0];
    if (steps_.size() == 1) return one;
    sum = sum.size() == 0 ? one : MatrixXd(sum + one);
  }
  return sum / static_cast<double>(steps_.size());
}

double Point::cost(std::uint32_t i) {
  return get({sizeof(fm_request), FM_COST, i, 0, 0, 0}, 1)(0, 0);
}
VectorXd Point::gradient(std::uint32_t i, std::uint32_t j) {
  return get({sizeof(fm_request), FM_GRADIENT, i, j, 0, 0}, 1);
}
MatrixXd Point::block(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
  return get({sizeof(fm_request), FM_HESSIAN_BLOCK, i, j, k, 0}, shape().dims[k]);
}
MatrixXd Point::third(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l,
                      const VectorXd& u) {
  MatrixXd matrix(shape().dims[j], shape().dims[l]);
  for (Eigen::Index c = 0; c < matrix.cols(); ++c)
    matrix.col(c) = get({sizeof(fm_request), FM_THIRD_PRODUCT, i, j, k, l}, 1,
                        {u, VectorXd::Unit(matrix.cols(), c)});
  return matrix;
}

std::optional<VectorXd> Point::taylor(std::uint32_t i, std::uint32_t order) {
  const fm_request whole = {sizeof(fm_request), FM_TAYLOR, i, order, 0, 0};
  if (oracle_.offers(whole)) return VectorXd(get(whole, 1));
  const std::uint32_t n = shape().players();
  if (order > 3) return std::nullopt;
  for (std::uint32_t j = 0; j < n; ++j)
    for (std::uint32_t k = j; k < n; ++k) {
      if (!oracle_.offers({sizeof(fm_request), FM_HESSIAN_BLOCK, i, j, k, 0})) return std::nullopt;
      for (std::uint32_t l = k; order == 3 && l < n; ++l)
        if (!oracle_.offers({sizeof(fm_request), FM_THIRD_PRODUCT, i, j, k, l}))
          return std::nullopt;
    }
  const MultiIndices indices(shape().coordinates(), order);
  VectorXd rows(static_cast<Eigen::Index>(indices.size()));
  const auto set = [&](const std::vector<std::uint32_t>& index, double value) {
    if (std::is_sorted(index.begin(), index.end()))
      rows[static_cast<Eigen::Index>(indices.position(index))] = value;
  };
  const auto& first = shape().offsets;
  const auto& dims = shape().dims;
  set({}, cost(i));
  for (std::uint32_t j = 0; j < n; ++j) {
    const VectorXd g = gradient(i, j);
    for (std::uint32_t a = 0; a < dims[j]; ++a) set({first[j] + a}, g[a]);
    for (std::uint32_t k = j; k < n; ++k) {
      const MatrixXd H = block(i, j, k);
      for (std::uint32_t b = 0; b < dims[k]; ++b) {
        for (std::uint32_t a = 0; a < dims[j]; ++a) set({first[j] + a, first[k] + b}, H(a, b));
        for (std::uint32_t l = k; order == 3 && l < n; ++l) {
          const MatrixXd T = third(i, j, k, l, VectorXd::Unit(dims[k], b));
          for (std::uint32_t a = 0; a < dims[j]; ++a)
            for (std::uint32_t c = 0; c < dims[l]; ++c)
              set({first[j] + a, first[k] + b, first[l] + c}, T(a, c));
        }
      }
    }
  }
  return rows;
}

}  // namespace firstmove::engine
