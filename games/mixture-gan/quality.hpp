// How good a generator and a discriminator of a mixture are: numbers from a fixed sample.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "mixture.hpp"

namespace firstmove {

using Points = std::vector<std::array<double, 2>>;

// The plane in square cells: cells x cells over the modes and four deviations around them; the
// outer cells reach to infinity.
class Cells {
 public:
  explicit Cells(const Mixture& data) : data_(data) {
    double reach = 0;
    for (const auto& mean : data.means)
      reach = std::max({reach, std::abs(mean[0]), std::abs(mean[1])});
    half_ = reach + 4 * data.sigma;
  }

  static constexpr std::size_t cells = 40;
  std::size_t count() const { return cells * cells; }
  std::size_t of(const std::array<double, 2>& point) const {
    return place(point[0]) * cells + place(point[1]);
  }
  std::array<double, 2> centre(std::size_t cell) const {
    const double width = 2 * half_ / cells;
    return {-half_ + width * (static_cast<double>(cell / cells) + 0.5),
            -half_ + width * (static_cast<double>(cell % cells) + 0.5)};
  }
  // The mixture's probability of a cell.
  double probability(std::size_t cell) const {
    double sum = 0;
    for (const auto& mean : data_.means)
      sum += between(cell / cells, mean[0]) * between(cell % cells, mean[1]);
    return sum / static_cast<double>(data_.means.size());
  }

 private:
  std::size_t place(double x) const {
    const double at = (x + half_) / (2 * half_) * cells;
    return static_cast<std::size_t>(std::clamp(at, 0.0, cells - 0.5));
  }
  // The probability that a coordinate of N(mean, sigma^2) is in an interval, to full precision also
  // far from the mean.
  double between(std::size_t interval, double mean) const {
    const double width = 2 * half_ / cells, infinity = std::numeric_limits<double>::infinity();
    const double begin = -half_ + width * static_cast<double>(interval);
    double low = interval == 0 ? -infinity : (begin - mean) / data_.sigma;
    double high = interval + 1 == cells ? infinity : (begin + width - mean) / data_.sigma;
    if (low > 0) {
      std::swap(low, high);
      low = -low;
      high = -high;
    }
    const auto below = [](double z) { return 0.5 * std::erfc(-z * std::numbers::sqrt2 / 2); };
    return below(high) - below(low);
  }

  Mixture data_;
  double half_;
};

// The Kullback-Leibler divergence of the generated points' frequencies in the cells from the
// mixture's probabilities, in nats. A sample of N points of the mixture itself has about
// (cells that it reaches - 1) / (2 N) (Miller, "Note on the bias of information estimates", 1955).
// A cell's probability counts as at least 1e-300, so that the divergence is below 691.
inline double divergence(const Cells& cells, const std::vector<double>& frequencies) {
  double sum = 0;
  for (std::size_t c = 0; c < cells.count(); ++c)
    if (frequencies[c] > 0)
      sum += frequencies[c] * std::log(frequencies[c] / std::max(cells.probability(c), 1e-300));
  return sum;
}

struct Coverage {
  double modes;  // those that have a quarter of their share of points within 3 sigma
  double near;   // the share of points within 3 sigma of a mode
};

inline Coverage coverage(const Mixture& data, const Points& points) {
  std::vector<double> near(data.means.size());
  double all = 0;
  for (const auto& point : points) {
    std::size_t nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < data.means.size(); ++k) {
      const double distance = std::hypot(point[0] - data.means[k][0], point[1] - data.means[k][1]);
      if (distance < least) {
        least = distance;
        nearest = k;
      }
    }
    if (!(least <= 3 * data.sigma)) continue;
    ++near[nearest];
    ++all;
  }
  const double count = static_cast<double>(points.size());
  const double enough = count / static_cast<double>(4 * data.means.size());
  return {static_cast<double>(std::ranges::count_if(near, [=](double n) { return n >= enough; })),
          all / count};
}

// The mean of |D - D*| over data and generated points in equal shares, where D*(x) = p(x) / (p(x) +
// q(x)) is the best response to the generator (Goodfellow et al., "Generative Adversarial Nets",
// 2014, Proposition 1), with cells in place of densities and D at their centres.
template <class Discriminator>
double distance_from_best(const Cells& cells, const std::vector<double>& frequencies,
                          const Discriminator& D) {
  double sum = 0;
  for (std::size_t c = 0; c < cells.count(); ++c) {
    const double p = cells.probability(c), q = frequencies[c], both = p + q;
    if (both > 0) sum += both / 2 * std::abs(D(cells.centre(c)) - p / both);
  }
  return sum;
}

}  // namespace firstmove
