// Elementary functions of numbers that carry derivatives. Each function lists its own derivatives
// at the value, for any order; compose() applies the chain rule.
#pragma once

#include <cmath>

#include "internal/compose.hpp"
#include "internal/logistic.hpp"

namespace firstmove {

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

// log(1 + x), accurate where x is small.
template <Differentiable T>
T log1p(const T& x) {
  Derivatives<T> d;
  const Scalar<T> inverse = Scalar<T>(1.0) / (Scalar<T>(1.0) + value(x));
  d[0] = log1p(value(x));
  d[1] = inverse;
  for (std::size_t n = 2; n < d.size(); ++n)
    d[n] = d[n - 1] * inverse * -static_cast<double>(n - 1);
  return compose(x, d.data());
}

// e^x - 1, accurate where x is small.
template <Differentiable T>
FIRSTMOVE_INLINE T expm1(const T& x) {
  Derivatives<T> d;
  d.fill(exp(value(x)));
  d[0] = expm1(value(x));
  return compose(x, d.data());
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
  return each(x, [p](double v) { return std::pow(v, p); });
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
