// Elementary functions of numbers that carry derivatives. Each function lists its own derivatives
// at the value, for any order; compose() applies the chain rule (Faa di Bruno's formula, by
// nesting).
#pragma once

#include <array>
#include <cmath>

#include "internal/jet.hpp"

namespace firstmove {

// f(x), given the derivatives 0 .. order of f at the value of x.
FIRSTMOVE_INLINE Lane compose(Lane, const Lane* derivatives) { return derivatives[0]; }
template <int N>
FIRSTMOVE_INLINE Gradient<N> compose(const Gradient<N>& x, const Lane* derivatives) {
  Gradient<N> y;
  y.v = derivatives[0];
  for (int i = 0; i < N; ++i) y.g[i] = derivatives[1] * x.g[i];
  return y;
}
template <class T>
FIRSTMOVE_INLINE Dual<T> compose(const Dual<T>& x, const Lane* derivatives) {
  return {compose(x.v, derivatives), compose(x.v, derivatives + 1) * x.d};
}

template <class T>
using Derivatives = std::array<Scalar<T>, Jet<T>::order + 1>;

template <Differentiable T>
FIRSTMOVE_INLINE T sin(const T& x) {
  Derivatives<T> d;
  const auto [s, c] = sincos(value(x));
  for (std::size_t n = 0; n < d.size(); ++n) {
    const Scalar<T> part = n % 2 == 0 ? s : c;
    d[n] = n % 4 < 2 ? part : -part;
  }
  return compose(x, d.data());
}

template <Differentiable T>
FIRSTMOVE_INLINE T cos(const T& x) {
  Derivatives<T> d;
  const auto [s, c] = sincos(value(x));
  for (std::size_t n = 0; n < d.size(); ++n) {
    const Scalar<T> part = n % 2 == 0 ? c : s;
    d[n] = n % 4 == 0 || n % 4 == 3 ? part : -part;
  }
  return compose(x, d.data());
}

template <Differentiable T>
FIRSTMOVE_INLINE T exp(const T& x) {
  Derivatives<T> d;
  d.fill(exp(value(x)));
  return compose(x, d.data());
}

template <Differentiable T>
T log(const T& x) {
  Derivatives<T> d;
  const Scalar<T> inverse = Scalar<T>(1.0) / value(x);
  d[0] = log(value(x));
  d[1] = inverse;
  for (std::size_t n = 2; n < d.size(); ++n)
    d[n] = d[n - 1] * inverse * -static_cast<double>(n - 1);
  return compose(x, d.data());
}

template <Differentiable T>
T sqrt(const T& x) {
  Derivatives<T> d;
  const Scalar<T> inverse = Scalar<T>(1.0) / value(x);
  d[0] = sqrt(value(x));
  for (std::size_t n = 1; n < d.size(); ++n)
    d[n] = d[n - 1] * inverse * (1.5 - static_cast<double>(n));
  return compose(x, d.data());
}

// tanh' = 1 - tanh^2; each derivative is a polynomial in tanh.
template <Differentiable T>
T tanh(const T& x) {
  Derivatives<T> d;
  constexpr std::size_t degree = std::tuple_size_v<Derivatives<T>> + 1;
  const Scalar<T> t = tanh(value(x));
  std::array<double, degree + 2> p{};  // coefficients of the n-th derivative
  p[1] = 1;
  for (Scalar<T>& derivative : d) {
    Scalar<T> sum(0.0);
    for (std::size_t k = degree; k-- > 0;) sum = sum * t + p[k];
    derivative = sum;
    std::array<double, degree + 2> next{};
    for (std::size_t k = 1; k < degree; ++k) {
      next[k - 1] += static_cast<double>(k) * p[k];
      next[k + 1] -= static_cast<double>(k) * p[k];
    }
    p = next;
  }
  return compose(x, d.data());
}

// The logistic function 1 / (1 + e^-x), without overflow.
inline Lane sigmoid(Lane x) { return 0.5 + 0.5 * tanh(0.5 * x); }
template <Differentiable T>
T sigmoid(const T& x) {
  return 0.5 + 0.5 * tanh(0.5 * x);
}

// x^n by squaring.
inline Lane pow(Lane x, int n) {
  if (n < 0) return Lane(1.0) / pow(x, -n);
  Lane result(1.0);
  for (; n != 0; n /= 2, x *= x)
    if (n % 2 != 0) result *= x;
  return result;
}
template <Differentiable T>
T pow(const T& x, int n) {
  if (n < 0) return 1.0 / pow(x, -n);
  Derivatives<T> d;
  double falling = 1;  // n (n - 1) .. (n - k + 1)
  for (std::size_t k = 0; k < d.size(); ++k) {
    const int left = n - static_cast<int>(k);
    d[k] = left < 0 ? Scalar<T>(0.0) : pow(value(x), left) * falling;
    falling *= left;
  }
  return compose(x, d.data());
}

// x^p for x > 0.
inline Lane pow(Lane x, double p) {
  return each(
      x == x, [p](double v) { return std::pow(v, p); }, x, x);
}
template <Differentiable T>
T pow(const T& x, double p) {
  Derivatives<T> d;
  const Scalar<T> inverse = Scalar<T>(1.0) / value(x);
  d[0] = pow(value(x), p);
  for (std::size_t k = 1; k < d.size(); ++k)
    d[k] = d[k - 1] * inverse * (p - static_cast<double>(k - 1));
  return compose(x, d.data());
}

}  // namespace firstmove
