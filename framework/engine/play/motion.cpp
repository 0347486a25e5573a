#include "play/motion.hpp"

#include <algorithm>

#include "play/rotation.hpp"

namespace firstmove::engine {
namespace {

// Half of the diagonal of the box of the intervals first .. last - 1.
double half_box(const SampledPath& path, std::size_t first, std::size_t last) {
  double sum = 0;
  for (std::size_t i = 0; i < path.least.width; ++i) {
    double low = path.least.row(first)[i], high = path.greatest.row(first)[i];
    for (std::size_t s = first + 1; s < last; ++s) {
      low = std::min(low, path.least.row(s)[i]);
      high = std::max(high, path.greatest.row(s)[i]);
    }
    sum += (high - low) * (high - low);
  }
  return std::sqrt(sum) / 2;
}

std::vector<double> mean_of(const SampledPath& path, std::size_t first, std::size_t last) {
  std::vector<double> mean(path.points.width);
  const auto n = static_cast<double>(last - first);
  for (std::size_t s = first; s < last; ++s)
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += path.points.row(s)[i] / n;
  return mean;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The median of half the diagonals of the boxes of the intervals first .. last - 1.
double typical_box(const SampledPath& path, std::size_t first, std::size_t last) {
  std::vector<double> boxes;
  for (std::size_t s = first; s < last; ++s) boxes.push_back(half_box(path, s, s + 1));
  return median(std::move(boxes));
}

// The distances of all pairs of points of the last half, the end apart.
class Distances {
 public:
  Distances(const SampledPath& path, std::size_t first)
      : count_(path.least.count() - first), all_(count_ * count_) {
    std::vector<double> pairs;
    for (std::size_t s = 0; s < count_; ++s)
      for (std::size_t t = 0; t < s; ++t) {
        const double d = distance(path.points.row(first + s), path.points.row(first + t));
        all_[s * count_ + t] = all_[t * count_ + s] = d;
        pairs.push_back(d);
      }
    for (std::size_t s = 0; s + 1 < count_; ++s)
      between_.push_back(half_box(path, first + s, first + s + 1));
    scale_ = median(std::move(pairs));
    // The points miss a cycle whose period divides the steps between them.
    const double box = half_box(path, first, path.least.count());
    if (!path.noisy && scale_ < box / 8) scale_ = box;
  }

  std::size_t count() const { return count_; }
  double scale() const { return scale_; }
  double operator()(std::size_t s, std::size_t t) const { return all_[s * count_ + t]; }
  // How far the path went away from point s before point s + 1, at least.
  double between(std::size_t s) const { return between_[s]; }

 private:
  std::size_t count_;
  std::vector<double> all_, between_;
  double scale_ = 0;
};

struct Returns {
  std::size_t tried = 0, found = 0;
  double later = 0;  // the median distance of the pairs found, in units of the scale
};

// `before`: whether the points of a pair must have been close one sample before, too.
Returns returns_of(const Distances& apart, bool before) {
  constexpr double near = 0.25, away = 0.5;
  const std::size_t horizon = std::max<std::size_t>(apart.count() / 4, 1);
  const std::size_t end = apart.count() - horizon;
  std::vector<double> later;
  Returns returns;
  for (std::size_t s = 1; s < end; ++s) {
    double best = INFINITY;
    std::size_t at = 0;
    for (const bool forward : {false, true}) {
      bool left = false;
      for (std::size_t t = s; forward ? t + 1 < end : t > 1;) {
        const std::size_t crossed = forward ? t : t - 1;
        t = forward ? t + 1 : t - 1;
        left = left || apart.between(crossed) >= away * apart.scale() ||
               apart(s, t) >= away * apart.scale();
        if (!left) continue;
        const double d = before ? std::max(apart(s, t), apart(s - 1, t - 1)) : apart(s, t);
        if (d < best) {
          best = d;
          at = t;
        }
      }
    }
    ++returns.tried;
    if (best > near * apart.scale()) continue;
    later.push_back(apart(s + horizon, at + horizon) / apart.scale());
  }
  returns.found = later.size();
  if (!later.empty()) returns.later = median(std::move(later));
  return returns;
}

// Student's t of the drift from point `first` on: of the moves over eight equal parts, the mean
// over its standard error. A random walk has a large one by chance only.
double drift_of(const SampledPath& path, std::size_t first) {
  constexpr std::size_t parts = 8;
  const std::size_t width = path.points.width, last = path.least.count() - 1;
  std::vector<double> moves(parts * width), mean(width);
  for (std::size_t p = 0; p < parts; ++p) {
    const std::size_t from = first + p * (last - first) / parts,
                      to = first + (p + 1) * (last - first) / parts;
    for (std::size_t i = 0; i < width; ++i) {
      moves[p * width + i] = (path.points.row(to)[i] - path.points.row(from)[i]) /
                             static_cast<double>(std::max<std::size_t>(to - from, 1));
      mean[i] += moves[p * width + i] / parts;
    }
  }
  double square = 0, spread = 0;
  for (std::size_t i = 0; i < width; ++i) {
    square += mean[i] * mean[i];
    for (std::size_t p = 0; p < parts; ++p)
      spread += std::pow(moves[p * width + i] - mean[i], 2) / (parts * (parts - 1));
  }
  return std::sqrt(square / spread);
}

}  // namespace

double extent_of(const SampledPath& path) {
  const std::size_t intervals = path.least.count(), points = path.points.count();
  const double whole = 2 * half_box(path, 0, intervals);
  if (!path.noisy || typical_box(path, intervals - intervals / 4, intervals) <=
                         typical_box(path, 0, intervals / 4) / 2)
    return std::max(whole, path.noisy ? path.half_turn : 0.0);
  return std::max(distance(path.points.row(0), mean_of(path, points - points / 4, points)),
                  path.half_turn);
}

double spread_of(const SampledPath& path, std::size_t first, std::size_t last) {
  const std::vector<double> mean = mean_of(path, first, last);
  double sum = 0;
  for (std::size_t s = first; s < last; ++s) sum += std::pow(distance(path.points.row(s), mean), 2);
  return std::sqrt(sum / static_cast<double>(last - first));
}

bool settled(const SampledPath& path, double within) {
  const std::size_t intervals = path.least.count(), points = path.points.count();
  return spread_of(path, points - points / 4, points) <= within &&
         half_box(path, intervals - intervals / 4, intervals) <= 8 * within;
}

bool direction_grows(const SampledPath& path) {
  const std::size_t count = path.directions.count(), first = count - count / 4;
  if (path.noisy || count - first < 4) return false;
  for (std::size_t i = 0; i < path.directions.width; ++i) {
    std::size_t up = 0;
    for (std::size_t s = first; s + 1 < count; ++s)
      up += std::abs(path.directions.row(s + 1)[i]) > std::abs(path.directions.row(s)[i]);
    const double from = std::abs(path.directions.row(first)[i]);
    if (10 * up >= 9 * (count - 1 - first) &&
        std::abs(path.directions.row(count - 1)[i]) >= 10 * from)
      return true;
  }
  return false;
}

Motion motion_of(const SampledPath& path) {
  // The end may follow its neighbour after fewer steps than others.
  const std::size_t count = path.least.count(), half = count / 2, third = count - count / 4;
  const Distances apart(path, half);
  Returns returns = returns_of(apart, true);
  // Samples of chaos forget the one before.
  if (!path.noisy && 3 * returns.found < returns.tried) returns = returns_of(apart, false);
  const double earlier = spread_of(path, half, third), now = spread_of(path, third, count);
  const double moved =
      distance(mean_of(path, half, third), mean_of(path, third, count)) / std::hypot(earlier, now);
  const bool returning = 3 * returns.found >= returns.tried && returns.found > 0;
  // Points of a cycle whose period divides the steps between them have no spread of their own.
  const double least = apart.scale() / 20;
  const bool steady = std::max(std::min(earlier, now), least) >= std::max(earlier, now) / 2;
  if (path.noisy) {
    if (returning && steady && apart.count() >= 24 && returns.later <= 0.35)
      return Motion::returning;
    // Seven degrees of freedom: a random walk exceeds it with a probability of 5e-4.
    if (moved > 1 && drift_of(path, half) > 6) return Motion::trend;
    // The quotient of the squares is about half of the share of the way to the mean that a step
    // takes. So the steps are at least eight times of relaxation.
    const double steps = static_cast<double>(path.every) * static_cast<double>(count - half);
    const bool driven = path.direction_square <= 100 * path.noise_square &&
                        steps * path.direction_square >= 4 * path.noise_square;
    return moved <= 1 && driven ? Motion::stationary : Motion::unclear;
  }
  if ((returning && steady) || turns_about_a_centre(path, half)) return Motion::returning;
  return !steady || moved > 1 ? Motion::trend : Motion::unclear;
}

}  // namespace firstmove::engine
