// Elementary functions of numbers that carry their rounding errors. With x = h + t, |t| <= w, there
// is f(x) = f(h) + f'(h) t + f''(..) t^2 / 2: f(h) comes from a wider type, the second term is the
// carried error, and the third is bounded.
#include <algorithm>

#include "graph/rounded.hpp"

namespace firstmove::engine {
namespace {

using Wide = long double;

// The relative error of two functions of the C library, one after the other; that of a derivative
// that is computed with doubles.
constexpr double of_wide = 32 * static_cast<double>(std::numeric_limits<Wide>::epsilon());
constexpr double of_slope = 0x1p-46;

// f(x) from f(h), f'(h) and a bound of |f''| over all that x may be.
Rounded composed(const Rounded& x, Wide f, double slope, double curvature) {
  const double high = static_cast<double>(f);
  if (!std::isfinite(high)) return Rounded::unknown(high);
  const double rest = static_cast<double>(f - static_cast<Wide>(high));
  const double carried = slope * x.low(), move = x.error();
  double radius = Rounded::above(of_wide * std::abs(high) + Rounded::unit * std::abs(rest)) +
                  Rounded::product_above(std::abs(slope) * (1 + of_slope), x.radius()) +
                  Rounded::product_above(of_slope, std::abs(carried)) +
                  Rounded::product_above(curvature, Rounded::product_above(move, move));
  if (std::abs(high) < Rounded::small || (carried != 0 && std::abs(carried) < Rounded::small))
    radius += Rounded::tiny;
  const double low = rest + carried;
  return {high, low, Rounded::above(radius + Rounded::unit * std::abs(low))};
}

Wide wide(const Rounded& x) { return static_cast<Wide>(x.high()); }
// Bounds of what x may be.
double most(const Rounded& x) { return x.high() + x.error() + of_slope * std::abs(x.high()); }
double least(const Rounded& x) { return -most(-x); }
double least_size(const Rounded& x) { return std::max({0.0, least(x), -most(x)}); }
// More than e^x, for |x| < 700 by 2^-46 of it.
double exp_above(double x) { return std::exp(x) * (1 + of_slope) + Rounded::tiny; }

double inverse_square_above(double x) { return (1 + of_slope) / x / x + Rounded::tiny; }

// z / (1 + z)^2 with z = e^-|x|: the derivative of the logistic function, which bounds its own
// derivative, too.
double logistic_slope(double x) {
  const double z = std::exp(-std::abs(x));
  return z / ((1 + z) * (1 + z));
}

}  // namespace

Rounded exp(const Rounded& x) {
  if (x.is_zero()) return 1.0;
  return composed(x, std::exp(wide(x)), std::exp(x.high()), exp_above(most(x)));
}
Rounded expm1(const Rounded& x) {
  if (x.is_zero()) return 0.0;
  return composed(x, std::expm1(wide(x)), std::exp(x.high()), exp_above(most(x)));
}
Rounded log(const Rounded& x) {
  const double from = least(x);
  if (!(from > 0)) return Rounded::unknown(std::log(x.high()));
  if (x.high() == 1 && x.error() == 0) return 0.0;
  return composed(x, std::log(wide(x)), 1 / x.high(), inverse_square_above(from));
}
Rounded log1p(const Rounded& x) {
  if (x.is_zero()) return 0.0;
  const double from = (1 + least(x)) * (1 - of_slope);
  if (!(from > 0)) return Rounded::unknown(std::log1p(x.high()));
  return composed(x, std::log1p(wide(x)), 1 / (1 + x.high()), inverse_square_above(from));
}
Rounded sin(const Rounded& x) {
  if (x.is_zero()) return 0.0;
  return composed(x, std::sin(wide(x)), std::cos(x.high()), 1);
}
Rounded cos(const Rounded& x) {
  if (x.is_zero()) return 1.0;
  return composed(x, std::cos(wide(x)), -std::sin(x.high()), 1);
}
// tanh' = 4 s'(2 x) with the logistic function s, and |tanh''| <= 2 tanh'.
Rounded tanh(const Rounded& x) {
  if (x.is_zero()) return 0.0;
  return composed(x, std::tanh(wide(x)), 4 * logistic_slope(2 * x.high()),
                  8 * exp_above(-2 * least_size(x)));
}
Rounded sigmoid(const Rounded& x) {
  if (x.is_zero()) return 0.5;
  const Wide z = std::exp(-std::abs(wide(x)));
  return composed(x, (x.high() < 0 ? z : 1) / (1 + z), logistic_slope(x.high()),
                  exp_above(-least_size(x)));
}
Rounded softplus(const Rounded& x) {
  const Wide z = std::exp(-std::abs(wide(x)));
  const double share = std::exp(-std::abs(x.high()));
  return composed(x, std::max<Wide>(wide(x), 0) + std::log1p(z),
                  (x.high() < 0 ? share : 1) / (1 + share), exp_above(-least_size(x)));
}

Rounded power(const Rounded& x, const Rounded& p) {
  constexpr double most_whole = 1000;
  const double exponent = p.high();
  if (p.error() == 0 && exponent == std::floor(exponent) && std::abs(exponent) <= most_whole)
    return pow(x, static_cast<int>(exponent));
  if (x.is_zero() && p.surely_positive()) return 0.0;
  const double from = least(x);
  if (!(from > 0)) return Rounded::unknown(std::pow(x.high(), exponent));
  const double steepest =
      std::max(std::pow(from, exponent - 2), std::pow(most(x), exponent - 2)) + Rounded::tiny;
  const double curvature = std::abs(exponent * (exponent - 1)) * (1 + of_slope) * steepest;
  const Rounded result = composed(x, std::pow(wide(x), static_cast<Wide>(exponent)),
                                  exponent * std::pow(x.high(), exponent - 1), curvature);
  if (p.error() == 0) return result;
  return result * exp(log(x) * Rounded(0, p.low(), p.radius()));
}

}  // namespace firstmove::engine
