#include "point/point.hpp"

#include <spdlog/fmt/fmt.h>
#include <firstmove/internal/multi_index.hpp>

#include <algorithm>
#include <numeric>

#include "base/diagnostics.hpp"
#include "base/memory.hpp"
#include "point/requests.hpp"

namespace firstmove::engine {

using Eigen::MatrixXd;
using Eigen::VectorXd;

Point::Point(const ExperimentSpec& spec, const std::vector<double>& x)
    : game_(spec.game.plugin, spec.game.params, spec.game.teams),
      oracle_(game_, replicates_, spec.seed),
      x_(x.size(), oracle_.stride()),
      translations_(Translations::of_none(game_.shape().coordinates())) {
  if (game_.stochastic()) steps_ = fresh_samples();
  move(x);
}

namespace {

void fill_rows(BatchArray& rows, const std::vector<double>& x) {
  for (std::size_t c = 0; c < x.size(); ++c) std::fill_n(rows.row(c), rows.stride(), x[c]);
}

}  // namespace

std::vector<std::uint64_t> Point::fresh_samples() {
  constexpr std::uint64_t beyond_runs = std::uint64_t{1} << 62, count = 64;
  std::vector<std::uint64_t> steps(count);
  std::iota(steps.begin(), steps.end(), beyond_runs);
  return steps;
}

void Point::move(const std::vector<double>& x) {
  if (reduced_) fill_rows(reduced_->z, x);
  fill_rows(x_, reduced_ ? whole(x) : x);
}

std::vector<double> Point::joint_action() const {
  const BatchArray& rows = reduced_ ? reduced_->z : x_;
  std::vector<double> x;
  for (std::size_t c = 0; c < rows.rows(); ++c) x.push_back(rows.row(c)[0]);
  return x;
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

std::vector<MatrixXd> Point::raw(const std::vector<fm_request>& requests,
                                 const std::vector<VectorXd>& vectors) {
  const Shape& shape = game_.shape();
  std::vector<BatchArray> inputs, results;
  for (const VectorXd& v : vectors) {
    BatchArray& input = inputs.emplace_back(static_cast<std::size_t>(v.size()), x_.stride());
    for (std::size_t c = 0; c < input.rows(); ++c)
      std::fill_n(input.row(c), input.stride(), v[static_cast<Eigen::Index>(c)]);
  }
  for (const fm_request& r : requests) results.emplace_back(rows_of(r, shape), x_.stride());
  std::vector<const double*> in;
  std::vector<double*> out;
  for (const BatchArray& input : inputs) in.push_back(input.data());
  for (BatchArray& result : results) out.push_back(result.data());
  auto known = plans_.find(requests);
  if (known == plans_.end()) known = plans_.emplace(requests, oracle_.prepare(requests)).first;
  std::vector<MatrixXd> sums(requests.size());
  for (const std::uint64_t step : steps_) {
    oracle_.evaluate(known->second, step, x_.data(), in.data(), out.data());
    for (std::size_t q = 0; q < requests.size(); ++q) {
      const bool dense = requests[q].quantity == FM_HESSIAN_BLOCK;
      const std::size_t columns = dense ? shape.dims[requests[q].k] : 1;
      MatrixXd one(results[q].rows() / columns, columns);
      for (std::size_t r = 0; r < results[q].rows(); ++r)
        one(static_cast<Eigen::Index>(r / columns), static_cast<Eigen::Index>(r % columns)) =
            results[q].row(r)[0];
      sums[q] = sums[q].size() == 0 ? one : MatrixXd(sums[q] + one);
    }
  }
  if (steps_.size() > 1)
    for (MatrixXd& sum : sums) sum /= static_cast<double>(steps_.size());
  return sums;
}

MatrixXd Point::get(const fm_request& request, const std::vector<VectorXd>& vectors) {
  return std::move(get(std::vector{request}, vectors).front());
}

std::vector<MatrixXd> Point::get(const std::vector<fm_request>& requests,
                                 const std::vector<VectorXd>& vectors) {
  if (!reduced_) return raw(requests, vectors);
  std::vector<VectorXd> wide;  // of players k and l
  for (const fm_request& r : requests)
    for (std::size_t v = 0; v < vectors_of(r); ++v)
      wide.push_back(reduced_->bases[v == 0 ? r.k : r.l] * vectors[wide.size()]);
  std::vector<MatrixXd> all = raw(requests, wide);
  for (std::size_t q = 0; q < all.size(); ++q) all[q] = across(requests[q], all[q]);
  return all;
}

MatrixXd Point::across(const fm_request& request, const MatrixXd& whole) const {
  const auto& Q = reduced_->bases;
  if (request.quantity == FM_COST) return whole;
  if (request.quantity == FM_TAYLOR) return reduced_taylor(whole, request.j);
  const MatrixXd rows = Q[request.j].transpose() * whole;
  return request.quantity == FM_HESSIAN_BLOCK ? MatrixXd(rows * Q[request.k]) : rows;
}

// Derivatives along the columns of Q, of any order, by contracting one index after the other.
MatrixXd Point::reduced_taylor(const MatrixXd& full, std::uint32_t order) const {
  const MultiIndices from(game_.shape().coordinates(), order),
      to(reduced_->shape.coordinates(), order);
  const MatrixXd Q = basis();
  std::vector<std::vector<std::pair<std::uint32_t, double>>> entries(to.variables());
  for (std::uint32_t z = 0; z < to.variables(); ++z)
    for (std::uint32_t c = 0; c < from.variables(); ++c)
      if (Q(c, z) != 0) entries[z].push_back({c, Q(c, z)});
  MatrixXd result(static_cast<Eigen::Index>(to.size()), 1);
  std::vector<std::uint32_t> chosen;
  for (std::size_t row = 0; row < to.size(); ++row) {
    double sum = 0;
    const auto add = [&](const auto& next, double weight) -> void {
      const std::size_t place = chosen.size();
      if (place == to[row].size()) {
        std::vector<std::uint32_t> sorted = chosen;
        std::sort(sorted.begin(), sorted.end());
        sum += weight * full(static_cast<Eigen::Index>(from.position(sorted)), 0);
        return;
      }
      for (const auto& [c, q] : entries[to[row][place]]) {
        chosen.push_back(c);
        next(next, weight * q);
        chosen.pop_back();
      }
    };
    add(add, 1);
    result(static_cast<Eigen::Index>(row), 0) = sum;
  }
  return result;
}

void Point::set_translations(Translations translations) {
  translations_ = std::move(translations);
  looked_for_translations_ = true;
}

void Point::reduce() {
  release();
  const Shape& full = game_.shape();
  const std::vector<double> x = joint_action();
  Reduced reduced{{}, translations_.orthogonal(full), x, {}};
  reduced.shape.offsets = {0};
  for (const MatrixXd& Q : reduced.bases) {
    reduced.shape.dims.push_back(static_cast<std::uint32_t>(Q.cols()));
    reduced.shape.offsets.push_back(reduced.shape.offsets.back() + reduced.shape.dims.back());
  }
  const std::uint32_t count = reduced.shape.offsets.back();
  reduced.z = BatchArray(count, x_.stride());
  reduced_ = std::move(reduced);
  const MatrixXd Q = basis();
  for (std::uint32_t z = 0; z < count; ++z) {
    double middle = 0, reach = 0;
    const fm_domain* domain = nullptr;
    for (std::uint32_t c = 0; c < full.coordinates(); ++c) {
      if (Q(c, z) == 0) continue;
      domain = &full.domains[c];
      if (full.start_lower.empty()) continue;
      middle += Q(c, z) * (full.start_lower[c] + full.start_upper[c]) / 2;
      reach += std::abs(Q(c, z)) * (full.start_upper[c] - full.start_lower[c]) / 2;
    }
    // Only coordinates on the whole line are mixed with others.
    reduced_->shape.domains.push_back(*domain);
    if (full.start_lower.empty()) continue;
    reduced_->shape.start_lower.push_back(middle - reach);
    reduced_->shape.start_upper.push_back(middle + reach);
  }
  const std::vector<double> z = across(x);
  const VectorXd part = Q * Eigen::Map<const VectorXd>(z.data(), count);
  for (std::size_t c = 0; c < x.size(); ++c)
    reduced_->origin[c] = x[c] - part[static_cast<Eigen::Index>(c)];
  fill_rows(reduced_->z, z);
}

void Point::release() { reduced_.reset(); }

MatrixXd Point::basis() const { return basis_of(reduced_->bases); }

std::vector<double> Point::whole(const std::vector<double>& z) const {
  const VectorXd moved =
      basis() * Eigen::Map<const VectorXd>(z.data(), static_cast<Eigen::Index>(z.size()));
  std::vector<double> x = reduced_->origin;
  for (std::size_t c = 0; c < x.size(); ++c) x[c] += moved[static_cast<Eigen::Index>(c)];
  return x;
}

std::vector<double> Point::across(const std::vector<double>& x) const {
  const VectorXd z = basis().transpose() *
                     Eigen::Map<const VectorXd>(x.data(), static_cast<Eigen::Index>(x.size()));
  return {z.data(), z.data() + z.size()};
}

double Point::cost(std::uint32_t i) { return get({sizeof(fm_request), FM_COST, i, 0, 0, 0})(0, 0); }
VectorXd Point::gradient(std::uint32_t i, std::uint32_t j) { return get(gradient_of(i, j)); }
MatrixXd Point::block(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
  return get(block_of(i, j, k));
}
MatrixXd Point::jacobian() {
  const auto& first = shape().offsets;
  const auto& dims = shape().dims;
  MatrixXd J(shape().coordinates(), shape().coordinates());
  std::vector<fm_request> blocks;
  for (std::uint32_t i = 0; i < shape().players(); ++i)
    for (std::uint32_t j = 0; j < shape().players(); ++j) blocks.push_back(block_of(i, i, j));
  const std::vector<MatrixXd> all = get(blocks);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const auto [i, k] = std::pair(blocks[b].player, blocks[b].k);
    J.block(first[i], first[k], dims[i], dims[k]) = all[b];
  }
  return J;
}
MatrixXd Point::third(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l,
                      const VectorXd& u) {
  MatrixXd matrix(shape().dims[j], shape().dims[l]);
  for (Eigen::Index c = 0; c < matrix.cols(); ++c)
    matrix.col(c) = get(third_of(i, j, k, l), {u, VectorXd::Unit(matrix.cols(), c)});
  return matrix;
}

std::optional<VectorXd> Point::taylor(std::uint32_t i, std::uint32_t order) {
  const fm_request whole = taylor_of(i, order);
  if (oracle_.offers(whole)) return VectorXd(get(whole));
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
