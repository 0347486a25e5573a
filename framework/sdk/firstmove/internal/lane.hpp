// Several replicas side by side in one SIMD register. Every operation acts on each replica alone,
// so the result of a replica depends neither on its neighbours nor on its position. Nor does it
// depend on the processor: no operation is fused with another.
#pragma once

#include <firstmove/abi.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace firstmove {

// Numbers stay in registers only if the functions that use them are inlined at every level.
#define FIRSTMOVE_INLINE [[gnu::always_inline]] inline
#define FIRSTMOVE_INLINE_LAMBDA __attribute__((always_inline))

// The registers of the compiler's target, as vectors of the compiler (GCC and clang): the headers
// of their intrinsics would take longer to compile than a whole game.
#if defined(__AVX512F__)
#define FIRSTMOVE_REGISTER_BYTES 64
#elif defined(__AVX__)
#define FIRSTMOVE_REGISTER_BYTES 32
#else
#define FIRSTMOVE_REGISTER_BYTES 16
#endif
using Register [[gnu::vector_size(FIRSTMOVE_REGISTER_BYTES)]] = double;
using RegisterBits [[gnu::vector_size(FIRSTMOVE_REGISTER_BYTES)]] = std::int64_t;
#undef FIRSTMOVE_REGISTER_BYTES

// A truth value for each lane.
class Mask {
 public:
  explicit Mask(RegisterBits m) : m_(m) {}
  RegisterBits raw() const { return m_; }  // -1 where it holds, else 0

  friend Mask operator&&(Mask a, Mask b) { return Mask(a.m_ & b.m_); }
  friend Mask operator||(Mask a, Mask b) { return Mask(a.m_ | b.m_); }
  friend Mask operator!(Mask a) { return Mask(~a.m_); }
  friend bool any(Mask a) {
    std::int64_t all = 0;
    for (std::size_t i = 0; i < sizeof(RegisterBits) / sizeof(std::int64_t); ++i) all |= a.m_[i];
    return all != 0;
  }

 private:
  RegisterBits m_;
};

class Lane {
 public:
  static constexpr std::size_t width = sizeof(Register) / sizeof(double);
  static_assert(FM_LANES % width == 0, "strides must hold whole registers");

  Lane() : Lane(0.0) {}
  Lane(double value) : v_(value - Register{}) {}  // NOLINT: a constant is a lane of itself
  explicit Lane(Register v) : v_(v) {}

  // `p` must be a multiple of the register's size, as every row of a batch is.
  static Lane load(const double* p) {
    Lane lane;
    __builtin_memcpy(&lane.v_, __builtin_assume_aligned(p, sizeof(Register)), sizeof(Register));
    return lane;
  }
  void store(double* p) const {
    __builtin_memcpy(__builtin_assume_aligned(p, sizeof(Register)), &v_, sizeof(Register));
  }
  // The same for any p.
  static Lane load_anywhere(const double* p) {
    Lane lane;
    __builtin_memcpy(&lane.v_, p, sizeof(Register));
    return lane;
  }
  void store_anywhere(double* p) const { __builtin_memcpy(p, &v_, sizeof(Register)); }

  double first() const { return v_[0]; }

  friend Lane operator+(Lane a, Lane b) { return Lane(a.v_ + b.v_); }
  friend Lane operator-(Lane a, Lane b) { return Lane(a.v_ - b.v_); }
  friend Lane operator*(Lane a, Lane b) { return Lane(a.v_ * b.v_); }
  friend Lane operator/(Lane a, Lane b) { return Lane(a.v_ / b.v_); }
  friend Lane operator-(Lane a) { return Lane(-a.v_); }
  Lane& operator+=(Lane b) { return *this = *this + b; }
  Lane& operator-=(Lane b) { return *this = *this - b; }
  Lane& operator*=(Lane b) { return *this = *this * b; }
  Lane& operator/=(Lane b) { return *this = *this / b; }

  // a * b + c with two roundings, as on processors that have no fused operation.
  friend Lane multiply_add(Lane a, Lane b, Lane c) { return a * b + c; }

  // Comparisons yield masks, for choose() and any().
  friend Mask operator<(Lane a, Lane b) { return Mask(a.v_ < b.v_); }
  friend Mask operator<=(Lane a, Lane b) { return Mask(a.v_ <= b.v_); }
  friend Mask operator>(Lane a, Lane b) { return b < a; }
  friend Mask operator>=(Lane a, Lane b) { return b <= a; }
  friend Mask operator==(Lane a, Lane b) { return Mask(a.v_ == b.v_); }
  friend Lane choose(Mask m, Lane yes, Lane no) { return Lane(m.raw() ? yes.v_ : no.v_); }

  friend Lane abs(Lane a) {
    return Lane(reinterpret_cast<Register>(reinterpret_cast<RegisterBits>(a.v_) & INT64_MAX));
  }
  friend Lane floor(Lane a) {
    return each(a, [](double x) { return std::floor(x); });
  }
  friend Lane sqrt(Lane a) {
    return each(a, [](double x) { return std::sqrt(x); });
  }

  // The functions of the C library, lane by lane. (Costs that are recorded as graphs are evaluated
  // by the host, in registers.)
  friend Lane sin(Lane a) {
    return each(a, [](double x) { return std::sin(x); });
  }
  friend Lane cos(Lane a) {
    return each(a, [](double x) { return std::cos(x); });
  }
  friend Lane exp(Lane a) {
    return each(a, [](double x) { return std::exp(x); });
  }
  friend Lane log(Lane a) {
    return each(a, [](double x) { return std::log(x); });
  }
  friend Lane tanh(Lane a) {
    return each(a, [](double x) { return std::tanh(x); });
  }
  friend Lane expm1(Lane a) {
    return each(a, [](double x) { return std::expm1(x); });
  }
  friend Lane log1p(Lane a) {
    return each(a, [](double x) { return std::log1p(x); });
  }

  // Calls a scalar function on each lane.
  template <class F>
  friend Lane each(Lane a, F f) {
    for (std::size_t i = 0; i < width; ++i) a.v_[i] = f(a.v_[i]);
    return a;
  }

 private:
  Register v_;
};

// Both at once, for numbers that carry derivatives.
struct SinCos {
  Lane sin, cos;
};
inline SinCos sincos(Lane a) { return {sin(a), cos(a)}; }

// A condition for choosing b, which also holds if b is NaN: then an error is not hidden.
inline Mask or_invalid(Mask condition, Lane b) { return condition || !(b == b); }
// The larger and the smaller; NaN if one of them is.
inline Lane max(Lane a, Lane b) { return choose(or_invalid(a < b, b), b, a); }
inline Lane min(Lane a, Lane b) { return choose(or_invalid(b < a, b), b, a); }

// The first lane, for a number that is the same on all lanes.
inline double first_lane(Lane lane) { return lane.first(); }

}  // namespace firstmove
