// An array of a batch with marks before and after it, which reveal writes outside the array.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "game/batch_array.hpp"

namespace firstmove::engine::checks {

// Whether two numbers have the same bits; all NaNs are equal.
inline bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

class GuardedArray {
 public:
  GuardedArray(std::size_t rows, std::size_t stride, double fill = 0)
      : cells_(1, rows * stride + 2 * margin), rows_(rows), stride_(stride) {
    std::fill_n(cells_.data(), rows * stride + 2 * margin, mark);
    std::fill_n(data(), rows * stride, fill);
  }

  double* data() { return cells_.data() + margin; }
  const double* data() const { return cells_.data() + margin; }
  double* row(std::size_t r) { return data() + r * stride_; }
  const double* row(std::size_t r) const { return data() + r * stride_; }
  std::size_t rows() const { return rows_; }
  std::size_t stride() const { return stride_; }
  std::size_t size() const { return rows_ * stride_; }
  bool intact() const {
    const auto whole = [](const double* from) {
      return std::all_of(from, from + margin, [](double m) { return same_bits(m, mark); });
    };
    return whole(cells_.data()) && whole(data() + size());
  }

 private:
  static constexpr std::size_t margin = 64;
  static constexpr double mark = 0x1.5eedb0075eedp+77;
  BatchArray cells_;
  std::size_t rows_, stride_;
};

}  // namespace firstmove::engine::checks
