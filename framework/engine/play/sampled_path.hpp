// A path as it is judged: points at evenly spaced steps, and what happened between them.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace firstmove::engine {

// Rows of equally many numbers, one after another.
struct Rows {
  std::size_t width = 0;
  std::vector<double> values;

  std::size_t count() const { return width == 0 ? 0 : values.size() / width; }
  std::span<const double> row(std::size_t r) const { return {&values[r * width], width}; }
};

inline double distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum);
}

struct SampledPath {
  std::uint64_t every = 1;  // steps from one point to the next; fewer before the last
  bool noisy = false;       // whether noise was added to the directions
  Rows points;              // oldest first, the end last; coordinates on circles as points there
  // The least and the greatest value of each number over all steps from a point to the next one,
  // with as many rows as there are intervals. On circles, of the angle without its jumps.
  Rows least, greatest;
  double half_turn = 0;  // the length of half a turn on all circles at once; 0 without circles
  Rows directions;       // the noise-free direction at the points, as far as it is known
  // The mean squares of the noise-free direction and of the noise over the last half.
  double direction_square = 0, noise_square = 0;
};

}  // namespace firstmove::engine
