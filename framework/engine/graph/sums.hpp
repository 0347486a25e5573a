// Sums of any type of numbers and their logarithmic form, in the order that abi.h defines.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>

#include "graph/numbers.hpp"

namespace firstmove::engine {

// The sum of term(0) .. term(n - 1).
template <class T, class Term>
T ordered_sum(std::size_t n, Term&& term) {
  constexpr std::size_t block = 4096, parts = 8;
  if (n == 0) return T(0.0);
  const auto sum_of_block = [&](std::size_t begin, std::size_t end) {
    std::array<T, parts> partial;
    for (std::size_t i = begin; i < end; ++i) {
      T& one = partial[(i - begin) % parts];
      one = i - begin < parts ? T(term(i)) : T(one + term(i));
    }
    T sum = partial[0];
    for (std::size_t p = 1; p < std::min(parts, end - begin); ++p) sum = sum + partial[p];
    return sum;
  };
  T sum = sum_of_block(0, std::min(n, block));
  for (std::size_t begin = block; begin < n; begin += block)
    sum = sum + sum_of_block(begin, std::min(n, begin + block));
  return sum;
}

// Relative to one number, the largest upper bound: each element occurs once and no branch is taken,
// so that the bounds are those of the range.
template <class T, class Term>
T logsumexp_of_bounds(std::size_t n, const Term& term) {
  using namespace numbers;
  using std::exp;
  using std::log;
  double most = value(term(0)).upper();
  for (std::size_t i = 1; i < n; ++i) most = std::max(most, value(term(i)).upper());
  const T reference(std::isfinite(most) ? most : 0.0);
  return reference +
         log(ordered_sum<T>(n, [&](std::size_t i) { return T(exp(term(i) - reference)); }));
}

// log(e^term(0) + .. + e^term(n - 1)), n > 0, as m + log(1 + the sum of e^(a - m) over all but the
// first element that is the largest, m). If m is not finite, the e^a are relative to 0, and the
// result is infinite or NaN as m and they are.
template <class T, class Term>
T logsumexp(std::size_t n, const Term& term) {
  using namespace numbers;
  using std::exp;
  using std::log1p;
  T largest = term(0);
  for (std::size_t i = 1; i < n; ++i)
    largest = choose(reaches(value(largest), value(term(i))), largest, term(i));
  using Value = std::remove_cvref_t<decltype(value(largest))>;
  const auto finite = reaches(Value(value(largest) - value(largest)), Value(0.0));
  const T shift = choose(finite, largest, T(0.0));
  auto found = !reaches(value(largest), value(largest));  // holds for NaN: none is the largest
  const T others = ordered_sum<T>(n, [&](std::size_t i) {
    const auto is_largest = !found && reaches(value(term(i)), value(largest));
    found = found || is_largest;
    return choose(is_largest, T(0.0), T(exp(term(i) - shift)));
  });
  return largest + choose(finite, T(log1p(others)), others);
}

}  // namespace firstmove::engine
