#include "play/population.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "game/difference.hpp"
#include "play/start.hpp"

namespace firstmove::engine {
namespace {

// Whether every value is finite: a finite value minus itself is 0, for others it is NaN. Written so
// that the compiler vectorizes it.
bool all_finite(const double* values, std::size_t count) {
  std::uint64_t faults = 0;
  for (std::size_t i = 0; i < count; ++i) faults |= values[i] - values[i] == 0 ? 0u : 1u;
  return faults == 0;
}

}  // namespace

Population::Population(const Shape& shape, std::size_t count)
    : shape_(shape),
      x_(shape.coordinates(), stride_for(count)),
      before_(shape.coordinates(), stride_for(count)),
      active_(count, 1),
      alive_(count),
      ends_(count) {}

void Population::place(std::size_t replica, const std::vector<double>& x) {
  for (std::size_t c = 0; c < x.size(); ++c) x_.row(c)[replica] = x[c];
}

void Population::pad() {
  for (std::size_t c = 0; c < x_.rows(); ++c)
    std::fill(x_.row(c) + count(), x_.row(c) + x_.stride(), x_.row(c)[0]);
}

void Population::begin_step() { std::copy_n(x_.data(), x_.size(), before_.data()); }

void Population::move(std::uint32_t player, double gamma, const BatchArray& update) {
  for (std::size_t a = 0; a < update.rows(); ++a) {
    const std::size_t c = shape_.offsets[player] + a;
    move_within(shape_.domains[c], x_.row(c), gamma, update.row(a), x_.stride());
  }
}

void Population::set(std::uint32_t player, const BatchArray& action) {
  for (std::size_t a = 0; a < action.rows(); ++a) {
    const std::size_t c = shape_.offsets[player] + a;
    for (std::size_t r = 0; r < x_.stride(); ++r)
      x_.row(c)[r] = into_domain(shape_.domains[c], action.row(a)[r]);
  }
}

void Population::require_finite(const BatchArray& values, std::uint32_t player, const char* what,
                                std::uint64_t step) {
  for (std::size_t a = 0; a < values.rows(); ++a) {
    if (all_finite(values.row(a), count())) continue;
    for (std::size_t r = 0; r < count(); ++r)
      if (!std::isfinite(values.row(a)[r]))
        end(r, RunStatus::failed, std::isnan(values.row(a)[r]) ? Cause::nan : Cause::infinite,
            fmt::format("player {}'s {} is {} at step {}", player + 1, what,
                        std::isnan(values.row(a)[r]) ? "nan" : "infinite", step),
            step == 0 ? 0 : step - 1);
  }
}

void Population::end(std::size_t replica, RunStatus status, Cause cause, std::string reason,
                     std::uint64_t steps) {
  if (!active_[replica]) return;
  active_[replica] = 0;
  --alive_;
  ends_[replica] = {status, cause, std::move(reason), steps};
}

void Population::finish_step(std::uint64_t step) {
  for (std::uint32_t p = 0; p < shape_.players(); ++p)
    for (std::uint32_t c = shape_.offsets[p]; c < shape_.offsets[p + 1]; ++c)
      if (!all_finite(x_.row(c), count()))
        for (std::size_t r = 0; r < count(); ++r)
          if (!std::isfinite(x_.row(c)[r]))
            end(r, RunStatus::failed, Cause::infinite,
                fmt::format("player {}'s action overflowed at step {}", p + 1, step), step - 1);
  if (alive_ == count()) return;
  for (std::size_t r = 0; r < count(); ++r)
    if (!active_[r])
      for (std::size_t c = 0; c < x_.rows(); ++c) x_.row(c)[r] = before_.row(c)[r];
}

double Population::update_norm(std::size_t replica) const {
  double sum = 0;
  for (std::size_t c = 0; c < x_.rows(); ++c) {
    const double moved = difference(shape_.domains[c], x_.row(c)[replica], before_.row(c)[replica]);
    sum += moved * moved;
  }
  return std::sqrt(sum);
}

std::vector<double> Population::state(std::size_t replica) const {
  std::vector<double> x(x_.rows());
  for (std::size_t c = 0; c < x.size(); ++c) x[c] = x_.row(c)[replica];
  return x;
}

}  // namespace firstmove::engine
