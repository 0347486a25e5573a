// Numbers that carry the rounding errors of the operations which made them: what they are off by is
// computed, and what then is left is bounded.
//
// Each operation finds its own rounding error exactly (error-free transformations: Knuth's sum,
// the product by a fused multiply-add, the remainders of quotient and square root), and adds it to
// the errors of its operands, to first order. All that is neglected goes into a radius. Ogita,
// Rump, Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005; Higham, "Accuracy and
// Stability of Numerical Algorithms", 2nd edition, 2002, section 3.3.
//
// Elementary functions are those of the C library for long double, on the assumption that these are
// accurate to eight units in the last place (glibc documents at most four).
#pragma once

#include <firstmove/internal/interval.hpp>

#include <cmath>
#include <limits>

namespace firstmove::engine {

// The exact number lies within radius() of high() + low(), and high() is the double closest to that
// sum. The radius is infinite where nothing is known: after an overflow, outside of a function's
// domain, or for NaN.
class Rounded {
 public:
  Rounded() = default;
  Rounded(double exact) : Rounded(exact, 0, 0) {}  // NOLINT: constants mix with variables
  Rounded(double high, double low, double radius);
  // A number as it is written in a manifest or in code. Unless it is a whole number or needs no
  // more than the first 33 of its 53 bits, it stands for a number with more digits, which was
  // rounded, and perhaps more than once on its way: it is known to one unit in its last place.
  // `error` is what it may be off by besides.
  static Rounded stated(double number, double error = 0);
  // Whether stated() takes numbers as they are, on this thread: for the game as it is computed.
  static bool& as_given() {
    static thread_local bool flag = false;
    return flag;
  }
  static Rounded unknown(double high) { return {high, 0, std::numeric_limits<double>::infinity()}; }

  double high() const { return high_; }
  double low() const { return low_; }
  double radius() const { return radius_; }
  // The largest distance of the exact number from high().
  double error() const { return low_ == 0 ? radius_ : above(std::abs(low_) + radius_); }
  bool known() const { return radius_ < std::numeric_limits<double>::infinity(); }
  bool is_zero() const { return high_ == 0 && radius_ == 0; }
  bool surely_positive() const { return high_ - error() > 0; }
  bool surely_negative() const { return high_ + error() < 0; }

  Rounded operator-() const { return {-high_, -low_, radius_}; }
  friend Rounded operator+(const Rounded& a, const Rounded& b);
  friend Rounded operator-(const Rounded& a, const Rounded& b) { return a + -b; }
  friend Rounded operator*(const Rounded& a, const Rounded& b);
  friend Rounded operator/(const Rounded& a, const Rounded& b);

  friend Rounded value(const Rounded& x) { return x; }
  // Whether a comparison may hold, and may fail, for the exact numbers.
  friend Truth operator<(const Rounded& a, const Rounded& b) {
    const Rounded d = b - a;
    return {!(d.surely_negative() || d.is_zero()), !d.surely_positive()};
  }
  friend Truth operator<=(const Rounded& a, const Rounded& b) { return !(b < a); }
  // If the condition is not decided, a number that covers both branches; kinked() is then set.
  friend Rounded choose(Truth condition, const Rounded& yes, const Rounded& no);
  // Whether any condition was left undecided on this thread since it was last set to false.
  static bool& kinked() {
    static thread_local bool flag = false;
    return flag;
  }
  // Of which two is the larger as it was computed: a reference only.
  friend Truth reaches(const Rounded& a, const Rounded& b) {
    const bool does = a.high_ >= b.high_;
    return {does, !does};
  }

  friend Rounded min(const Rounded& a, const Rounded& b);
  friend Rounded max(const Rounded& a, const Rounded& b);
  friend Rounded abs(const Rounded& x);
  friend Rounded sqrt(const Rounded& x);
  friend Rounded exp(const Rounded& x);
  friend Rounded expm1(const Rounded& x);
  friend Rounded log(const Rounded& x);
  friend Rounded log1p(const Rounded& x);
  friend Rounded sin(const Rounded& x);
  friend Rounded cos(const Rounded& x);
  friend Rounded tanh(const Rounded& x);
  friend Rounded sigmoid(const Rounded& x);
  friend Rounded softplus(const Rounded& x);
  friend Rounded pow(const Rounded& x, int n);
  // x^p for x > 0, for x = 0 and p > 0, or for a whole number p.
  friend Rounded power(const Rounded& x, const Rounded& p);

  // More than a sum of a few non-negative terms that was rounded to nearest; 0 stays 0.
  static double above(double sum) { return sum == 0 ? 0 : sum * (1 + 0x1p-46) + tiny; }
  // At least the product, and the quotient, of two non-negative numbers, of which one may be
  // infinite; 0 stays 0.
  static double product_above(double a, double b) {
    return a == 0 || b == 0 ? 0 : above(a * b) + tiny;
  }
  static double quotient_above(double a, double b) { return a == 0 ? 0 : above(a / b) + tiny; }
  // The largest relative error of one operation.
  static constexpr double unit = 0x1p-53;
  // Products below this size may have lost bits to underflow: at most `tiny`.
  static constexpr double small = 0x1p-900, tiny = 0x1p-1070;

 private:
  double high_ = 0, low_ = 0, radius_ = 0;
};

}  // namespace firstmove::engine
