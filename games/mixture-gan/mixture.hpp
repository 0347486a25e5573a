// Mixtures of Gaussians in the plane: the data of the GAN.
#pragma once

#include <firstmove/arrays.hpp>

#include <cmath>
#include <numbers>

namespace firstmove {

// Modes of equal weight, each N(mean, sigma^2 I).
struct Mixture {
  std::vector<std::array<double, 2>> means;
  double sigma;

  // 4 modes at (1.5 sin w, 1.5 cos w), w a multiple of pi / 2.
  static Mixture diamond(double sigma) { return ring(4, 1.5, sigma); }
  // 8 modes at (sin w, cos w), w a multiple of pi / 4.
  static Mixture circle(double sigma) { return ring(8, 1, sigma); }
  // 25 modes at the integer points of [-2, 2]^2.
  static Mixture grid(double sigma) {
    Mixture all{{}, sigma};
    for (int i = -2; i <= 2; ++i)
      for (int j = -2; j <= 2; ++j) all.means.push_back({1.0 * i, 1.0 * j});
    return all;
  }

  // One row for each mean.
  Matrix table() const {
    std::vector<double> numbers;
    for (const auto& mean : means) numbers.insert(numbers.end(), mean.begin(), mean.end());
    return Matrix(means.size(), 2, numbers);
  }

 private:
  static Mixture ring(int count, double radius, double sigma) {
    Mixture all{{}, sigma};
    for (int k = 0; k < count; ++k) {
      const double w = 2 * std::numbers::pi * k / count;
      all.means.push_back({radius * std::sin(w), radius * std::cos(w)});
    }
    return all;
  }
};

}  // namespace firstmove
