// Quantiles of samples, infinite values included.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace firstmove::engine {

// A sample in ascending order. What is NaN is left out, and counted.
class OrderedSample {
 public:
  explicit OrderedSample(std::vector<double> sample);

  std::span<const double> values() const { return values_; }
  std::size_t size() const { return values_.size(); }
  std::size_t left_out() const { return left_out_; }
  // NaN of an empty sample.
  double quantile(double p) const;
  double median() const { return quantile(0.5); }

 private:
  std::vector<double> values_;
  std::size_t left_out_;
};

// Type 7 of Hyndman and Fan 1996, "Sample quantiles in statistical packages": with n values in
// ascending order, the point (n - 1) p of the line through them, counted from 0.
double quantile_of_ascending(std::span<const double> values, double p);

// The point at `w` in [0, 1] of the way from `a` to `b`. An infinite end draws every point between,
// and two opposite ones as if they were numbers of one size, too large to name.
double between(double a, double b, double w);

}  // namespace firstmove::engine
