#include "play/path_memory.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "play/population.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_samples = 256;

bool periodic(const fm_domain& domain) { return domain.kind == FM_DOMAIN_PERIODIC; }

std::size_t embedded(const Shape& shape) {
  std::size_t n = 0;
  for (const fm_domain& domain : shape.domains) n += periodic(domain) ? 2 : 1;
  return n;
}

struct OnCircle {
  double along, across;
};
OnCircle on_circle(const fm_domain& domain, double value) {
  const double radius = (domain.upper - domain.lower) / (2 * std::numbers::pi);
  const double angle = (value - domain.lower) / radius;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

}  // namespace

PathMemory::PathMemory(const Shape& shape, Population& population)
    : shape_(shape),
      population_(population),
      functions_(moves()),
      count_(population.count()),
      stride_(population.x().stride()),
      points_(embedded(shape)),
      lifts_(points_.whole() ? 1 : shape.coordinates()),
      lift_rows_(points_.whole() ? shape.coordinates() : lifts_.width()),
      memory_(most_samples * (points_rows() + 3 * lift_rows_ + 2) * stride_),
      square_(count_),
      start_size_(count_),
      direction_squares_(shape.players(), std::vector<double>(count_)) {
  directions_.free = BatchArray(shape.coordinates(), stride_);
  directions_.noise.resize(count_);
  if (!points_.whole()) lift_ = BatchArray(lift_rows_, stride_);
  if (embedded(shape) != shape.coordinates()) angles_ = BatchArray(shape.coordinates(), stride_);
  ways_.reserve(lift_rows_);
  others_.reserve(lift_rows_);
  boxes_.reserve(lift_rows_);
  divide_memory();
}

// Points that are kept whole are kept as coordinates.
std::size_t PathMemory::points_rows() const {
  return points_.whole() ? shape_.coordinates() : points_.width();
}

void PathMemory::divide_memory() {
  double* next = memory_.data();
  const auto take = [&](std::size_t rows) {
    double* const taken = next;
    next += rows * stride_;
    return taken;
  };
  samples_.reserve(most_samples);
  for (std::size_t s = 0; s < most_samples; ++s)
    samples_.push_back({take(points_rows()), take(lift_rows_), take(lift_rows_), take(lift_rows_),
                        take(1), take(1), false});
}

// Moves on circles are measured along them, without an embedding.
void PathMemory::take_lift() {
  std::fill_n(lift_.data(), lift_.size(), 0.0);
  for (std::size_t c = 0; c < shape_.coordinates(); ++c) {
    const fm_domain& domain = shape_.domains[c];
    if (!periodic(domain)) continue;
    const double* const values = population_.x().row(c);
    double* const angle = angles_.row(c);
    const double* const from = population_.before().row(c);
    const double length = domain.upper - domain.lower, half = length / 2;
    for (std::size_t r = 0; r < count_; ++r) {
      double step = values[r] - from[r];
      step = step > half ? step - length : step;
      step = step < -half ? step + length : step;
      angle[r] += step;
    }
  }
  const auto source = [this](std::size_t c) {
    return periodic(shape_.domains[c]) ? angles_.row(c) : population_.x().row(c);
  };
  for (std::size_t c = 0; c < shape_.coordinates(); ++c)
    lifts_.add(c, source(c), count_, lift_.data(), stride_);
}

// From now on the sample's box is widened.
void PathMemory::watch(const Sample& sample) {
  constexpr fm_domain line = {FM_DOMAIN_REAL, 0, 0, 0};
  const std::size_t columns = population_.columns();
  ways_.clear();
  for (std::size_t i = 0; i < lift_rows_; ++i) {
    double *const least = row(sample.least, i), *const greatest = row(sample.greatest, i);
    if (!points_.whole())
      ways_.push_back({line, columns, lift_.row(i), nullptr, {nullptr, least, greatest}});
    else if (!periodic(shape_.domains[i]))
      ways_.push_back({line, columns, population_.x().row(i), nullptr, {nullptr, least, greatest}});
    else
      ways_.push_back({shape_.domains[i],
                       columns,
                       population_.x().row(i),
                       population_.before().row(i),
                       {angles_.row(i), least, greatest}});
  }
}

// At a step that is not sampled a move knows where it leads, so that boxes take no pass of their
// own.
void PathMemory::let_moves_widen(bool from_now_on) {
  moves_widen_ = from_now_on;
  boxes_.clear();
  others_.clear();
  for (std::size_t c = 0; from_now_on && c < ways_.size(); ++c) {
    boxes_.push_back(ways_[c].box);
    if (!population_.is_moved(c)) others_.push_back(ways_[c]);
  }
  population_.widen(boxes_);
}

// Those of samples: the squares of the direction and of the noise, and the direction itself.
void PathMemory::take_directions() {
  Sample& sample = samples_[taken_ - 1];
  sample.with_direction = true;
  std::copy_n(directions_.noise.data(), count_, sample.noise_square);
  if (!points_.whole()) std::fill_n(sample.direction, lift_rows_ * stride_, 0.0);
  for (std::uint32_t p = 0; p < shape_.players(); ++p) {
    for (std::uint32_t c = shape_.offsets[p]; c < shape_.offsets[p + 1]; ++c) {
      const double* const free = directions_.free.row(c);
      if (points_.whole())
        std::copy_n(free, count_, row(sample.direction, c));
      else
        lifts_.add(c, free, count_, sample.direction, stride_);
      const bool first = c == shape_.offsets[p];
      for (std::size_t r = 0; r < count_; ++r)
        square_[r] = (first ? 0 : square_[r]) + free[r] * free[r];
    }
    std::vector<double>& greatest = direction_squares_[p];
    for (std::size_t r = 0; r < count_; ++r) {
      sample.direction_square[r] = (p == 0 ? 0 : sample.direction_square[r]) + square_[r];
      // A replica that has ended is at rest, but its directions may still be computed.
      const bool greater = population_.active()[r] && square_[r] > greatest[r];
      greatest[r] = greater ? square_[r] : greatest[r];
    }
  }
}

void PathMemory::sketch_x(double* to) const {
  const BatchArray& x = population_.x();
  if (points_.whole()) {
    std::copy_n(x.data(), x.size(), to);
    return;
  }
  std::fill_n(to, points_.width() * stride_, 0.0);
  std::size_t e = 0;
  for (std::size_t c = 0; c < shape_.coordinates(); ++c) {
    const double* const values = x.row(c);
    if (!periodic(shape_.domains[c])) {
      points_.add(e++, values, count_, to, stride_);
      continue;
    }
    for (std::size_t r = 0; r < count_; ++r) {
      const OnCircle point = on_circle(shape_.domains[c], values[r]);
      points_.add(e, &point.along, 1, to + r, stride_);
      points_.add(e + 1, &point.across, 1, to + r, stride_);
    }
    e += 2;
  }
}

void PathMemory::take_start_sizes() {
  for (std::size_t r = 0; r < count_; ++r) {
    double square = 0;
    for (std::size_t c = 0; c < shape_.coordinates(); ++c)
      if (const double x = population_.x().row(c)[r]; !periodic(shape_.domains[c])) square += x * x;
    start_size_[r] = std::sqrt(square);
  }
}

void PathMemory::see_in_full(std::uint64_t k) {
  if (directions_.wanted && k > 0) take_directions();
  if (k == 0) take_start_sizes();
  directions_.wanted = k == next_;
  if (directions_.wanted) {
    if (taken_ == most_samples) thin();
    next_ = k + every_;
    Sample& sample = samples_[taken_++];
    sample.with_direction = false;
    sketch_x(sample.x);
    watch(sample);
  }
  if (!points_.whole()) take_lift();
  if (directions_.wanted)
    functions_.begin(ways_);
  else
    functions_.follow(moves_widen_ ? others_ : ways_);
  if (directions_.wanted || moves_widen_) let_moves_widen(points_.whole() && k + 1 != next_);
}

void PathMemory::thin() {
  for (std::size_t s = 0; s < most_samples; s += 2) {
    const Sample &kept = samples_[s], &other = samples_[s + 1];
    for (std::size_t i = 0; i < lift_rows_ * stride_; ++i) {
      kept.least[i] = std::min(kept.least[i], other.least[i]);
      kept.greatest[i] = std::max(kept.greatest[i], other.greatest[i]);
    }
    std::swap(samples_[s / 2], samples_[s]);
  }
  taken_ = most_samples / 2;
  every_ *= 2;
}

void PathMemory::put_point(const double* kept, std::size_t replica,
                           std::vector<double>& out) const {
  for (std::size_t i = 0; i < points_rows(); ++i) {
    const double value = row(kept, i)[replica];
    if (!points_.whole() || !periodic(shape_.domains[i])) {
      out.push_back(value);
      continue;
    }
    const auto [along, across] = on_circle(shape_.domains[i], value);
    out.insert(out.end(), {along, across});
  }
}

SampledPath PathMemory::path(std::size_t replica, bool noisy) const {
  SampledPath path;
  path.every = every_;
  path.noisy = noisy;
  for (const fm_domain& domain : shape_.domains)
    if (periodic(domain))
      path.half_turn = std::hypot(path.half_turn, (domain.upper - domain.lower) / 2);
  path.points.width = points_.width();
  path.least.width = path.greatest.width = path.directions.width = lift_rows_;
  for (std::size_t s = 0; s < taken_; ++s) {
    const Sample& sample = samples_[s];
    put_point(sample.x, replica, path.points.values);
    for (std::size_t i = 0; i < lift_rows_; ++i) {
      path.least.values.push_back(row(sample.least, i)[replica]);
      path.greatest.values.push_back(row(sample.greatest, i)[replica]);
      if (sample.with_direction)
        path.directions.values.push_back(row(sample.direction, i)[replica]);
    }
  }
  const RawMemory now(points_rows() * stride_);
  sketch_x(now.data());
  put_point(now.data(), replica, path.points.values);
  const std::size_t known = path.directions.count();
  for (std::size_t s = known / 2; s < known; ++s) {
    path.direction_square += samples_[s].direction_square[replica];
    path.noise_square += samples_[s].noise_square[replica];
  }
  return path;
}

std::vector<double> PathMemory::direction_sizes(std::size_t replica) const {
  std::vector<double> sizes;
  for (const auto& squares : direction_squares_) sizes.push_back(std::sqrt(squares[replica]));
  return sizes;
}

}  // namespace firstmove::engine
