// Numbers that are known up to an error: a middle and a radius, as in ball arithmetic. The radius
// of a sum or product follows the sizes of its terms and of their own radii, never the size of the
// result: where terms cancel, a small middle keeps the radius of its terms.
#pragma once

#include <cmath>
#include <limits>

namespace firstmove::engine {

// Running error analysis: Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition,
// section 3.3. The radii themselves are rounded to nearest: they are right to a few units in the
// last place.
struct Ball {
  double middle = 0, radius = 0;

  Ball() = default;
  Ball(double exact) : middle(exact) {}  // NOLINT: a plain number is a ball of itself
  Ball(double m, double r) : middle(m), radius(r) {}

  // The largest relative error of one operation.
  static constexpr double unit = std::numeric_limits<double>::epsilon() / 2;

  friend Ball operator+(Ball a, Ball b) {
    const double sum = a.middle + b.middle;
    return {sum, a.radius + b.radius + unit * std::abs(sum)};
  }
  friend Ball operator-(Ball a) { return {-a.middle, a.radius}; }
  friend Ball operator-(Ball a, Ball b) { return a + -b; }
  friend Ball operator*(Ball a, Ball b) {
    const double product = a.middle * b.middle;
    return {product, std::abs(a.middle) * b.radius + a.radius * std::abs(b.middle) +
                         a.radius * b.radius + unit * std::abs(product)};
  }
  // The radius is infinite if b may be 0.
  friend Ball operator/(Ball a, Ball b) {
    const double quotient = a.middle / b.middle, least = std::abs(b.middle) - b.radius;
    if (!(least > 0)) return {quotient, std::numeric_limits<double>::infinity()};
    return {quotient,
            (a.radius + std::abs(quotient) * b.radius) / least + unit * std::abs(quotient)};
  }
  Ball& operator+=(Ball b) { return *this = *this + b; }
  Ball& operator-=(Ball b) { return *this = *this - b; }

  friend Ball multiply_add(Ball a, Ball b, Ball c) { return a * b + c; }
  friend Ball choose(bool m, Ball yes, Ball no) { return m ? yes : no; }
  // The row to pivot on (staggered.hpp): the other one if its entry is larger.
  friend bool better_pivot(Ball now, Ball other) {
    return std::abs(now.middle) < std::abs(other.middle);
  }
};

}  // namespace firstmove::engine
