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

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "machine/angle.hpp"
#include "machine/vectors-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

// Adding it rounds to a whole number, which stands in the low bits.
constexpr double rounder = 0x1.8p52;

// c[0] + x c[1] + x^2 c[2] + .. by halves, whose sums do not wait for each other (Estrin, 1960).
// powers[i] is x^(2^i).
template <std::size_t first, std::size_t count, std::size_t size, class V, std::size_t levels>
HWY_INLINE V part_of_polynomial(const V (&powers)[levels], const double (&c)[size]) {
  if constexpr (count == 1) {
    return number<V>(c[first]);
  } else {
    constexpr std::size_t level = std::bit_width(count - 1) - 1, half = std::size_t{1} << level;
    const V low = part_of_polynomial<first, half>(powers, c);
    const V high = part_of_polynomial<first + half, count - half>(powers, c);
    return Add(low, Mul(high, powers[level]));
  }
}
template <class V, std::size_t count>
HWY_INLINE V polynomial(V x, const double (&c)[count]) {
  constexpr std::size_t levels = std::bit_width(count - 1);
  V powers[levels];
  powers[0] = x;
  for (std::size_t i = 1; i < levels; ++i) powers[i] = Mul(powers[i - 1], powers[i - 1]);
  return part_of_polynomial<0, count>(powers, c);
}

// ---- Exponential functions ----

// x = n log 2 + r with |r| <= (log 2) / 2; n stands in the low bits of `rounded`.
template <class V>
struct Logarithmic {
  V r;
  BitsOf<V> rounded;
};
template <class V>
HWY_INLINE Logarithmic<V> reduce(V x) {
  const V rounded = Add(Mul(x, number<V>(0x1.71547652b82fep+0)), number<V>(rounder));
  const V n = Sub(rounded, number<V>(rounder));
  // The first part of log 2 has 33 bits, so that its product with n is exact.
  const V r = Sub(Sub(x, Mul(n, number<V>(0x1.62e42fef00000p-1))),
                  Mul(n, number<V>(0x1.473de6af278edp-34)));
  return {r, as_bits(rounded)};
}

// e^r - 1 - r for |r| <= (log 2) / 2, by an interpolation at Chebyshev's points.
template <class V>
HWY_INLINE V exp_rest(V r) {
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
  return Mul(Mul(r, r), polynomial(r, c));
}

// x * 2^n in two steps, so that overflow and underflow round once.
template <class V>
HWY_INLINE V scale(V x, BitsOf<V> rounded) {
  // n + 2048, which is positive
  const BitsOf<V> n = And(Add(rounded, bits<V>(2048)), bits<V>(0xfff));
  const BitsOf<V> half = ShiftRight<1>(n);
  const BitsOf<V> first = ShiftLeft<52>(Sub(half, bits<V>(1)));
  const BitsOf<V> second = ShiftLeft<52>(Sub(Sub(n, half), bits<V>(1)));
  return Mul(Mul(x, as_number(first)), as_number(second));
}

// NaN stays NaN.
template <class V>
HWY_INLINE V clamp(V x, double lower, double upper) {
  x = IfThenElse(Gt(x, number<V>(upper)), number<V>(upper), x);
  return IfThenElse(Lt(x, number<V>(lower)), number<V>(lower), x);
}

// e^(x + low), where |low| is at most some units in the last place of x.
template <class V>
HWY_INLINE V exp_sum(V x, V low) {
  const Logarithmic<V> l = reduce(clamp(x, -746.0, 710.0));
  const V r = Add(l.r, low);
  return scale(Add(number<V>(1.0), Add(r, exp_rest(r))), l.rounded);
}

template <class V>
HWY_INLINE V exp(V x) {
  const Logarithmic<V> l = reduce(clamp(x, -746.0, 710.0));
  return scale(Add(number<V>(1.0), Add(l.r, exp_rest(l.r))), l.rounded);
}

// 2^n (e^r - 1) + (2^n - 1), halved and doubled, as 2^1024 is no number.
template <class V>
HWY_INLINE V expm1_within(V x) {
  const Logarithmic<V> l = reduce(x);
  const V p = Add(l.r, exp_rest(l.r));
  const V half = as_number(ShiftLeft<52>(Add(l.rounded, bits<V>(1022))));
  const V y = Add(Mul(half, p), Sub(half, number<V>(0.5)));
  return Add(y, y);
}

template <class V>
HWY_INLINE V expm1(V x) {
  const V y = expm1_within(clamp(x, -50.0, 710.0));
  return IfThenElse(Lt(Abs(x), number<V>(0x1p-60)), x, y);
}

// With z = expm1(-2 |x|), tanh |x| = -z / (2 + z).
template <class V>
HWY_INLINE V tanh(V x) {
  const V z = expm1_within(clamp(Mul(Abs(x), number<V>(-2.0)), -50.0, 0.0));
  const V y = Div(z, Add(z, number<V>(2.0)));
  return IfThenElse(Lt(Abs(x), number<V>(0x1p-60)), x, CopySign(y, x));
}

template <class V>
struct Two {
  V first, second;
};
// 1 / (1 + e^-x) and 1 / (1 + e^x).
template <class V>
HWY_INLINE Two<V> sigmoids(V x) {
  const V z = exp(Neg(Abs(x)));
  const V whole = Add(number<V>(1.0), z);
  const V larger = Div(number<V>(1.0), whole), smaller = Div(z, whole);
  const auto negative = Lt(x, number<V>(0.0));
  return {IfThenElse(negative, smaller, larger), IfThenElse(negative, larger, smaller)};
}
template <class V>
HWY_INLINE V sigmoid(V x) {
  const V z = exp(Neg(Abs(x)));
  return Div(IfThenElse(Lt(x, number<V>(0.0)), z, number<V>(1.0)), Add(number<V>(1.0), z));
}

// ---- Logarithms ----

// A positive normal number as 2^k m with m from sqrt(1/2) to sqrt(2).
template <class V>
struct Binary {
  V k, m;
};
template <class V>
HWY_INLINE Binary<V> split(V x) {
  constexpr std::uint64_t one = 0x3ff0000000000000, root = 0x3fe6a09e667f3bcd;
  const BitsOf<V> shifted = Add(as_bits(x), bits<V>(one - root));
  // A whole number below 2^52 in the low bits of 2^52 is that number more.
  const V k = Sub(as_number(Or(ShiftRight<52>(shifted), as_bits(number<V>(0x1p52)))),
                  number<V>(0x1p52 + 1023));
  const V m = as_number(Add(And(shifted, bits<V>(0xfffffffffffff)), bits<V>(root)));
  return {k, m};
}

// k log 2 + log(1 + f) + low for -0.293 <= f <= 0.415, as in fdlibm's e_log.c (Sun Microsystems,
// 1993), whose coefficients these are.
template <class V>
HWY_INLINE V log_of(V k, V f, V low) {
  const V s = Div(f, Add(number<V>(2.0), f));
  const V z = Mul(s, s);
  constexpr double c[] = {6.666666666666735130e-01, 3.999999999940941908e-01,
                          2.857142874366239149e-01, 2.222219843214978396e-01,
                          1.818357216161805012e-01, 1.531383769920937332e-01,
                          1.479819860511658591e-01};
  const V rest = Mul(z, polynomial(z, c));
  const V half = Mul(number<V>(0.5), Mul(f, f));
  const V small = Add(Mul(s, Add(half, rest)), Add(Mul(k, number<V>(0x1.473de6af278edp-34)), low));
  return Sub(Mul(k, number<V>(0x1.62e42fef00000p-1)), Sub(Sub(half, small), f));
}

// Positive numbers that are too small for `split`, multiplied by 2^54.
template <class V>
struct Normal {
  V x, k;  // what to add to k
};
template <class V>
HWY_INLINE Normal<V> normal(V x) {
  const auto small = Lt(x, number<V>(std::numeric_limits<double>::min()));
  return {IfThenElse(small, Mul(x, number<V>(0x1p54)), x), IfThenElseZero(small, number<V>(-54.0))};
}

// The logarithm of x where y is that of positive finite x.
template <class V>
HWY_INLINE V with_limits(V x, V y) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto regular = And(Gt(x, number<V>(0.0)), Lt(x, number<V>(infinity)));
  if (HWY_LIKELY(all(regular))) return y;
  // infinity and NaN are their own logarithms
  const V other =
      IfThenElse(Lt(x, number<V>(0.0)), number<V>(std::numeric_limits<double>::quiet_NaN()),
                 IfThenElse(Eq(x, number<V>(0.0)), number<V>(-infinity), x));
  return IfThenElse(regular, y, other);
}

template <class V>
HWY_INLINE V log(V x) {
  const Normal<V> n = normal(x);
  const Binary<V> b = split(n.x);
  return with_limits(x, log_of(Add(b.k, n.k), Sub(b.m, number<V>(1.0)), number<V>(0.0)));
}

// log(1 + x) for 0 <= x, or NaN: with u = 1 + x rounded, log u + (1 + x - u) / u.
template <class V>
HWY_INLINE V log1p_within(V x, V u) {
  const Binary<V> b = split(u);
  const V back = Sub(u, number<V>(1.0));
  const V lost = Add(Sub(number<V>(1.0), Sub(u, back)), Sub(x, back));
  const auto near = Eq(b.k, number<V>(0.0));  // x is the better f
  return log_of(b.k, IfThenElse(near, x, Sub(b.m, number<V>(1.0))),
                IfThenZeroElse(near, Div(lost, u)));
}

template <class V>
HWY_INLINE V log1p(V x) {
  const V u = Add(number<V>(1.0), x);
  const V y = with_limits(u, log1p_within(x, u));
  return IfThenElse(Lt(Abs(x), number<V>(0x1p-60)), x, y);
}

// max(x, 0) + log(1 + e^-|x|)
template <class V>
HWY_INLINE V softplus(V x) {
  const V z = exp(Neg(Abs(x)));
  const V positive = IfThenElse(Lt(x, number<V>(0.0)), number<V>(0.0), x);
  const V y = log1p_within(z, Add(number<V>(1.0), z));
  return Add(positive, IfThenElse(Lt(z, number<V>(0x1p-60)), z, y));
}

// ---- Trigonometric functions ----

// x = n pi/2 + r with |r| <= pi/4; n, modulo 4, stands in the low bits.
template <class V>
struct Angle {
  V r;
  BitsOf<V> n;
};

// Lanes from 2^20 on, one by one; those that are not finite become NaN.
HWY_NOINLINE inline void reduce_far(Vector x, Angle<Vector>* angle) {
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

HWY_INLINE void reduce_far(Pair<Vector> x, Angle<Pair<Vector>>* angle) {
  Angle<Vector> a{angle->r.a, angle->n.a}, b{angle->r.b, angle->n.b};
  reduce_far(x.a, &a);
  reduce_far(x.b, &b);
  *angle = {{a.r, b.r}, {a.n, b.n}};
}

// Two<V> parts of pi/2 have 33 bits, so that their products with n are exact, and so is what they
// leave where it is so small that the third part matters. Cody, Waite, "Software Manual for the
// Elementary Functions", 1980, chapter 8.
template <class V>
HWY_INLINE Angle<V> reduce_angle(V x) {
  const V rounded = Add(Mul(x, number<V>(0x1.45f306dc9c883p-1)), number<V>(rounder));
  const V n = Sub(rounded, number<V>(rounder));
  V r = Sub(x, Mul(n, number<V>(0x1.921fb54400000p+0)));
  r = Sub(r, Mul(n, number<V>(0x1.0b4611a600000p-34)));
  r = Sub(r, Mul(n, number<V>(0x1.3198a2e037073p-69)));
  Angle<V> angle{r, as_bits(rounded)};
  if (HWY_UNLIKELY(!all(Lt(Abs(x), number<V>(0x1p20))))) reduce_far(x, &angle);
  return angle;
}

// For |r| <= pi/4, with z = r^2. The coefficients are those of fdlibm's k_sin.c and k_cos.c.
template <class V>
HWY_INLINE V sin_near(V r, V z) {
  constexpr double c[] = {-1.66666666666666324348e-01, 8.33333333332248946124e-03,
                          -1.98412698298579493134e-04, 2.75573137070700676789e-06,
                          -2.50507602534068634195e-08, 1.58969099521155010221e-10};
  return Add(r, Mul(Mul(z, r), polynomial(z, c)));
}
template <class V>
HWY_INLINE V cos_near(V z) {
  constexpr double c[] = {-0.5,
                          4.16666666666666019037e-02,
                          -1.38888888888741095749e-03,
                          2.48015872894767294178e-05,
                          -2.75573143513906633035e-07,
                          2.08757232129817482790e-09,
                          -1.13596475577881948265e-11};
  return Add(number<V>(1.0), Mul(z, polynomial(z, c)));
}

// Sine and cosine; each is the same whether the other is used or not.
template <class V>
HWY_INLINE Two<V> sin_cos(V x) {
  const Angle<V> angle = reduce_angle(x);
  const V z = Mul(angle.r, angle.r);
  const V s = sin_near(angle.r, z), c = cos_near(z);
  const V odd = as_number(ShiftLeft<63>(angle.n));  // negative if n is odd
  const BitsOf<V> sign = bits<V>(std::uint64_t{1} << 63);
  const BitsOf<V> sin_sign = And(ShiftLeft<62>(angle.n), sign);
  const BitsOf<V> cos_sign = And(ShiftLeft<62>(Add(angle.n, bits<V>(1))), sign);
  const V sine = Xor(IfNegativeThenElse(odd, c, s), as_number(sin_sign));
  const V cosine = Xor(IfNegativeThenElse(odd, s, c), as_number(cos_sign));
  return {IfThenElse(Eq(x, number<V>(0.0)), x, sine), cosine};
}
template <class V>
HWY_INLINE V sin(V x) {
  return sin_cos(x).first;
}
template <class V>
HWY_INLINE V cos(V x) {
  return sin_cos(x).second;
}

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#endif
