// What evaluate.hpp needs of a type of numbers, for the types of the C++ SDK (series and their
// coefficients, lanes and intervals) and for floating-point numbers.
#pragma once

#include <firstmove/functions.hpp>
#include <firstmove/internal/interval.hpp>
#include <firstmove/internal/series.hpp>
#include <firstmove/policies.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>

namespace firstmove::engine::numbers {

// ---- Floating-point numbers: what the SDK defines for its own types ----

template <std::floating_point F>
F value(F x) {
  return x;
}
template <std::floating_point F>
F choose(bool condition, F yes, F no) {
  return condition ? yes : no;
}
template <std::floating_point F>
bool reaches(F a, F b) {
  return a >= b;
}
template <std::floating_point F>
bool or_invalid(bool condition, F b) {
  return condition || std::isnan(b);
}
template <std::floating_point F>
F min(F a, F b) {
  return b < a || std::isnan(b) ? b : a;
}
template <std::floating_point F>
F max(F a, F b) {
  return a < b || std::isnan(b) ? b : a;
}
template <std::floating_point F>
F sigmoid(F x) {
  const F z = std::exp(-std::abs(x));
  return (x < 0 ? z : F(1)) / (1 + z);
}
template <std::floating_point F>
F softplus(F x) {
  return max(x, F(0)) + std::log1p(std::exp(-std::abs(x)));
}
template <std::floating_point F>
F pow(F x, int n) {
  if (n < 0) return 1 / pow(x, -n);
  F result = 1;
  for (; n != 0; n /= 2, x *= x)
    if (n % 2 != 0) result *= x;
  return result;
}

// ---- Powers ----

template <std::floating_point F>
F power(F x, F p) {
  return std::pow(x, p);
}
inline Interval power(const Interval& x, const Interval& p) {
  return p.lower() == p.upper() ? pow(x, p.lower()) : exp(log(x) * p);
}
inline Lane power(Lane x, Lane p) { return pow(x, first_lane(p)); }
// The exponent is a constant.
inline Series power(const Series& x, const Series& p) { return pow(x, first_lane(value(p))); }
inline BasicSeries<Interval> power(const BasicSeries<Interval>& x, const BasicSeries<Interval>& p) {
  const Interval exponent = value(p);
  return exponent.lower() == exponent.upper() ? pow(x, exponent.lower()) : exp(log(x) * p);
}

}  // namespace firstmove::engine::numbers
