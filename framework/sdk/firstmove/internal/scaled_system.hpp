// Linear systems in units in which squares neither underflow nor overflow.
#pragma once

#include <algorithm>
#include <cmath>

#include "../rows.hpp"

namespace firstmove {

// The right-hand sides b of systems A x = b, one per replica, multiplied by a power of two each
// that brings their largest entry near 1, with the x that the solution starts from. Iterative
// solvers square the lengths of both, and near a critical point b may be as small as any number. A
// power of two changes no other bit.
class ScaledSystem {
 public:
  ScaledSystem() = default;
  ScaledSystem(std::size_t n, std::size_t stride) : b_(n, stride), unit_(1, stride) {}

  void begin(ConstRows b, Rows x) {
    const Rows unit = unit_.rows();
    for (std::size_t r = 0; r < b.stride(); r += Lane::width) {
      Lane right(0.0), from(0.0);
      for (std::size_t i = 0; i < b.size(); ++i) {
        right = max(right, abs(b.load(i, r)));
        from = max(from, abs(x.load(i, r)));
      }
      unit.store(0, r, unit_of(right, from));
    }
    copy(b, b_.rows());
    multiply(b_.rows(), false);
    multiply(x, false);
  }
  ConstRows b() { return b_.rows(); }
  // Brings the solution back to its own unit.
  void end(Rows x) { multiply(x, true); }

 private:
  // The start must stay far below the largest number.
  static Lane unit_of(Lane right, Lane from) {
    alignas(64) double b[Lane::width], x[Lane::width];
    right.store(b);
    from.store(x);
    for (std::size_t i = 0; i < Lane::width; ++i) {
      int power = std::isfinite(b[i]) && b[i] > 0 ? -std::ilogb(b[i]) : 0;
      if (std::isfinite(x[i]) && x[i] > 0) power = std::min(power, 400 - std::ilogb(x[i]));
      b[i] = std::ldexp(1.0, std::clamp(power, -1000, 1000));
    }
    return Lane::load(b);
  }
  void multiply(Rows rows, bool back) {
    for (std::size_t r = 0; r < rows.stride(); r += Lane::width) {
      const Lane unit = unit_.rows().load(0, r), factor = back ? Lane(1.0) / unit : unit;
      for_rows(rows.size(), rows.stride(), r,
               [&](auto at) FIRSTMOVE_INLINE_LAMBDA { rows.store(at, rows.load(at) * factor); });
    }
  }

  RowStore b_, unit_;
};

}  // namespace firstmove
