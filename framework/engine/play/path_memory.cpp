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

void widen(const double* values, std::size_t count, double* least, double* greatest) {
  for (std::size_t r = 0; r < count; ++r) {
    least[r] = values[r] < least[r] ? values[r] : least[r];
    greatest[r] = values[r] > greatest[r] ? values[r] : greatest[r];
  }
}

}  // namespace

PathMemory::PathMemory(const Shape& shape, const Population& population)
    : shape_(shape),
      population_(population),
      points_(embedded(shape)),
      lifts_(points_.whole() ? 1 : shape.coordinates()),
      start_size_(population.count()),
      direction_squares_(shape.players(), std::vector<double>(population.count())) {
  const std::size_t stride = population.x().stride();
  directions_.free = BatchArray(shape.coordinates(), stride);
  directions_.noise.resize(population.count());
  lift_ = BatchArray(points_.whole() ? shape.coordinates() : lifts_.width(), stride);
  if (embedded(shape) != shape.coordinates()) angles_ = BatchArray(shape.coordinates(), stride);
}

// This runs at every step: moves on circles are measured along them, without an embedding.
void PathMemory::take_lift(std::uint64_t k) {
  const std::size_t count = population_.count();
  if (!points_.whole()) std::fill_n(lift_.data(), lift_.size(), 0.0);
  for (std::size_t c = 0; c < shape_.coordinates(); ++c) {
    const fm_domain& domain = shape_.domains[c];
    const double* values = population_.x().row(c);
    if (periodic(domain)) {
      double* const angle = angles_.row(c);
      const double* const from = k == 0 ? values : population_.before().row(c);
      const double length = domain.upper - domain.lower, half = length / 2;
      for (std::size_t r = 0; r < count; ++r) {
        double step = values[r] - from[r];
        step = step > half ? step - length : step;
        step = step < -half ? step + length : step;
        angle[r] += step;
      }
      values = angle;
    }
    if (points_.whole())
      std::copy_n(values, count, lift_.row(c));
    else
      lifts_.add(c, values, count, lift_);
  }
}

// Those of samples: the mean squares of the direction and of the noise, and the direction itself.
void PathMemory::take_directions() {
  const std::size_t count = population_.count();
  Sample& sample = samples_.back();
  sample.noise_square = directions_.noise;
  sample.direction = BatchArray(lift_.rows(), lift_.stride());
  sample.direction_square.assign(count, 0);
  std::vector<double> square(count);
  for (std::uint32_t p = 0; p < shape_.players(); ++p) {
    std::fill(square.begin(), square.end(), 0.0);
    for (std::uint32_t c = shape_.offsets[p]; c < shape_.offsets[p + 1]; ++c) {
      const double* const free = directions_.free.row(c);
      for (std::size_t r = 0; r < count; ++r) square[r] += free[r] * free[r];
      if (points_.whole())
        std::copy_n(free, count, sample.direction.row(c));
      else
        lifts_.add(c, free, count, sample.direction);
    }
    std::vector<double>& greatest = direction_squares_[p];
    for (std::size_t r = 0; r < count; ++r) {
      sample.direction_square[r] += square[r];
      // A replica that has ended is at rest, but its directions may still be computed.
      if (population_.active()[r] && square[r] > greatest[r]) greatest[r] = square[r];
    }
  }
}

BatchArray PathMemory::sketch_of_x() const {
  if (points_.whole()) return population_.x();
  const std::size_t count = population_.count();
  BatchArray out(points_.width(), population_.x().stride());
  std::vector<double> along(count), across(count);
  std::size_t e = 0;
  for (std::size_t c = 0; c < shape_.coordinates(); ++c) {
    const double* const values = population_.x().row(c);
    if (!periodic(shape_.domains[c])) {
      points_.add(e++, values, count, out);
      continue;
    }
    for (std::size_t r = 0; r < count; ++r) {
      const OnCircle point = on_circle(shape_.domains[c], values[r]);
      along[r] = point.along;
      across[r] = point.across;
    }
    points_.add(e++, along.data(), count, out);
    points_.add(e++, across.data(), count, out);
  }
  return out;
}

void PathMemory::see(std::uint64_t k) {
  if (directions_.wanted && k > 0) take_directions();
  take_lift(k);
  if (k == 0)
    for (std::size_t r = 0; r < population_.count(); ++r) {
      double square = 0;
      for (std::size_t c = 0; c < shape_.coordinates(); ++c)
        if (const double x = population_.x().row(c)[r]; !periodic(shape_.domains[c]))
          square += x * x;
      start_size_[r] = std::sqrt(square);
    }
  if (k % every_ == 0 && samples_.size() == most_samples) thin();
  directions_.wanted = k % every_ == 0;
  if (directions_.wanted) {
    samples_.push_back({sketch_of_x(), lift_, lift_, {}, {}, {}});
    return;
  }
  Sample& sample = samples_.back();
  for (std::size_t i = 0; i < lift_.rows(); ++i)
    widen(lift_.row(i), population_.count(), sample.least.row(i), sample.greatest.row(i));
}

void PathMemory::thin() {
  for (std::size_t s = 0; s < most_samples; s += 2) {
    for (std::size_t i = 0; i < lift_.rows(); ++i) {
      Sample& kept = samples_[s];
      widen(samples_[s + 1].least.row(i), population_.count(), kept.least.row(i),
            kept.greatest.row(i));
      widen(samples_[s + 1].greatest.row(i), population_.count(), kept.least.row(i),
            kept.greatest.row(i));
    }
    std::swap(samples_[s / 2], samples_[s]);
  }
  samples_.resize(most_samples / 2);
  every_ *= 2;
}

void PathMemory::put_point(const BatchArray& kept, std::size_t replica,
                           std::vector<double>& out) const {
  for (std::size_t i = 0; i < kept.rows(); ++i) {
    const double value = kept.row(i)[replica];
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
  path.least.width = path.greatest.width = path.directions.width = lift_.rows();
  for (const Sample& sample : samples_) {
    put_point(sample.x, replica, path.points.values);
    for (std::size_t i = 0; i < lift_.rows(); ++i) {
      path.least.values.push_back(sample.least.row(i)[replica]);
      path.greatest.values.push_back(sample.greatest.row(i)[replica]);
      if (sample.direction.rows() != 0)
        path.directions.values.push_back(sample.direction.row(i)[replica]);
    }
  }
  put_point(sketch_of_x(), replica, path.points.values);
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
