// Elementary functions on vectors, for each instruction set that Highway dispatches to. Only
// operations that are rounded correctly, in one order, and no fused multiply-add: the same bits
// with vectors of any width. A lane's result depends on that lane alone. Errors are below 3 units
// in the last place (tests/engine/machine/functions_test.cpp).
//
// Include it after hwy/foreach_target.h.

// Guarded once for each instruction set.
#if defined(FIRSTMOVE_MACHINE_FUNCTIONS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef FIRSTMOVE_MACHINE_FUNCTIONS_INL
#undef FIRSTMOVE_MACHINE_FUNCTIONS_INL
#else
#define FIRSTMOVE_MACHINE_FUNCTIONS_INL
#endif

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "machine/angle.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<double>;
using BitsTag = hn::RebindToUnsigned<Tag>;
using Vector = hn::Vec<Tag>;
using Bits = hn::Vec<BitsTag>;

// Adding it rounds to a whole number, which stands in the low bits.
constexpr double rounder = 0x1.8p52;

HWY_INLINE Vector number(double x) { return hn::Set(Tag(), x); }
HWY_INLINE Bits bits(std::uint64_t x) { return hn::Set(BitsTag(), x); }
HWY_INLINE Bits as_bits(Vector x) { return hn::BitCast(BitsTag(), x); }
HWY_INLINE Vector as_number(Bits x) { return hn::BitCast(Tag(), x); }

// c[0] + x c[1] + x^2 c[2] + ..
template <std::size_t count>
HWY_INLINE Vector polynomial(Vector x, const double (&c)[count]) {
  Vector sum = number(c[count - 1]);
  for (std::size_t i = count - 1; i-- > 0;) sum = hn::Add(hn::Mul(sum, x), number(c[i]));
  return sum;
}

// ---- Exponential functions ----

// x = n log 2 + r with |r| <= (log 2) / 2; n stands in the low bits of `rounded`.
struct Logarithmic {
  Vector r;
  Bits rounded;
};
HWY_INLINE Logarithmic reduce(Vector x) {
  const Vector rounded = hn::Add(hn::Mul(x, number(0x1.71547652b82fep+0)), number(rounder));
  const Vector n = hn::Sub(rounded, number(rounder));
  // The first part of log 2 has 33 bits, so that its product with n is exact.
  const Vector r = hn::Sub(hn::Sub(x, hn::Mul(n, number(0x1.62e42fef00000p-1))),
                           hn::Mul(n, number(0x1.473de6af278edp-34)));
  return {r, as_bits(rounded)};
}

// e^r - 1 - r for |r| <= (log 2) / 2, by an interpolation at Chebyshev's points.
HWY_INLINE Vector exp_rest(Vector r) {
  constexpr double c[] = {0.5,
                          0x1.5555555555556p-3,
                          0x1.5555555553d63p-5,
                          0x1.11111111109b3p-7,
                          0x1.6c16c1788bd90p-10,
                          0x1.a01a01a7c41d5p-13,
                          0x1.a019b90d2ae7ap-16,
                          0x1.71de0dae63bb3p-19,
                          0x1.289185613a3d6p-22,
                          0x1.af38a9b0ec855p-26};
  return hn::Mul(hn::Mul(r, r), polynomial(r, c));
}

// x * 2^n in two steps, so that overflow and underflow round once.
HWY_INLINE Vector scale(Vector x, Bits rounded) {
  // n + 2048, which is positive
  const Bits n = hn::And(hn::Add(rounded, bits(2048)), bits(0xfff));
  const Bits half = hn::ShiftRight<1>(n);
  const Bits first = hn::ShiftLeft<52>(hn::Sub(half, bits(1)));
  const Bits second = hn::ShiftLeft<52>(hn::Sub(hn::Sub(n, half), bits(1)));
  return hn::Mul(hn::Mul(x, as_number(first)), as_number(second));
}

// NaN stays NaN.
HWY_INLINE Vector clamp(Vector x, double lower, double upper) {
  x = hn::IfThenElse(hn::Gt(x, number(upper)), number(upper), x);
  return hn::IfThenElse(hn::Lt(x, number(lower)), number(lower), x);
}

// e^(x + low), where |low| is at most some units in the last place of x.
HWY_INLINE Vector exp_sum(Vector x, Vector low) {
  const Logarithmic l = reduce(clamp(x, -746.0, 710.0));
  const Vector r = hn::Add(l.r, low);
  return scale(hn::Add(number(1.0), hn::Add(r, exp_rest(r))), l.rounded);
}

HWY_INLINE Vector exp(Vector x) {
  const Logarithmic l = reduce(clamp(x, -746.0, 710.0));
  return scale(hn::Add(number(1.0), hn::Add(l.r, exp_rest(l.r))), l.rounded);
}

// 2^n (e^r - 1) + (2^n - 1), halved and doubled, as 2^1024 is no number.
HWY_INLINE Vector expm1_within(Vector x) {
  const Logarithmic l = reduce(x);
  const Vector p = hn::Add(l.r, exp_rest(l.r));
  const Vector half = as_number(hn::ShiftLeft<52>(hn::Add(l.rounded, bits(1022))));
  const Vector y = hn::Add(hn::Mul(half, p), hn::Sub(half, number(0.5)));
  return hn::Add(y, y);
}

HWY_INLINE Vector expm1(Vector x) {
  const Vector y = expm1_within(clamp(x, -50.0, 710.0));
  return hn::IfThenElse(hn::Lt(hn::Abs(x), number(0x1p-60)), x, y);
}

// With z = expm1(-2 |x|), tanh |x| = -z / (2 + z).
HWY_INLINE Vector tanh(Vector x) {
  const Vector z = expm1_within(clamp(hn::Mul(hn::Abs(x), number(-2.0)), -50.0, 0.0));
  const Vector y = hn::Div(z, hn::Add(z, number(2.0)));
  return hn::IfThenElse(hn::Lt(hn::Abs(x), number(0x1p-60)), x, hn::CopySign(y, x));
}

struct Two {
  Vector first, second;
};
// 1 / (1 + e^-x) and 1 / (1 + e^x).
HWY_INLINE Two sigmoids(Vector x) {
  const Vector z = exp(hn::Neg(hn::Abs(x)));
  const Vector whole = hn::Add(number(1.0), z);
  const Vector larger = hn::Div(number(1.0), whole), smaller = hn::Div(z, whole);
  const auto negative = hn::Lt(x, number(0.0));
  return {hn::IfThenElse(negative, smaller, larger), hn::IfThenElse(negative, larger, smaller)};
}
HWY_INLINE Vector sigmoid(Vector x) {
  const Vector z = exp(hn::Neg(hn::Abs(x)));
  return hn::Div(hn::IfThenElse(hn::Lt(x, number(0.0)), z, number(1.0)), hn::Add(number(1.0), z));
}

// ---- Logarithms ----

// A positive normal number as 2^k m with m from sqrt(1/2) to sqrt(2).
struct Binary {
  Vector k, m;
};
HWY_INLINE Binary split(Vector x) {
  constexpr std::uint64_t one = 0x3ff0000000000000, root = 0x3fe6a09e667f3bcd;
  const Bits shifted = hn::Add(as_bits(x), bits(one - root));
  // A whole number below 2^52 in the low bits of 2^52 is that number more.
  const Vector k = hn::Sub(as_number(hn::Or(hn::ShiftRight<52>(shifted), as_bits(number(0x1p52)))),
                           number(0x1p52 + 1023));
  const Vector m = as_number(hn::Add(hn::And(shifted, bits(0xfffffffffffff)), bits(root)));
  return {k, m};
}

// k log 2 + log(1 + f) + low for -0.293 <= f <= 0.415, as in fdlibm's e_log.c (Sun Microsystems,
// 1993), whose coefficients these are.
HWY_INLINE Vector log_of(Vector k, Vector f, Vector low) {
  const Vector s = hn::Div(f, hn::Add(number(2.0), f));
  const Vector z = hn::Mul(s, s);
  constexpr double c[] = {6.666666666666735130e-01, 3.999999999940941908e-01,
                          2.857142874366239149e-01, 2.222219843214978396e-01,
                          1.818357216161805012e-01, 1.531383769920937332e-01,
                          1.479819860511658591e-01};
  const Vector rest = hn::Mul(z, polynomial(z, c));
  const Vector half = hn::Mul(number(0.5), hn::Mul(f, f));
  const Vector small = hn::Add(hn::Mul(s, hn::Add(half, rest)),
                               hn::Add(hn::Mul(k, number(0x1.473de6af278edp-34)), low));
  return hn::Sub(hn::Mul(k, number(0x1.62e42fef00000p-1)), hn::Sub(hn::Sub(half, small), f));
}

// Positive numbers that are too small for `split`, multiplied by 2^54.
struct Normal {
  Vector x, k;  // what to add to k
};
HWY_INLINE Normal normal(Vector x) {
  const auto small = hn::Lt(x, number(std::numeric_limits<double>::min()));
  return {hn::IfThenElse(small, hn::Mul(x, number(0x1p54)), x),
          hn::IfThenElseZero(small, number(-54.0))};
}

// The logarithm of x where y is that of positive finite x.
HWY_INLINE Vector with_limits(Vector x, Vector y) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto regular = hn::And(hn::Gt(x, number(0.0)), hn::Lt(x, number(infinity)));
  if (HWY_LIKELY(hn::AllTrue(Tag(), regular))) return y;
  // infinity and NaN are their own logarithms
  const Vector other =
      hn::IfThenElse(hn::Lt(x, number(0.0)), number(std::numeric_limits<double>::quiet_NaN()),
                     hn::IfThenElse(hn::Eq(x, number(0.0)), number(-infinity), x));
  return hn::IfThenElse(regular, y, other);
}

HWY_INLINE Vector log(Vector x) {
  const Normal n = normal(x);
  const Binary b = split(n.x);
  return with_limits(x, log_of(hn::Add(b.k, n.k), hn::Sub(b.m, number(1.0)), number(0.0)));
}

// log(1 + x) for 0 <= x, or NaN: with u = 1 + x rounded, log u + (1 + x - u) / u.
HWY_INLINE Vector log1p_within(Vector x, Vector u) {
  const Binary b = split(u);
  const Vector back = hn::Sub(u, number(1.0));
  const Vector lost = hn::Add(hn::Sub(number(1.0), hn::Sub(u, back)), hn::Sub(x, back));
  const auto near = hn::Eq(b.k, number(0.0));  // x is the better f
  return log_of(b.k, hn::IfThenElse(near, x, hn::Sub(b.m, number(1.0))),
                hn::IfThenZeroElse(near, hn::Div(lost, u)));
}

HWY_INLINE Vector log1p(Vector x) {
  const Vector u = hn::Add(number(1.0), x);
  const Vector y = with_limits(u, log1p_within(x, u));
  return hn::IfThenElse(hn::Lt(hn::Abs(x), number(0x1p-60)), x, y);
}

// max(x, 0) + log(1 + e^-|x|)
HWY_INLINE Vector softplus(Vector x) {
  const Vector z = exp(hn::Neg(hn::Abs(x)));
  const Vector positive = hn::IfThenElse(hn::Lt(x, number(0.0)), number(0.0), x);
  const Vector y = log1p_within(z, hn::Add(number(1.0), z));
  return hn::Add(positive, hn::IfThenElse(hn::Lt(z, number(0x1p-60)), z, y));
}

// ---- Trigonometric functions ----

// x = n pi/2 + r with |r| <= pi/4; n, modulo 4, stands in the low bits.
struct Angle {
  Vector r;
  Bits n;
};

// Lanes from 2^20 on, one by one; those that are not finite become NaN.
HWY_NOINLINE inline void reduce_far(Vector x, Angle* angle) {
  const Tag tag;
  const BitsTag bits_tag;
  HWY_ALIGN double values[hn::MaxLanes(Tag())], r[hn::MaxLanes(Tag())];
  HWY_ALIGN std::uint64_t n[hn::MaxLanes(Tag())];
  hn::Store(x, tag, values);
  hn::Store(angle->r, tag, r);
  hn::Store(angle->n, bits_tag, n);
  for (std::size_t i = 0; i < hn::Lanes(tag); ++i) {
    if (std::fabs(values[i]) < 0x1p20) continue;
    const ReducedAngle far = std::isfinite(values[i])
                                 ? reduced_angle(values[i])
                                 : ReducedAngle{std::numeric_limits<double>::quiet_NaN(), 0};
    r[i] = far.remainder;
    n[i] = far.quarter;
  }
  angle->r = hn::Load(tag, r);
  angle->n = hn::Load(bits_tag, n);
}

// Two parts of pi/2 have 33 bits, so that their products with n are exact, and so is what they
// leave where it is so small that the third part matters. Cody, Waite, "Software Manual for the
// Elementary Functions", 1980, chapter 8.
HWY_INLINE Angle reduce_angle(Vector x) {
  const Vector rounded = hn::Add(hn::Mul(x, number(0x1.45f306dc9c883p-1)), number(rounder));
  const Vector n = hn::Sub(rounded, number(rounder));
  Vector r = hn::Sub(x, hn::Mul(n, number(0x1.921fb54400000p+0)));
  r = hn::Sub(r, hn::Mul(n, number(0x1.0b4611a600000p-34)));
  r = hn::Sub(r, hn::Mul(n, number(0x1.3198a2e037073p-69)));
  Angle angle{r, as_bits(rounded)};
  if (HWY_UNLIKELY(!hn::AllTrue(Tag(), hn::Lt(hn::Abs(x), number(0x1p20))))) reduce_far(x, &angle);
  return angle;
}

// For |r| <= pi/4, with z = r^2. The coefficients are those of fdlibm's k_sin.c and k_cos.c.
HWY_INLINE Vector sin_near(Vector r, Vector z) {
  constexpr double c[] = {-1.66666666666666324348e-01, 8.33333333332248946124e-03,
                          -1.98412698298579493134e-04, 2.75573137070700676789e-06,
                          -2.50507602534068634195e-08, 1.58969099521155010221e-10};
  return hn::Add(r, hn::Mul(hn::Mul(z, r), polynomial(z, c)));
}
HWY_INLINE Vector cos_near(Vector z) {
  constexpr double c[] = {-0.5,
                          4.16666666666666019037e-02,
                          -1.38888888888741095749e-03,
                          2.48015872894767294178e-05,
                          -2.75573143513906633035e-07,
                          2.08757232129817482790e-09,
                          -1.13596475577881948265e-11};
  return hn::Add(number(1.0), hn::Mul(z, polynomial(z, c)));
}

// Sine and cosine; each is the same whether the other is used or not.
HWY_INLINE Two sin_cos(Vector x) {
  const Angle angle = reduce_angle(x);
  const Vector z = hn::Mul(angle.r, angle.r);
  const Vector s = sin_near(angle.r, z), c = cos_near(z);
  const Vector odd = as_number(hn::ShiftLeft<63>(angle.n));  // negative if n is odd
  const Bits sign = bits(std::uint64_t{1} << 63);
  const Bits sin_sign = hn::And(hn::ShiftLeft<62>(angle.n), sign);
  const Bits cos_sign = hn::And(hn::ShiftLeft<62>(hn::Add(angle.n, bits(1))), sign);
  const Vector sine = hn::Xor(hn::IfNegativeThenElse(odd, c, s), as_number(sin_sign));
  const Vector cosine = hn::Xor(hn::IfNegativeThenElse(odd, s, c), as_number(cos_sign));
  return {hn::IfThenElse(hn::Eq(x, number(0.0)), x, sine), cosine};
}
HWY_INLINE Vector sin(Vector x) { return sin_cos(x).first; }
HWY_INLINE Vector cos(Vector x) { return sin_cos(x).second; }

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#endif
