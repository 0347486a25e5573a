// Sums over coordinates, in the one order that the interface knows (abi.h, "Every sum over
// elements"): the same bits whether the coordinates of a replica lie one after the other or not.
#pragma once

#include <algorithm>
#include <array>

#include "rows.hpp"

namespace firstmove {

namespace sums {
constexpr std::size_t partials = 8, block = 4096;

// From left to right.
template <class Number>
FIRSTMOVE_INLINE Number total(const std::array<Number, partials>& partial, std::size_t terms) {
  Number sum = partial[0];
  for (std::size_t p = 1; p < std::min(partials, terms); ++p) sum = sum + partial[p];
  return sum;
}

// Of the replicas of a register.
FIRSTMOVE_INLINE Lane across(ConstRows a, ConstRows b, std::size_t first, std::size_t terms,
                             std::size_t r) {
  std::array<Lane, partials> partial{};
  for (std::size_t c = 0; c < terms; ++c) {
    const OneRow at{first + c, r};
    partial[c % partials] += a.load(at) * b.load(at);
  }
  return total(partial, terms);
}

// Of contiguous coordinates.
FIRSTMOVE_INLINE double along(const double* a, const double* b, std::size_t terms) {
  constexpr std::size_t registers = partials / Lane::width;
  std::array<Lane, registers> sum{};
  std::size_t c = 0;
  for (; c + partials <= terms; c += partials)
    for (std::size_t i = 0; i < registers; ++i) {
      const std::size_t at = c + i * Lane::width;
      sum[i] += Lane::load_anywhere(a + at) * Lane::load_anywhere(b + at);
    }
  alignas(64) std::array<double, partials> partial{};
  for (std::size_t i = 0; i < registers; ++i) sum[i].store(&partial[i * Lane::width]);
  for (std::size_t p = 0; c < terms; ++p, ++c) partial[p] += a[c] * b[c];
  return total(partial, terms);
}
}  // namespace sums

// a'b for the replicas r .. r + Lane::width - 1. Both have as many rows and the same stride.
FIRSTMOVE_INLINE Lane inner(ConstRows a, ConstRows b, std::size_t r) {
  Lane sum(0.0);
  for (std::size_t first = 0; first < a.size(); first += sums::block) {
    const std::size_t terms = std::min(sums::block, a.size() - first);
    const Lane part = a.stride() == 1 ? Lane(sums::along(a.data() + first, b.data() + first, terms))
                                      : sums::across(a, b, first, terms, r);
    sum = first == 0 ? part : sum + part;
  }
  return sum;
}

}  // namespace firstmove
