#include "graph/rounded.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace firstmove::engine {
namespace {

// An operation's result as computed, and its rounding error.
struct Exactly {
  double result, error;
};

// The error is exact, unless the sum overflows.
Exactly sum(double a, double b) {
  const double s = a + b, of_b = s - a;
  return {s, (a - (s - of_b)) + (b - of_b)};
}

// The error is exact but for what underflow takes from it, which is added to `lost`.
Exactly product(double a, double b, double& lost) {
  const double p = a * b;
  if (std::abs(p) < Rounded::small && a != 0 && b != 0) lost += Rounded::tiny;
  return {p, std::fma(a, b, -p)};
}

// Whether a quotient, or what it leaves of its dividend, may have lost bits.
bool lost_to_underflow(double quotient, double dividend) {
  return dividend != 0 &&
         (std::abs(quotient) < Rounded::small || std::abs(dividend) < Rounded::small);
}

}  // namespace

Rounded::Rounded(double high, double low, double radius) : high_(high), low_(low), radius_(radius) {
  if (low != 0) {
    const Exactly whole = sum(high, low);
    high_ = whole.result;
    low_ = whole.error;
  }
  if (std::isfinite(high_) && std::isfinite(low_) && radius_ >= 0) return;
  high_ = high + low;
  low_ = 0;
  radius_ = std::numeric_limits<double>::infinity();
}

Rounded Rounded::stated(double number, double error) {
  if (as_given()) return number;
  std::uint64_t bits = 0;
  std::memcpy(&bits, &number, sizeof bits);
  constexpr std::uint64_t last = (std::uint64_t{1} << 20) - 1;
  const bool whole = std::abs(number) < 0x1p53 && number == std::floor(number);
  const double of_digits =
      (bits & last) == 0 || whole ? 0 : product_above(2 * unit, std::abs(number));
  return {number, 0, above(of_digits + error)};
}

Rounded operator+(const Rounded& a, const Rounded& b) {
  const Exactly high = sum(a.high_, b.high_), low = sum(a.low_, b.low_);
  const Exactly middle = sum(high.error, low.result), rest = sum(middle.error, low.error);
  const Exactly first = sum(high.result, middle.result), second = sum(first.error, rest.result);
  return {first.result, second.result,
          Rounded::above(a.radius_ + b.radius_ + std::abs(second.error) + std::abs(rest.error))};
}

Rounded operator*(const Rounded& a, const Rounded& b) {
  double lost = 0;
  const Exactly high = product(a.high_, b.high_, lost);
  const Exactly left = product(a.high_, b.low_, lost), right = product(a.low_, b.high_, lost);
  const Exactly mixed = sum(left.result, right.result), low = sum(high.error, mixed.result);
  lost += Rounded::product_above(std::abs(a.low_), std::abs(b.low_)) + std::abs(left.error) +
          std::abs(right.error) + std::abs(mixed.error) + std::abs(low.error);
  const double size_a = Rounded::above(std::abs(a.high_) + std::abs(a.low_)),
               size_b = Rounded::above(std::abs(b.high_) + std::abs(b.low_));
  return {high.result, low.result,
          Rounded::above(lost + Rounded::product_above(size_a, b.radius_) +
                         Rounded::product_above(a.radius_, size_b) +
                         Rounded::product_above(a.radius_, b.radius_))};
}

// With q = fl(a / b) and l the quotient of what q leaves, by b: |a / b - (q + l)| is what q + l
// leaves, divided by |b|.
Rounded operator/(const Rounded& a, const Rounded& b) {
  const double q = a.high_ / b.high_, least = std::abs(b.high_) - b.error();
  if (!(least > 0)) return Rounded::unknown(q);
  double lost = 0;
  const double remainder = std::fma(-q, b.high_, a.high_);
  if (std::abs(a.high_) < Rounded::small || std::abs(q) < Rounded::small)
    lost = a.high_ == 0 ? 0 : Rounded::above(Rounded::unit * std::abs(remainder) + Rounded::tiny);
  const Exactly corrected = product(-q, b.low_, lost), outer = sum(a.low_, corrected.result);
  const Exactly left = sum(remainder, outer.result);
  const double l = left.result / b.high_, rest = std::fma(-l, b.high_, left.result);
  if (lost_to_underflow(l, left.result)) lost += Rounded::tiny;
  lost += std::abs(corrected.error) + std::abs(outer.error) + std::abs(left.error) +
          std::abs(rest) + Rounded::product_above(std::abs(l), std::abs(b.low_));
  const double size = Rounded::above(std::abs(q) + std::abs(l));
  const double missed = Rounded::above(lost + a.radius_ + Rounded::product_above(size, b.radius_));
  return {q, l, Rounded::quotient_above(missed, least * (1 - 4 * Rounded::unit))};
}

Rounded choose(Truth condition, const Rounded& yes, const Rounded& no) {
  if (condition.decided()) return condition.may_hold ? yes : no;
  Rounded::kinked() = true;
  const Rounded apart = no - yes;
  if (!apart.known()) return Rounded::unknown(yes.high_);
  return {yes.high_, yes.low_,
          std::max(yes.radius_, Rounded::above(std::abs(apart.high_) + apart.error()))};
}

Rounded min(const Rounded& a, const Rounded& b) { return choose(b < a, b, a); }
Rounded max(const Rounded& a, const Rounded& b) { return choose(a < b, b, a); }
Rounded abs(const Rounded& x) { return choose(x < Rounded(0.0), -x, x); }

// With s = fl(sqrt(x)), l = what s^2 leaves / (2 s): |sqrt(x) - (s + l)| is what (s + l)^2 leaves,
// divided by sqrt(x) + s + l.
Rounded sqrt(const Rounded& x) {
  const double s = std::sqrt(x.high());
  if (x.is_zero()) return 0.0;
  if (!x.surely_positive()) return Rounded::unknown(s);
  double lost = 0;
  if (x.high() < Rounded::small) lost = Rounded::tiny;
  const double remainder = std::fma(-s, s, x.high());
  const Exactly left = sum(remainder, x.low());
  const double l = left.result / (2 * s), rest = std::fma(-2 * s, l, left.result);
  if (lost_to_underflow(l, left.result)) lost += Rounded::tiny;
  lost += std::abs(left.error) + std::abs(rest) + Rounded::product_above(std::abs(l), std::abs(l));
  const double missed = Rounded::above(lost + x.radius());
  return {s, l, Rounded::quotient_above(missed, s * (1 - 4 * Rounded::unit))};
}

Rounded pow(const Rounded& x, int n) {
  if (n < 0) return Rounded(1.0) / pow(x, -n);
  Rounded result = 1.0, square = x;
  for (; n != 0; n /= 2) {
    if (n % 2 != 0) result = result * square;
    if (n > 1) square = square * square;
  }
  return result;
}

}  // namespace firstmove::engine
