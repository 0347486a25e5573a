// tanh, the logistic function and its logarithms, with derivatives that keep their relative
// accuracy in the tails: nothing is subtracted that cancels there.
#pragma once

#include "compose.hpp"

namespace firstmove {

// ---- On lanes ----

// 1 - tanh(x)^2 = 4 z / (1 + z)^2, z = e^-2|x|.
FIRSTMOVE_INLINE Lane sech_squared(Lane x) {
  const Lane z = exp(-2.0 * abs(x)), whole = 1.0 + z;
  return 4.0 * z / (whole * whole);
}
// The logistic function 1 / (1 + e^-x), without overflow.
FIRSTMOVE_INLINE Lane sigmoid(Lane x) {
  const Lane z = exp(-abs(x));
  return choose(x < Lane(0.0), z, Lane(1.0)) / (1.0 + z);
}
// log(1 + e^x), without overflow.
FIRSTMOVE_INLINE Lane softplus(Lane x) { return max(x, Lane(0.0)) + log1p(exp(-abs(x))); }
// log(sigmoid(x)) = -log(1 + e^-x).
FIRSTMOVE_INLINE Lane logsigmoid(Lane x) { return -softplus(-x); }

// ---- With derivatives ----

// Derivative n of tanh is the sum over b of c[n][b] t^(n + 1 - 2 b) q^b, with t = tanh and
// q = 1 - t^2, as t' = q and q' = -2 t q.
template <std::size_t count>
constexpr auto tanh_coefficients() {
  std::array<std::array<double, count / 2 + 3>, count + 2> c{};
  c[1][1] = 1;
  for (std::size_t n = 1; n <= count; ++n)
    for (std::size_t b = 1; 2 * b <= n + 1; ++b) {
      c[n + 1][b + 1] += static_cast<double>(n + 1 - 2 * b) * c[n][b];
      c[n + 1][b] -= static_cast<double>(2 * b) * c[n][b];
    }
  return c;
}
// The derivatives 1 .. count of tanh. In the tails, where q vanishes, only the first term of a sum
// is not small.
template <std::size_t count, class S>
void tanh_derivatives(const S& t, const S& q, S* out) {
  static constexpr auto c = tanh_coefficients<count>();
  const S square = t * t;
  for (std::size_t n = 1; n <= count; ++n) {
    S sum(c[n][1]), power(1.0);
    for (std::size_t b = 2; 2 * b <= n + 1; ++b) {
      power = power * q;
      sum = sum * square + power * S(c[n][b]);
    }
    out[n - 1] = n % 2 == 1 ? sum * q : sum * q * t;
  }
}

template <Differentiable T>
T tanh(const T& x) {
  Derivatives<T> d;
  const Scalar<T> v = value(x);
  d[0] = tanh(v);
  tanh_derivatives<Jet<T>::order>(d[0], sech_squared(v), d.data() + 1);
  return compose(x, d.data());
}

// The derivatives 1 .. count of the logistic function, 1/2 + tanh(v/2) / 2.
template <std::size_t count, class S>
void sigmoid_derivatives(const S& v, S* out) {
  if constexpr (count > 0) {
    const S half = v * S(0.5), q = sech_squared(half);
    if constexpr (count == 1)
      out[0] = q;
    else
      tanh_derivatives<count>(S(tanh(half)), q, out);
    double scale = 0.5;
    for (std::size_t n = 0; n < count; ++n) out[n] = out[n] * S(scale /= 2);
  }
}

template <Differentiable T>
T sigmoid(const T& x) {
  Derivatives<T> d;
  d[0] = sigmoid(value(x));
  sigmoid_derivatives<Jet<T>::order>(value(x), d.data() + 1);
  return compose(x, d.data());
}

template <Differentiable T>
T softplus(const T& x) {
  Derivatives<T> d;
  d[0] = softplus(value(x));
  d[1] = sigmoid(value(x));
  sigmoid_derivatives<Jet<T>::order - 1>(value(x), d.data() + 2);
  return compose(x, d.data());
}

template <Differentiable T>
T logsigmoid(const T& x) {
  return -softplus(-x);
}

// The probabilities of two actions, sigmoid(x) and 1 - sigmoid(x) = sigmoid(-x), at the cost of one
// and without the subtraction.
template <class T>
struct Chances {
  T yes, no;
};
template <class T>
Chances<T> chances(const T& x) {
  if constexpr (Differentiable<T>) {
    Derivatives<T> d;
    d[0] = sigmoid(value(x));
    sigmoid_derivatives<Jet<T>::order>(value(x), d.data() + 1);
    Chances<T> both;
    both.yes = compose(x, d.data());
    d[0] = sigmoid(-value(x));
    for (std::size_t n = 1; n < d.size(); ++n) d[n] = -d[n];
    both.no = compose(x, d.data());
    return both;
  } else {
    return {sigmoid(x), sigmoid(-x)};
  }
}

}  // namespace firstmove
