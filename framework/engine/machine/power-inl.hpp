// a^b on vectors, for each instruction set: e^(b log a), with the logarithm to 2^-65 as a sum of
// two numbers. Include it after hwy/foreach_target.h.

// Guarded once for each instruction set.
#if defined(FIRSTMOVE_MACHINE_POWER_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef FIRSTMOVE_MACHINE_POWER_INL
#undef FIRSTMOVE_MACHINE_POWER_INL
#else
#define FIRSTMOVE_MACHINE_POWER_INL
#endif

#include "machine/functions-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

// An unevaluated sum; |low| is at most about a unit in the last place of high.
struct Double {
  Vector high, low;
};

// a + b exactly, where |a| >= |b| or a = 0. Dekker, "A floating-point technique for extending the
// available precision", Numerische Mathematik 18, 1971.
HWY_INLINE Double exact_sum(Vector a, Vector b) {
  const Vector sum = hn::Add(a, b);
  return {sum, hn::Sub(b, hn::Sub(sum, a))};
}

HWY_INLINE Double halves(Vector a) {
  const Vector c = hn::Mul(a, number(134217729.0));  // 2^27 + 1
  const Vector high = hn::Sub(c, hn::Sub(c, a));
  return {high, hn::Sub(a, high)};
}

// a * b exactly (Dekker).
HWY_INLINE Double exact_product(Vector a, Vector b) {
  const Vector product = hn::Mul(a, b);
  const Double x = halves(a), y = halves(b);
  Vector error = hn::Sub(hn::Mul(x.high, y.high), product);
  error = hn::Add(error, hn::Mul(x.high, y.low));
  error = hn::Add(error, hn::Mul(x.low, y.high));
  return {product, hn::Add(error, hn::Mul(x.low, y.low))};
}

HWY_INLINE Double product(Double a, Double b) {
  const Double p = exact_product(a.high, b.high);
  return {p.high, hn::Add(p.low, hn::Add(hn::Mul(a.high, b.low), hn::Mul(a.low, b.high)))};
}

// log x for finite x > 0: with x = 2^k m, s = f / (2 + f) and z = s^2, it is
// k log 2 + 2 s + 2 s z (1/3 + z/5 + z^2/7 + ..).
HWY_INLINE Double precise_log(Vector x) {
  const Normal<Vector> n = normal(x);
  const Binary<Vector> b = split(n.x);
  const Vector k = hn::Add(b.k, n.k), f = hn::Sub(b.m, number(1.0));
  const Double divisor = exact_sum(number(2.0), f);
  Double s{hn::Div(f, divisor.high), {}};
  const Double back = exact_product(s.high, divisor.high);
  s.low = hn::Sub(hn::Sub(f, back.high), hn::Add(back.low, hn::Mul(s.high, divisor.low)));
  s.low = hn::Div(s.low, divisor.high);
  const Double z = product(s, s);
  // 1/5, 1/7, .., interpolated at Chebyshev's points
  constexpr double c[] = {0x1.999999999999ap-3, 0x1.2492492492491p-3, 0x1.c71c71c71cff7p-4,
                          0x1.745d174511201p-4, 0x1.3b13b1bdb9604p-4, 0x1.1110df49dca19p-4,
                          0x1.e1f81bf33b7c7p-5, 0x1.ac479c05883d9p-5, 0x1.b8eeb7095f447p-5};
  Double series = exact_sum(number(0x1.5555555555555p-2), hn::Mul(z.high, polynomial(z.high, c)));
  series.low = hn::Add(series.low, number(0x1.5555555555555p-56));
  const Double rest = product(s, product(z, series));
  Double half = exact_sum(s.high, rest.high);
  half.low = hn::Add(half.low, hn::Add(s.low, rest.low));
  // The first part of log 2 has 41 bits, so that its product with k is exact.
  Double sum = exact_sum(hn::Mul(k, number(0x1.62e42fefa3000p-1)), hn::Add(half.high, half.high));
  sum.low = hn::Add(
      sum.low, hn::Add(hn::Add(half.low, half.low), hn::Mul(k, number(0x1.3de6af278ece6p-42))));
  return exact_sum(sum.high, sum.low);
}

// |a|^b where a is not 0, infinite or NaN.
HWY_NOINLINE inline Vector power_within(Vector a, Vector b) {
  // Beyond it, all powers of numbers other than 1 are 0 or infinite.
  b = clamp(b, -0x1p70, 0x1p70);
  const Double log = precise_log(hn::Abs(a));
  const Double y = exact_product(b, log.high);
  const Vector low = hn::Add(y.low, hn::Mul(b, log.low));
  return exp_sum(y.high, hn::IfThenElseZero(hn::Lt(hn::Abs(y.high), number(750.0)), low));
}

// As the C library's pow in all special cases.
HWY_NOINLINE inline Vector power_special(Vector a, Vector b) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Vector zero = number(0.0), one = number(1.0), size = hn::Abs(a);
  const auto is_zero = hn::Eq(size, zero), is_infinite = hn::Eq(size, number(infinity));
  Vector y = power_within(hn::IfThenElse(hn::Or(is_zero, is_infinite), one, a), b);
  const Vector large =
      hn::IfThenElse(hn::Gt(b, zero), number(infinity), hn::IfThenElse(hn::Lt(b, zero), zero, b));
  const Vector small =
      hn::IfThenElse(hn::Gt(b, zero), zero, hn::IfThenElse(hn::Lt(b, zero), number(infinity), b));
  y = hn::IfThenElse(is_zero, small, hn::IfThenElse(is_infinite, large, y));
  y = hn::IfThenElse(hn::IsNaN(a), a, y);
  // Of negative numbers
  const auto whole = hn::Eq(hn::Round(b), b);
  const Vector half = hn::Mul(b, number(0.5));
  const auto odd = hn::And(whole, hn::Not(hn::Eq(hn::Round(half), half)));
  const Vector sign = hn::IfThenElse(odd, hn::And(a, number(-0.0)), zero);
  y = hn::Xor(y, sign);
  const auto undefined =
      hn::And(hn::Not(whole), hn::And(hn::Lt(a, zero), hn::Gt(a, number(-infinity))));
  y = hn::IfThenElse(hn::And(undefined, hn::Not(is_zero)),
                     number(std::numeric_limits<double>::quiet_NaN()), y);
  return hn::IfThenElse(hn::Or(hn::Eq(b, zero), hn::Eq(a, one)), one, y);
}

HWY_INLINE Vector power(Vector a, Vector b) {
  const auto regular = hn::And(
      hn::And(hn::Gt(a, number(0.0)), hn::Lt(a, number(std::numeric_limits<double>::infinity()))),
      hn::Lt(hn::Abs(b), number(0x1p70)));
  if (HWY_LIKELY(hn::AllTrue(Tag(), regular))) return power_within(a, b);
  return power_special(a, b);
}

HWY_INLINE Pair<Vector> power(Pair<Vector> a, Pair<Vector> b) {
  return {power(a.a, b.a), power(a.b, b.b)};
}

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#endif
