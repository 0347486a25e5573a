// Quantiles of samples, infinite values included.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace firstmove::engine {

// A sample in ascending order. NaN values are left out and counted.
class OrderedSample {
 public:
  explicit OrderedSample(std::vector<double> sample);

  std::span<const double> values() const { return values_; }
  std::size_t size() const { return values_.size(); }
  std::size_t left_out() const { return left_out_; }
  // NaN for an empty sample.
  double quantile(double p) const;
  double median() const { return quantile(0.5); }

 private:
  std::vector<double> values_;
  std::size_t left_out_;
};

// Type 7 of Hyndman and Fan 1996, "Sample quantiles in statistical packages": with n values in
// ascending order, linear interpolation at the position (n - 1) p, counted from 0.
double quantile_of_ascending(std::span<const double> values, double p);

// Linear interpolation from `a` (w = 0) to `b` (w = 1). Between a finite and an infinite end the
// result is infinite; between opposite infinite ends it is the nearer end, or 0 at w = 1/2.
double between(double a, double b, double w);

}  // namespace firstmove::engine
