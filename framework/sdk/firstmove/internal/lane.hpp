// Several replicas side by side in one SIMD register. Every operation acts on each replica alone,
// so the result of a replica depends neither on its neighbours nor on its position.
#pragma once

// Use the registers of the compiler's target. If that is AVX-512 with VNNI and VAES (Sapphire
// Rapids), Highway 1.0.3 does not compile without this setting.
#ifndef HWY_COMPILE_ONLY_STATIC
#define HWY_COMPILE_ONLY_STATIC
#endif

#include <firstmove/abi.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

#include <cmath>
#include <cstddef>

namespace firstmove {

namespace simd = hwy::HWY_NAMESPACE;

// Numbers stay in registers only if the functions that use them are inlined at every level.
#define FIRSTMOVE_INLINE [[gnu::always_inline]] inline
#define FIRSTMOVE_INLINE_LAMBDA __attribute__((always_inline))

// A truth value for each lane.
class Mask {
  using Tag = simd::ScalableTag<double>;

 public:
  explicit Mask(simd::Mask<Tag> m) : m_(m) {}
  simd::Mask<Tag> raw() const { return m_; }

  friend Mask operator&&(Mask a, Mask b) { return Mask(simd::And(a.m_, b.m_)); }
  friend Mask operator||(Mask a, Mask b) { return Mask(simd::Or(a.m_, b.m_)); }
  friend Mask operator!(Mask a) { return Mask(simd::Not(a.m_)); }
  friend bool any(Mask a) { return !simd::AllFalse(Tag(), a.m_); }

 private:
  simd::Mask<Tag> m_;
};

class Lane {
  using Tag = simd::ScalableTag<double>;
  using Register = simd::Vec<Tag>;

 public:
  static constexpr std::size_t width = HWY_LANES(double);
  static_assert(FM_LANES % width == 0, "strides must hold whole registers");

  Lane() : Lane(0.0) {}
  Lane(double value) : v_(simd::Set(Tag(), value)) {}  // NOLINT: a constant is a lane of itself
  explicit Lane(Register v) : v_(v) {}

  // `p` must be a multiple of the register's size, as every row of a batch is.
  static Lane load(const double* p) { return Lane(simd::Load(Tag(), p)); }
  void store(double* p) const { simd::Store(v_, Tag(), p); }
  // The same for any p.
  static Lane load_anywhere(const double* p) { return Lane(simd::LoadU(Tag(), p)); }
  void store_anywhere(double* p) const { simd::StoreU(v_, Tag(), p); }

  double first() const { return simd::GetLane(v_); }

  friend Lane operator+(Lane a, Lane b) { return Lane(simd::Add(a.v_, b.v_)); }
  friend Lane operator-(Lane a, Lane b) { return Lane(simd::Sub(a.v_, b.v_)); }
  friend Lane operator*(Lane a, Lane b) { return Lane(simd::Mul(a.v_, b.v_)); }
  friend Lane operator/(Lane a, Lane b) { return Lane(simd::Div(a.v_, b.v_)); }
  friend Lane operator-(Lane a) { return Lane(simd::Neg(a.v_)); }
  Lane& operator+=(Lane b) { return *this = *this + b; }
  Lane& operator-=(Lane b) { return *this = *this - b; }
  Lane& operator*=(Lane b) { return *this = *this * b; }
  Lane& operator/=(Lane b) { return *this = *this / b; }

  // a * b + c with two roundings, as on processors that have no fused operation.
  friend Lane multiply_add(Lane a, Lane b, Lane c) { return a * b + c; }

  // Comparisons yield masks, for choose() and any().
  friend Mask operator<(Lane a, Lane b) { return Mask(simd::Lt(a.v_, b.v_)); }
  friend Mask operator<=(Lane a, Lane b) { return Mask(simd::Le(a.v_, b.v_)); }
  friend Mask operator>(Lane a, Lane b) { return b < a; }
  friend Mask operator>=(Lane a, Lane b) { return b <= a; }
  friend Mask operator==(Lane a, Lane b) { return Mask(simd::Eq(a.v_, b.v_)); }
  friend Lane choose(Mask m, Lane yes, Lane no) {
    return Lane(simd::IfThenElse(m.raw(), yes.v_, no.v_));
  }

  // Calls a scalar function on each lane that the mask selects, and keeps `otherwise` elsewhere.
  template <class F>
  friend Lane each(Mask m, F f, Lane x, Lane otherwise) {
    HWY_ALIGN double in[width], out[width], chosen[width];
    x.store(in);
    otherwise.store(out);
    choose(m, Lane(1.0), Lane(0.0)).store(chosen);
    for (std::size_t i = 0; i < width; ++i)
      if (chosen[i] != 0) out[i] = f(in[i]);
    return load(out);
  }

  friend Lane abs(Lane a) { return Lane(simd::Abs(a.v_)); }
  friend Lane floor(Lane a) { return Lane(simd::Floor(a.v_)); }
  friend Lane sqrt(Lane a) { return Lane(simd::Sqrt(a.v_)); }

  // Highway's functions are accurate within a range; outside it, and for values that are not
  // finite, the functions of the C library are called lane by lane. The choice for a lane depends
  // on that lane alone.
  FIRSTMOVE_INLINE friend Lane sin(Lane a) {
    return within(
        a, abs(a) <= 39000.0,
        [](Lane x) FIRSTMOVE_INLINE_LAMBDA { return Lane(simd::Sin(Tag(), x.v_)); },
        [](double x) { return std::sin(x); });
  }
  FIRSTMOVE_INLINE friend Lane cos(Lane a) {
    return within(
        a, abs(a) <= 39000.0,
        [](Lane x) FIRSTMOVE_INLINE_LAMBDA { return Lane(simd::Cos(Tag(), x.v_)); },
        [](double x) { return std::cos(x); });
  }
  // Both at once, for numbers that carry derivatives.
  struct SinCos;
  friend SinCos sincos(Lane a);
  FIRSTMOVE_INLINE friend Lane exp(Lane a) {
    return within(
        a, abs(a) <= 700.0,
        [](Lane x) FIRSTMOVE_INLINE_LAMBDA { return Lane(simd::Exp(Tag(), x.v_)); },
        [](double x) { return std::exp(x); });
  }
  FIRSTMOVE_INLINE friend Lane log(Lane a) {
    return within(
        a, a >= 1e-300 && a <= 1e300,
        [](Lane x) FIRSTMOVE_INLINE_LAMBDA { return Lane(simd::Log(Tag(), x.v_)); },
        [](double x) { return std::log(x); });
  }
  FIRSTMOVE_INLINE friend Lane tanh(Lane a) {
    return within(
        a, abs(a) <= 300.0,
        [](Lane x) FIRSTMOVE_INLINE_LAMBDA { return Lane(simd::Tanh(Tag(), x.v_)); },
        [](double x) { return std::tanh(x); });
  }
  FIRSTMOVE_INLINE friend Lane expm1(Lane a) {
    return within(
        a, abs(a) <= 700.0,
        [](Lane x) FIRSTMOVE_INLINE_LAMBDA { return Lane(simd::Expm1(Tag(), x.v_)); },
        [](double x) { return std::expm1(x); });
  }
  FIRSTMOVE_INLINE friend Lane log1p(Lane a) {
    return within(
        a, a >= 0.0 && a <= 1e300,
        [](Lane x) FIRSTMOVE_INLINE_LAMBDA { return Lane(simd::Log1p(Tag(), x.v_)); },
        [](double x) { return std::log1p(x); });
  }

 private:
  template <class Fast, class Exact>
  FIRSTMOVE_INLINE static Lane within(Lane a, Mask inside, Fast fast, Exact exact) {
    const Lane y = fast(choose(inside, a, Lane(1.0)));
    const Mask outside = !inside;
    return HWY_UNLIKELY(any(outside)) ? each(outside, exact, a, y) : y;
  }

  Register v_;
};

struct Lane::SinCos {
  Lane sin, cos;
};
FIRSTMOVE_INLINE Lane::SinCos sincos(Lane a) {
  const Mask inside = abs(a) <= 39000.0;
  const Lane x = choose(inside, a, Lane(1.0));
  Lane::SinCos y{Lane(simd::Sin(Lane::Tag(), x.v_)), Lane(simd::Cos(Lane::Tag(), x.v_))};
  if (const Mask outside = !inside; HWY_UNLIKELY(any(outside))) {
    y.sin = each(
        outside, [](double v) { return std::sin(v); }, a, y.sin);
    y.cos = each(
        outside, [](double v) { return std::cos(v); }, a, y.cos);
  }
  return y;
}

// A condition for choosing b, which also holds if b is NaN: then an error is not hidden.
inline Mask or_invalid(Mask condition, Lane b) { return condition || !(b == b); }
// The larger and the smaller; NaN if one of them is.
inline Lane max(Lane a, Lane b) { return choose(or_invalid(a < b, b), b, a); }
inline Lane min(Lane a, Lane b) { return choose(or_invalid(b < a, b), b, a); }

// The first lane, for a number that is the same on all lanes.
inline double first_lane(Lane lane) { return lane.first(); }

}  // namespace firstmove
