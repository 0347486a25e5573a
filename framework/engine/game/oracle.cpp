#include "game/oracle.hpp"

#include <spdlog/fmt/fmt.h>
#include <firstmove/internal/multi_index.hpp>

#include <algorithm>
#include <tuple>

#include "base/memory.hpp"

namespace firstmove::engine {
namespace {

fm_request with_quantity(fm_request request, std::int32_t quantity) {
  request.quantity = quantity;
  return request;
}

// Whether coordinates fill registers better than replicas do, and the game allows it.
bool lanes_of_coordinates(const Game& game) {
  constexpr std::uint32_t many = 64;
  const fm_game& table = game.table();
  return FM_HAS(&table, fm_game, contiguous) && table.contiguous != 0 &&
         game.shape().coordinates() >= many;
}

}  // namespace

bool same(const fm_request& a, const fm_request& b) {
  return a.quantity == b.quantity && a.player == b.player && a.j == b.j && a.k == b.k && a.l == b.l;
}

bool RequestOrder::operator()(const fm_request& a, const fm_request& b) const {
  return std::tie(a.quantity, a.player, a.j, a.k, a.l) <
         std::tie(b.quantity, b.player, b.j, b.k, b.l);
}
bool RequestOrder::operator()(const std::vector<fm_request>& a,
                              const std::vector<fm_request>& b) const {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), *this);
}

std::string describe(const fm_request& r) {
  const auto i = r.player + 1, j = r.j + 1, k = r.k + 1, l = r.l + 1;
  switch (r.quantity) {
    case FM_COST:
      return fmt::format("f_{}", i);
    case FM_GRADIENT:
      return fmt::format("D_{} f_{}", j, i);
    case FM_HESSIAN_PRODUCT:
      return fmt::format("products with D_{}{} f_{}", j, k, i);
    case FM_HESSIAN_BLOCK:
      return fmt::format("D_{}{} f_{} as a dense block", j, k, i);
    case FM_TAYLOR:
      return fmt::format("all derivatives of f_{} to order {}", i, r.j);
    case FM_METRIC:
      return fmt::format("its measure number {}", i);
    default:
      return fmt::format("products with the third derivatives D_{}{}{} f_{}", j, k, l, i);
  }
}

std::size_t rows_of(const fm_request& r, const Shape& shape) {
  if (r.quantity == FM_COST || r.quantity == FM_METRIC) return 1;
  if (r.quantity == FM_TAYLOR) return derivatives(shape.coordinates(), r.j);
  const std::size_t rows = shape.dims[r.j];
  return r.quantity == FM_HESSIAN_BLOCK ? rows * shape.dims[r.k] : rows;
}

std::size_t vectors_of(const fm_request& r) {
  return r.quantity == FM_HESSIAN_PRODUCT ? 1 : r.quantity == FM_THIRD_PRODUCT ? 2 : 0;
}

std::uint64_t products_of(const fm_request& r, const Shape& shape) {
  switch (r.quantity) {
    case FM_COST:
    case FM_METRIC:
      return 0;
    case FM_HESSIAN_BLOCK:
      return shape.dims[r.k];
    case FM_TAYLOR:
      return rows_of(r, shape) / shape.coordinates();
    default:
      return 1;
  }
}

Oracle::Oracle(Game& game, std::span<const std::uint32_t> replicates, std::uint64_t seed,
               bool contiguous)
    : game_(game),
      replicates_(replicates),
      stride_(contiguous && replicates.size() == 1 && lanes_of_coordinates(game)
                  ? 1
                  : stride_for(replicates.size())),
      seed_(seed) {
  constexpr double arrays = 8;  // of joint actions: points, directions, updates, moments, ..
  const double bytes = arrays * sizeof(double) * static_cast<double>(stride_) *
                       static_cast<double>(game.shape().coordinates());
  if (const std::string missing = missing_memory(bytes); !missing.empty())
    throw PluginFailure(
        FM_UNSUPPORTED,
        fmt::format("a batch of {} replicates of '{}', with {} coordinates, would take {}",
                    replicates.size(), game.id(), game.shape().coordinates(), missing));
}

bool Oracle::native(const fm_request& request) const {
  return game_.host().ask("offers",
                          [&] { return game_.table().offers(game_.instance(), &request) != 0; });
}

bool Oracle::offers(const fm_request& r) const {
  if (native(r)) return true;
  if (r.quantity == FM_HESSIAN_BLOCK) return native(with_quantity(r, FM_HESSIAN_PRODUCT));
  if (r.quantity == FM_HESSIAN_PRODUCT) return native(with_quantity(r, FM_HESSIAN_BLOCK));
  return false;
}

void Oracle::require(const fm_request& r) const {
  if (!offers(r))
    throw PluginFailure(FM_UNSUPPORTED,
                        fmt::format("the game '{}' does not give {}", game_.id(), describe(r)));
  if (const std::string missing = missing_memory(result_bytes(r) + scratch_bytes(r));
      !missing.empty())
    throw PluginFailure(FM_UNSUPPORTED,
                        fmt::format("{} for a batch of {} of '{}' would take {}", describe(r),
                                    replicates_.size(), game_.id(), missing));
}

double Oracle::result_bytes(const fm_request& r) const {
  return static_cast<double>(rows_of(r, game_.shape())) * static_cast<double>(stride_) *
         sizeof(double);
}

double Oracle::scratch_bytes(const fm_request& r) const {
  if (native(r)) return 0;
  // A block from products has a unit vector and a product for each column; a product from a block
  // has the block.
  const double columns = r.quantity == FM_HESSIAN_BLOCK ? game_.shape().dims[r.k] : 0;
  return r.quantity == FM_HESSIAN_BLOCK
             ? result_bytes(r) + columns * columns * static_cast<double>(stride_) * sizeof(double)
             : result_bytes(with_quantity(r, FM_HESSIAN_BLOCK));
}

std::size_t Oracle::prepare(const std::vector<fm_request>& requests) {
  const Shape& shape = game_.shape();
  Plan plan;
  std::vector<fm_request> native_requests;
  std::size_t next_vector = 0;
  for (std::size_t q = 0; q < requests.size(); ++q) {
    const fm_request& r = requests[q];
    require(r);
    plan.products += products_of(r, shape);
    if (native(r)) {
      native_requests.push_back(r);
      for (std::size_t v = 0; v < vectors_of(r); ++v) plan.vectors.push_back({true, next_vector++});
      plan.outputs.push_back({true, q});
    } else if (r.quantity == FM_HESSIAN_BLOCK) {
      const std::size_t rows = shape.dims[r.j], columns = shape.dims[r.k];
      for (std::size_t b = 0; b < columns; ++b) {
        native_requests.push_back(with_quantity(r, FM_HESSIAN_PRODUCT));
        BatchArray& unit = plan.scratch.emplace_back(columns, stride_);
        for (std::size_t lane = 0; lane < stride_; ++lane) unit.row(b)[lane] = 1;
        plan.vectors.push_back({false, plan.scratch.size() - 1});
        plan.scratch.emplace_back(rows, stride_);
        plan.outputs.push_back({false, plan.scratch.size() - 1});
        plan.columns.push_back({plan.scratch.size() - 1, q, b, columns});
      }
    } else {
      const std::size_t rows = shape.dims[r.j], columns = shape.dims[r.k];
      native_requests.push_back(with_quantity(r, FM_HESSIAN_BLOCK));
      plan.scratch.emplace_back(rows * columns, stride_);
      plan.outputs.push_back({false, plan.scratch.size() - 1});
      plan.multiplications.push_back({plan.scratch.size() - 1, next_vector++, q, rows, columns});
    }
  }

  std::vector<const fm_request*> pointers;
  for (const fm_request& request : native_requests) pointers.push_back(&request);
  game_.host().call("prepare", "prepare the requested quantities", [&] {
    return game_.table().prepare(game_.instance(), pointers.data(),
                                 static_cast<std::uint32_t>(pointers.size()), &plan.native);
  });
  plan.direct = std::all_of(plan.outputs.begin(), plan.outputs.end(),
                            [](const Place& place) { return place.callers; });
  plan.vector_pointers.resize(plan.vectors.size());
  plan.output_pointers.resize(plan.outputs.size());
  plans_.push_back(std::move(plan));
  return plans_.size() - 1;
}

fm_batch Oracle::batch(std::uint64_t step, const double* x) const {
  return {sizeof(fm_batch),
          static_cast<std::uint32_t>(replicates_.size()),
          stride_,
          step,
          seed_,
          replicates_.data(),
          x};
}

void Oracle::call(const Plan& plan, const fm_batch& at, const double* const* vectors,
                  double* const* out) {
  game_.host().call("evaluate", "evaluate its costs", [&] {
    return game_.table().evaluate(game_.instance(), plan.native, &at, vectors, out);
  });
}

void Oracle::evaluate(std::size_t index, std::uint64_t step, const double* x,
                      const double* const* vectors, double* const* out) {
  Plan& plan = plans_[index];
  const fm_batch at = batch(step, x);
  if (plan.direct) return call(plan, at, vectors, out);
  for (std::size_t v = 0; v < plan.vectors.size(); ++v)
    plan.vector_pointers[v] = plan.vectors[v].callers ? vectors[plan.vectors[v].index]
                                                      : plan.scratch[plan.vectors[v].index].data();
  for (std::size_t o = 0; o < plan.outputs.size(); ++o)
    plan.output_pointers[o] = plan.outputs[o].callers ? out[plan.outputs[o].index]
                                                      : plan.scratch[plan.outputs[o].index].data();
  call(plan, at, plan.vector_pointers.data(), plan.output_pointers.data());

  for (const Column& c : plan.columns) {
    const BatchArray& product = plan.scratch[c.scratch];
    for (std::size_t a = 0; a < product.rows(); ++a)
      std::copy_n(product.row(a), stride_, out[c.out] + (a * c.columns + c.column) * stride_);
  }
  for (const Multiplication& m : plan.multiplications) {
    const BatchArray& block = plan.scratch[m.scratch];
    for (std::size_t a = 0; a < m.rows; ++a) {
      double* const sum = out[m.out] + a * stride_;
      std::fill_n(sum, stride_, 0.0);
      for (std::size_t b = 0; b < m.columns; ++b) {
        const double* const entry = block.row(a * m.columns + b);
        const double* const v = vectors[m.vector] + b * stride_;
        for (std::size_t lane = 0; lane < stride_; ++lane) sum[lane] += entry[lane] * v[lane];
      }
    }
  }
}

}  // namespace firstmove::engine
