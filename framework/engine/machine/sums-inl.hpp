// Sums in the order that abi.h prescribes, for each instruction set. Include it after
// hwy/foreach_target.h.

// Guarded once for each instruction set.
#if defined(FIRSTMOVE_MACHINE_SUMS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef FIRSTMOVE_MACHINE_SUMS_INL
#undef FIRSTMOVE_MACHINE_SUMS_INL
#else
#define FIRSTMOVE_MACHINE_SUMS_INL
#endif

#include <algorithm>
#include <array>

#include "machine/functions-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

constexpr std::size_t parts = 8, block_terms = 4096;

// The first `count` <= 8 partial sums from left to right.
template <class Number, class Adding>
HWY_INLINE Number add_parts(const Number* part, std::size_t count, Adding adding) {
  Number sum = part[0];
  for (std::size_t p = 1; p < parts; ++p)
    if (p < count) sum = adding(sum, part[p]);
  return sum;
}

// The sum of term(0) .. term(count - 1), lane by lane, count > 0.
template <class Term>
HWY_INLINE Vector sum_of_block(std::size_t begin, std::size_t count, Term term) {
  const auto adding = [](Vector a, Vector b) HWY_ATTR { return hn::Add(a, b); };
  if (count < parts) {
    Vector sum = term(begin);
    for (std::size_t t = 1; t < count; ++t) sum = hn::Add(sum, term(begin + t));
    return sum;
  }
  Vector part[parts];
  HWY_UNROLL(8)
  for (std::size_t p = 0; p < parts; ++p) part[p] = term(begin + p);
  std::size_t t = parts;
  for (; t + parts <= count; t += parts) {
    HWY_UNROLL(8)
    for (std::size_t p = 0; p < parts; ++p) part[p] = hn::Add(part[p], term(begin + t + p));
  }
  HWY_UNROLL(8)
  for (std::size_t p = 0; p < parts; ++p)
    if (t + p < count) part[p] = hn::Add(part[p], term(begin + t + p));
  return add_parts(part, parts, adding);
}
template <class Term>
HWY_INLINE Vector ordered_sum(std::size_t count, Term term) {
  if (HWY_UNLIKELY(count == 0)) return number(0.0);
  Vector sum = sum_of_block(0, std::min(count, block_terms), term);
  for (std::size_t b = block_terms; b < count; b += block_terms)
    sum = hn::Add(sum, sum_of_block(b, std::min(count - b, block_terms), term));
  return sum;
}

// The sum of `count` numbers, count > 0, of which term(t) gives numbers t, t + 1, .. as a vector;
// it may be called for numbers beyond the last, which are not used.
template <class Term>
HWY_INLINE double sum_of_block_along(std::size_t begin, std::size_t count, Term term) {
  constexpr std::size_t width = hn::MaxLanes(Tag()), vectors = parts / width;
  const Tag tag;
  const auto adding = [](double a, double b) HWY_ATTR { return a + b; };
  HWY_ALIGN double part[parts], rest[parts];
  const std::size_t whole = count / parts * parts;
  if (whole > 0) {
    Vector sum[vectors];
    HWY_UNROLL(8)
    for (std::size_t v = 0; v < vectors; ++v) sum[v] = term(begin + v * width);
    for (std::size_t t = parts; t < whole; t += parts) {
      HWY_UNROLL(8)
      for (std::size_t v = 0; v < vectors; ++v)
        sum[v] = hn::Add(sum[v], term(begin + t + v * width));
    }
    HWY_UNROLL(8)
    for (std::size_t v = 0; v < vectors; ++v) hn::Store(sum[v], tag, part + v * width);
    if (whole == count) return add_parts(part, parts, adding);
  }
  HWY_UNROLL(8)
  for (std::size_t v = 0; v < vectors; ++v)
    hn::Store(term(begin + whole + v * width), tag, rest + v * width);
  if (whole == 0) return add_parts(rest, count, adding);
  for (std::size_t p = 0; p < count - whole; ++p) part[p] += rest[p];
  return add_parts(part, parts, adding);
}
template <class Term>
HWY_INLINE double ordered_sum_along(std::size_t count, Term term) {
  if (HWY_UNLIKELY(count == 0)) return 0.0;
  double sum = sum_of_block_along(0, std::min(count, block_terms), term);
  for (std::size_t b = block_terms; b < count; b += block_terms)
    sum += sum_of_block_along(b, std::min(count - b, block_terms), term);
  return sum;
}

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#endif
