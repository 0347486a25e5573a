// Numbers that carry derivatives, over lanes of replicas: forward mode, exact to rounding.
//
//   Gradient<N>   v + g_1 e_1 + .. + g_N e_N      with e_a e_b = 0: N first derivatives
//   Dual<T>       v + d h                         with h^2 = 0, over any inner number T
//
// A Dual over a Gradient yields N entries of a Hessian-vector product at once, a Dual over a Dual
// over a Gradient N entries of a third-order product, and so on: the coefficient of h_1 .. h_K e_a
// is the derivative along the K directions that were seeded and the coordinate of e_a. Source:
// Griewank, Walther, "Evaluating Derivatives", 2nd edition, chapters 3 and 13.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "lane.hpp"

namespace firstmove {

template <int N>
struct Gradient {
  Lane v;
  std::array<Lane, N> g{};
  Gradient() = default;
  Gradient(double constant) : v(constant) {}  // NOLINT: constants mix with variables in a cost
};

template <class T>
struct Dual {
  T v, d;
  Dual() = default;
  Dual(double constant) : v(constant), d(0.0) {}  // NOLINT: see above
  Dual(const T& value, const T& slope) : v(value), d(slope) {}
};

// For a number type: the order of the highest derivative that it carries and how many lanes it
// consists of. False for other types.
template <class T>
struct Jet : std::false_type {};
template <>
struct Jet<Lane> : std::true_type {
  static constexpr int order = 0, coefficients = 1;
};
template <int N>
struct Jet<Gradient<N>> : std::true_type {
  static constexpr int order = 1, coefficients = N + 1;
};
template <class T>
struct Jet<Dual<T>> : std::true_type {
  static constexpr int order = Jet<T>::order + 1, coefficients = 2 * Jet<T>::coefficients;
};
template <class T>
concept Differentiable = Jet<T>::value && Jet<T>::order >
0;

FIRSTMOVE_INLINE Lane value(Lane x) { return x; }
template <int N>
FIRSTMOVE_INLINE Lane value(const Gradient<N>& x) {
  return x.v;
}
template <class T>
FIRSTMOVE_INLINE Lane value(const Dual<T>& x) {
  return value(x.v);
}

// The type of a number's value and derivatives: lanes, or intervals (interval.hpp).
template <class T>
using Scalar = decltype(value(std::declval<const T&>()));

// ---- Arithmetic ----

template <int N>
FIRSTMOVE_INLINE Gradient<N> operator+(const Gradient<N>& a, const Gradient<N>& b) {
  Gradient<N> c;
  c.v = a.v + b.v;
  for (int i = 0; i < N; ++i) c.g[i] = a.g[i] + b.g[i];
  return c;
}
template <int N>
FIRSTMOVE_INLINE Gradient<N> operator-(const Gradient<N>& a, const Gradient<N>& b) {
  Gradient<N> c;
  c.v = a.v - b.v;
  for (int i = 0; i < N; ++i) c.g[i] = a.g[i] - b.g[i];
  return c;
}
template <int N>
FIRSTMOVE_INLINE Gradient<N> operator*(const Gradient<N>& a, const Gradient<N>& b) {
  Gradient<N> c;
  c.v = a.v * b.v;
  for (int i = 0; i < N; ++i) c.g[i] = multiply_add(a.v, b.g[i], b.v * a.g[i]);
  return c;
}
template <int N>
FIRSTMOVE_INLINE Gradient<N> operator/(const Gradient<N>& a, const Gradient<N>& b) {
  Gradient<N> c;
  c.v = a.v / b.v;
  for (int i = 0; i < N; ++i) c.g[i] = (a.g[i] - c.v * b.g[i]) / b.v;
  return c;
}
template <int N>
FIRSTMOVE_INLINE Gradient<N> scale(const Gradient<N>& a, double s) {
  Gradient<N> c;
  c.v = a.v * s;
  for (int i = 0; i < N; ++i) c.g[i] = a.g[i] * s;
  return c;
}
template <int N>
FIRSTMOVE_INLINE Gradient<N> shift(Gradient<N> a, double s) {
  return a.v += s, a;
}

template <class T>
FIRSTMOVE_INLINE Dual<T> operator+(const Dual<T>& a, const Dual<T>& b) {
  return {a.v + b.v, a.d + b.d};
}
template <class T>
FIRSTMOVE_INLINE Dual<T> operator-(const Dual<T>& a, const Dual<T>& b) {
  return {a.v - b.v, a.d - b.d};
}
template <class T>
FIRSTMOVE_INLINE Dual<T> operator*(const Dual<T>& a, const Dual<T>& b) {
  return {a.v * b.v, a.v * b.d + a.d * b.v};
}
template <class T>
FIRSTMOVE_INLINE Dual<T> operator/(const Dual<T>& a, const Dual<T>& b) {
  const T q = a.v / b.v;
  return {q, (a.d - q * b.d) / b.v};
}
template <class T>
FIRSTMOVE_INLINE Dual<T> scale(const Dual<T>& a, double s) {
  return {scale(a.v, s), scale(a.d, s)};
}
template <class T>
FIRSTMOVE_INLINE Dual<T> shift(const Dual<T>& a, double s) {
  return {shift(a.v, s), a.d};
}

template <Differentiable T>
FIRSTMOVE_INLINE T operator-(const T& a) {
  return scale(a, -1.0);
}
template <Differentiable T>
FIRSTMOVE_INLINE T operator+(const T& a, std::type_identity_t<double> s) {
  return shift(a, s);
}
template <Differentiable T>
FIRSTMOVE_INLINE T operator+(double s, const T& a) {
  return shift(a, s);
}
template <Differentiable T>
FIRSTMOVE_INLINE T operator-(const T& a, std::type_identity_t<double> s) {
  return shift(a, -s);
}
template <Differentiable T>
FIRSTMOVE_INLINE T operator-(double s, const T& a) {
  return shift(-a, s);
}
template <Differentiable T>
FIRSTMOVE_INLINE T operator*(const T& a, std::type_identity_t<double> s) {
  return scale(a, s);
}
template <Differentiable T>
FIRSTMOVE_INLINE T operator*(double s, const T& a) {
  return scale(a, s);
}
template <Differentiable T>
FIRSTMOVE_INLINE T operator/(const T& a, std::type_identity_t<double> s) {
  return a / T(s);
}
template <Differentiable T>
FIRSTMOVE_INLINE T operator/(double s, const T& a) {
  return T(s) / a;
}
template <Differentiable T, class U>
FIRSTMOVE_INLINE T& operator+=(T& a, const U& b) {
  return a = a + b;
}
template <Differentiable T, class U>
FIRSTMOVE_INLINE T& operator-=(T& a, const U& b) {
  return a = a - b;
}
template <Differentiable T, class U>
FIRSTMOVE_INLINE T& operator*=(T& a, const U& b) {
  return a = a * b;
}
template <Differentiable T, class U>
FIRSTMOVE_INLINE T& operator/=(T& a, const U& b) {
  return a = a / b;
}

// ---- Choice ----

template <int N>
FIRSTMOVE_INLINE Gradient<N> choose(Mask m, const Gradient<N>& yes, const Gradient<N>& no) {
  Gradient<N> c;
  c.v = choose(m, yes.v, no.v);
  for (int i = 0; i < N; ++i) c.g[i] = choose(m, yes.g[i], no.g[i]);
  return c;
}
template <class T>
FIRSTMOVE_INLINE Dual<T> choose(Mask m, const Dual<T>& yes, const Dual<T>& no) {
  return {choose(m, yes.v, no.v), choose(m, yes.d, no.d)};
}

// Comparisons compare the values; branch with choose(a < b, then, else), never with if.
template <Differentiable T>
FIRSTMOVE_INLINE auto operator<(const T& a, const T& b) {
  return value(a) < value(b);
}
template <Differentiable T>
FIRSTMOVE_INLINE auto operator<(const T& a, std::type_identity_t<double> b) {
  return value(a) < Scalar<T>(b);
}
template <Differentiable T>
FIRSTMOVE_INLINE auto operator<(double a, const T& b) {
  return Scalar<T>(a) < value(b);
}
template <Differentiable T>
FIRSTMOVE_INLINE auto operator>(const T& a, const T& b) {
  return b < a;
}
template <Differentiable T>
FIRSTMOVE_INLINE auto operator>(const T& a, std::type_identity_t<double> b) {
  return b < a;
}
template <Differentiable T>
FIRSTMOVE_INLINE auto operator>(double a, const T& b) {
  return b < a;
}

// At a tie the derivatives are those of `a`. NaN if one of them is.
template <Differentiable T>
FIRSTMOVE_INLINE T max(const T& a, const std::type_identity_t<T>& b) {
  return choose(or_invalid(a < b, value(b)), b, a);
}
template <Differentiable T>
FIRSTMOVE_INLINE T min(const T& a, const std::type_identity_t<T>& b) {
  return choose(or_invalid(b < a, value(b)), b, a);
}
template <Differentiable T>
FIRSTMOVE_INLINE T abs(const T& a) {
  return choose(a < 0.0, -a, a);
}

}  // namespace firstmove
