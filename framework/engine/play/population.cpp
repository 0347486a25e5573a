#include "play/population.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "game/difference.hpp"
#include "play/start.hpp"

namespace firstmove::engine {
namespace {

bool alike(const fm_domain& a, const fm_domain& b) {
  return a.kind == b.kind && a.lower == b.lower && a.upper == b.upper;
}

}  // namespace

Population::Population(const Shape& shape, std::size_t count, std::size_t stride)
    : shape_(shape),
      functions_(moves()),
      columns_(stride == 1 ? 1
                           : (count + functions_.width - 1) / functions_.width * functions_.width),
      x_(shape.coordinates(), stride),
      before_(shape.coordinates(), stride),
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

void Population::moves_by(std::uint32_t player, const BatchArray& direction,
                          const Noise::OfPlayer& noise) {
  const std::size_t first = shape_.offsets[player], dim = shape_.dims[player];
  for (std::size_t a = 0, rows = 1; a < dim; a += rows) {
    const fm_domain& domain = shape_.domains[first + a];
    rows = 1;
    while (x_.stride() == 1 && a + rows < dim && alike(domain, shape_.domains[first + a + rows]))
      ++rows;
    moves_.push_back({domain,
                      rows * columns_,
                      direction.row(a),
                      nullptr,
                      noise.scale,
                      noise.alone,
                      x_.row(first + a),
                      before_.row(first + a),
                      0,
                      {}});
    sources_.push_back({player, &noise, a});
  }
}

void Population::widen(std::span<const Box> boxes) {
  for (std::size_t i = 0; i < moves_.size(); ++i) {
    const std::size_t c = shape_.offsets[sources_[i].player] + sources_[i].coordinate;
    moves_[i].box = boxes.empty() ? Box{} : boxes[c];
  }
}

bool Population::is_moved(std::size_t coordinate) const {
  return std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) {
    const std::uint32_t p = source.player;
    return coordinate >= shape_.offsets[p] && coordinate < shape_.offsets[p + 1];
  });
}

bool Population::move(const std::vector<double>& step_sizes) {
  for (std::size_t i = 0; i < moves_.size(); ++i) {
    const auto& [player, noise, coordinate] = sources_[i];
    moves_[i].gamma = step_sizes[player];
    if (noise->numbers) moves_[i].noise = noise->numbers + coordinate * noise->distance;
  }
  const Finite all = functions_.move(moves_);
  overflow_ = overflow_ || !all.x;
  return all.directions;
}

void Population::hold(std::uint32_t player) {
  std::copy_n(x_.row(shape_.offsets[player]), shape_.dims[player] * x_.stride(),
              before_.row(shape_.offsets[player]));
}

void Population::set(std::uint32_t player, const BatchArray& action) {
  for (std::size_t a = 0; a < action.rows(); ++a) {
    const std::size_t c = shape_.offsets[player] + a;
    for (std::size_t r = 0; r < x_.stride(); ++r)
      x_.row(c)[r] = into_domain(shape_.domains[c], action.row(a)[r]);
  }
  overflow_ = overflow_ || !functions_.all_finite(action.data(), action.size());
}

void Population::require_finite(const BatchArray& values, std::uint32_t player, const char* what,
                                std::uint64_t step) {
  if (functions_.all_finite(values.data(), values.size())) return;
  for (std::size_t a = 0; a < values.rows(); ++a) {
    for (std::size_t r = 0; r < count(); ++r)
      if (active_[r] && !std::isfinite(values.row(a)[r]))
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

void Population::mark_overflow(std::uint64_t step) {
  for (std::uint32_t p = 0; p < shape_.players(); ++p)
    for (std::uint32_t c = shape_.offsets[p]; c < shape_.offsets[p + 1]; ++c)
      for (std::size_t r = 0; r < count(); ++r)
        if (active_[r] && !std::isfinite(x_.row(c)[r]))
          end(r, RunStatus::failed, Cause::infinite,
              fmt::format("player {}'s action overflowed at step {}", p + 1, step), step - 1);
}

void Population::finish_step(std::uint64_t step) {
  if (overflow_) mark_overflow(step);
  overflow_ = false;
  if (alive_ == count()) return;
  for (std::size_t c = 0; c < x_.rows(); ++c)
    for (std::size_t r = 0; r < count(); ++r)
      if (!active_[r]) x_.row(c)[r] = before_.row(c)[r];
  pad();
}

void Population::stay() { std::copy_n(x_.data(), x_.size(), before_.data()); }

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
