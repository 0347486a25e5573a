// A few numbers in place of many, which are close where the many are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace firstmove::engine {

// A count sketch (Charikar, Chen, Farach-Colton 2002): each number is added to one of eight sums
// with a sign. Sum and sign are independent random draws (Philox) of its index, so that no pattern
// of the numbers cancels systematically: the expected squared length of a sketch is that of the
// numbers. Up to eight numbers are kept as they are.
class Sketch {
 public:
  explicit Sketch(std::size_t numbers);

  bool whole() const { return signs_.empty(); }  // whether the numbers themselves are kept
  std::size_t width() const { return width_; }
  // Adds the number `index` of every replica to its sum; sums are rows of replicas, `stride` apart.
  void add(std::size_t index, const double* values, std::size_t replicas, double* sums,
           std::size_t stride) const {
    double* const out = sums + (whole() ? index : places_[index]) * stride;
    const double sign = whole() ? 1.0 : signs_[index];
    for (std::size_t r = 0; r < replicas; ++r) out[r] += sign * values[r];
  }

 private:
  std::size_t width_;
  std::vector<double> signs_;
  std::vector<std::uint8_t> places_;
};

}  // namespace firstmove::engine
