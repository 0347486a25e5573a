// The functions that random numbers are made with, from the bits of the generator. No fused
// multiply-adds, so that all instruction sets give the same bits. Polynomials of FDLIBM (Sun
// Microsystems 1993) where nothing else is said.
#if defined(FIRSTMOVE_CHANCE_FUNCTIONS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef FIRSTMOVE_CHANCE_FUNCTIONS_INL
#undef FIRSTMOVE_CHANCE_FUNCTIONS_INL
#else
#define FIRSTMOVE_CHANCE_FUNCTIONS_INL
#endif

#include "chance/philox-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine::HWY_NAMESPACE {

using Reals = simd::Vec<simd::ScalableTag<double>>;

HWY_INLINE Reals reals(double value) { return simd::Set(simd::ScalableTag<double>(), value); }
HWY_INLINE Reals reals_of(Words bits) { return simd::BitCast(simd::ScalableTag<double>(), bits); }
HWY_INLINE Words bits_of(Reals x) { return simd::BitCast(simd::ScalableTag<std::uint64_t>(), x); }

// c[0] + x (c[1] + x (c[2] + ..)).
template <std::size_t n>
HWY_INLINE Reals polynomial(Reals x, const double (&c)[n]) {
  Reals sum = reals(c[n - 1]);
  for (std::size_t i = n - 1; i-- > 0;) sum = simd::Add(reals(c[i]), simd::Mul(x, sum));
  return sum;
}

// The highest 52 bits as (m + 1/2) 2^-52, in (0, 1).
HWY_INLINE Reals unit(Words bits) {
  const Words one = words(0x3FF0000000000000u);
  return simd::Sub(reals_of(simd::Or(simd::ShiftRight<12>(bits), one)), reals(1 - 0x1p-53));
}

// 2 unit(bits) - 1, exact.
HWY_INLINE Reals centred(Words bits) {
  const Words two = words(0x4000000000000000u);
  const Reals from2 = reals_of(simd::Or(simd::ShiftRight<12>(bits), two));
  return simd::Add(simd::Sub(from2, reals(3)), reals(0x1p-52));
}

// log u for u in [2^-64, 1); error below 1 unit in the last place. u = 2^k m with m near 1.
HWY_INLINE Reals log_of_unit(Reals u) {
  constexpr std::uint64_t root_half = 0x3FE6A09E667F3BCDu, shift = 64;
  const Words bits = bits_of(u);
  const Words k_shifted = simd::ShiftRight<52>(simd::Sub(bits, words(root_half - (shift << 52))));
  const Reals m =
      reals_of(simd::Add(simd::Sub(bits, simd::ShiftLeft<52>(k_shifted)), words(shift << 52)));
  const Reals k =
      simd::Sub(reals_of(simd::Or(k_shifted, words(0x4330000000000000u))), reals(0x1p52 + shift));
  const Reals f = simd::Sub(m, reals(1)), half_square = simd::Mul(reals(0.5), simd::Mul(f, f));
  const Reals s = simd::Div(f, simd::Add(reals(2), f)), z = simd::Mul(s, s), w = simd::Mul(z, z);
  const Reals even = simd::Mul(w, polynomial(w, {3.999999999940941908e-01, 2.222219843214978396e-01,
                                                 1.531383769920937332e-01}));
  const Reals odd =
      simd::Mul(z, polynomial(w, {6.666666666666735130e-01, 2.857142874366239149e-01,
                                  1.818357216161805012e-01, 1.479819860511658591e-01}));
  const Reals rest = simd::Add(simd::Mul(s, simd::Add(half_square, simd::Add(odd, even))),
                               simd::Mul(k, reals(1.90821492927058770002e-10)));
  return simd::Sub(simd::Mul(k, reals(6.93147180369123816490e-01)),
                   simd::Sub(simd::Sub(half_square, rest), f));
}

struct OnCircle {
  Reals cos, sin;
};

// A point on the circle at an angle that is uniform to 54 bits: the two highest bits are the
// quadrant, the next 52 the angle within it from its middle, an odd multiple of 2^-53 turns / 4.
// Error below 2 units in the last place.
HWY_INLINE OnCircle on_circle(Words bits) {
  const Words within =
      simd::Or(simd::ShiftRight<12>(simd::ShiftLeft<2>(bits)), words(0x3FF0000000000000u));
  const Reals quarter = simd::Add(simd::Sub(reals_of(within), reals(1.5)), reals(0x1p-53));
  const Reals a = simd::Mul(quarter, reals(1.5707963267948966192)), z = simd::Mul(a, a);
  const Reals sin = simd::Add(
      a, simd::Mul(simd::Mul(a, z),
                   polynomial(z, {-1.66666666666666324348e-01, 8.33333333332248946124e-03,
                                  -1.98412698298579493134e-04, 2.75573137070700676789e-06,
                                  -2.50507602534068634195e-08, 1.58969099521155010221e-10})));
  const Reals half = simd::Mul(reals(0.5), z), high = simd::Sub(reals(1), half);
  const Reals tail = simd::Mul(
      simd::Mul(z, z), polynomial(z, {4.16666666666666019037e-02, -1.38888888888741095749e-03,
                                      2.48015872894767294178e-05, -2.75573143513906633035e-07,
                                      2.08757232129817482790e-09, -1.13596475577881948265e-11}));
  const Reals cos = simd::Add(high, simd::Add(simd::Sub(simd::Sub(reals(1), high), half), tail));

  const simd::ScalableTag<std::int64_t> whole;
  const Words odd = bits_of(
      simd::BitCast(simd::ScalableTag<double>(),
                    simd::BroadcastSignBit(simd::BitCast(whole, simd::ShiftLeft<1>(bits)))));
  const Words s = bits_of(sin), c = bits_of(cos), sign = words(std::uint64_t{1} << 63);
  const Words turned_cos = simd::IfVecThenElse(odd, s, c);
  const Words turned_sin = simd::IfVecThenElse(odd, c, s);
  const Words cos_sign = simd::And(simd::Xor(bits, simd::ShiftLeft<1>(bits)), sign);
  return {reals_of(simd::Xor(turned_cos, cos_sign)),
          reals_of(simd::Xor(turned_sin, simd::And(bits, sign)))};
}

// e^y - 1 for y >= 0; error below 2 units in the last place, infinite from y = 709.79 on. With
// y = k log 2 + r, |r| <= log(2) / 2, it is 2^k (e^r - 1) + 2^k - 1; e^r - 1 by its Taylor
// polynomial, whose error is below 2^-55 of it.
HWY_INLINE Reals expm1_of_positive(Reals y) {
  y = simd::Min(y, reals(710));
  const Reals shifted = simd::Add(simd::Mul(y, reals(1.4426950408889634074)), reals(0x1p52));
  const Reals k = simd::Sub(shifted, reals(0x1p52));
  const Reals r = simd::Sub(simd::Sub(y, simd::Mul(k, reals(6.93147180369123816490e-01))),
                            simd::Mul(k, reals(1.90821492927058770002e-10)));
  const Reals e = simd::Add(
      r,
      simd::Mul(simd::Mul(r, r), polynomial(r, {1. / 2, 1. / 6, 1. / 24, 1. / 120, 1. / 720,
                                                1. / 5040, 1. / 40320, 1. / 362880, 1. / 3628800,
                                                1. / 39916800, 1. / 479001600, 1. / 6227020800})));
  const Reals half_power =  // 2^(k - 1), which is finite
      reals_of(simd::ShiftLeft<52>(simd::Add(bits_of(shifted), words(1022))));
  return simd::Mul(simd::Add(simd::Mul(half_power, e), simd::Sub(half_power, reals(0.5))),
                   reals(2));
}

}  // namespace firstmove::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
