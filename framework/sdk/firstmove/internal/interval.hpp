// Interval arithmetic: every operation rounds its bounds outward, so that the true value of a cost
// at each point of a box lies within the resulting interval. Moore, Kearfott, Cloud, "Introduction
// to Interval Analysis", 2009, chapters 2 and 5.
//
// The rounding mode of the processor is not changed. Each bound is rounded to nearest and then
// moved outward by more than its rounding error: a sum, product, quotient or square root by one
// ulp, as IEEE 754 rounds them correctly; exp, expm1, log, log1p, sin, cos, tanh by eight, on the
// assumption that the results of the C library are accurate to seven ulps (glibc documents at most
// two).
#pragma once

#ifdef __FAST_MATH__
#error "intervals need IEEE 754 arithmetic as it is written: compile without -ffast-math"
#endif

#include <boost/numeric/interval.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "jet.hpp"

namespace firstmove {

// At least the next larger and the next smaller number: Rump, Zimmermann, Boldo, Melquiond 2009,
// "Computing predecessor and successor in rounding to nearest", algorithm 1.
struct OutwardRounding {
  static constexpr double finite = std::numeric_limits<double>::max();
  static double up(double x) {
    if (!(std::abs(x) <= finite)) return x < 0 ? -finite : x;  // overflow or NaN
    return x + (0x1.0000000000001p-53 * std::abs(x) + 0x1p-1074);
  }
  static double down(double x) { return -up(-x); }
  static double up8(double x) {
    for (int place = 0; place < 8; ++place) x = up(x);
    return x;
  }
  static double down8(double x) { return -up8(-x); }

  // The functions that Boost requires of a rounding policy.
  void init() {}
  double conv_down(double x) const { return x; }
  double conv_up(double x) const { return x; }
  double add_down(double x, double y) const { return down(x + y); }
  double add_up(double x, double y) const { return up(x + y); }
  double sub_down(double x, double y) const { return down(x - y); }
  double sub_up(double x, double y) const { return up(x - y); }
  double mul_down(double x, double y) const { return down(x * y); }
  double mul_up(double x, double y) const { return up(x * y); }
  double div_down(double x, double y) const { return down(x / y); }
  double div_up(double x, double y) const { return up(x / y); }
  double sqrt_down(double x) const { return std::max(0.0, down(std::sqrt(x))); }
  double sqrt_up(double x) const { return up(std::sqrt(x)); }
  double median(double x, double y) const { return 0.5 * x + 0.5 * y; }
  double int_down(double x) const { return std::floor(x); }
  double int_up(double x) const { return std::ceil(x); }
  double exp_down(double x) const { return std::max(0.0, down8(std::exp(x))); }
  double exp_up(double x) const { return up8(std::exp(x)); }
  double log_down(double x) const { return down8(std::log(x)); }
  double log_up(double x) const { return up8(std::log(x)); }
  double cos_down(double x) const { return std::max(-1.0, down8(std::cos(x))); }
  double cos_up(double x) const { return std::min(1.0, up8(std::cos(x))); }
  double tanh_down(double x) const { return std::max(-1.0, down8(std::tanh(x))); }
  double tanh_up(double x) const { return std::min(1.0, up8(std::tanh(x))); }
};

// The result of comparing intervals: whether the comparison may hold, and may fail, at some points.
struct Truth {
  bool may_hold = true, may_fail = true;
  bool decided() const { return may_hold != may_fail; }

  friend Truth operator&&(Truth a, Truth b) {
    return {a.may_hold && b.may_hold, a.may_fail || b.may_fail};
  }
  friend Truth operator||(Truth a, Truth b) {
    return {a.may_hold || b.may_hold, a.may_fail && b.may_fail};
  }
  friend Truth operator!(Truth a) { return {a.may_fail, a.may_hold}; }
};

class Interval {
  using Policies = boost::numeric::interval_lib::policies<
      boost::numeric::interval_lib::save_state_nothing<OutwardRounding>,
      boost::numeric::interval_lib::checking_base<double>>;
  using Base = boost::numeric::interval<double, Policies>;

 public:
  Interval() : base_(0.0) {}
  Interval(double point) : base_(point) {}  // NOLINT: constants mix with variables in a cost
  // With a NaN among the bounds, or in the wrong order, the whole line.
  Interval(double lower, double upper)
      : base_(lower <= upper ? Base(lower, upper) : Base::whole()) {}
  static Interval whole() { return Interval(Base::whole()); }

  double lower() const { return base_.lower(); }
  double upper() const { return base_.upper(); }
  double middle() const { return 0.5 * lower() + 0.5 * upper(); }
  // At least as large as the distance from the middle to either bound.
  double radius() const {
    return OutwardRounding::up(std::max(upper() - middle(), middle() - lower()));
  }
  double magnitude() const { return std::max(std::abs(lower()), std::abs(upper())); }
  bool holds(double x) const { return lower() <= x && x <= upper(); }
  bool finite() const { return std::isfinite(lower()) && std::isfinite(upper()); }
  bool inside(const Interval& other) const {  // of its interior
    return other.lower() < lower() && upper() < other.upper();
  }
  bool within(const Interval& other) const {
    return other.lower() <= lower() && upper() <= other.upper();
  }
  friend bool meet(const Interval& a, const Interval& b) {
    return a.lower() <= b.upper() && b.lower() <= a.upper();
  }
  // Of two that meet.
  friend Interval common(const Interval& a, const Interval& b) {
    return {std::max(a.lower(), b.lower()), std::min(a.upper(), b.upper())};
  }
  friend Interval hull(const Interval& a, const Interval& b) {
    return {std::min(a.lower(), b.lower()), std::max(a.upper(), b.upper())};
  }

  friend Interval operator+(const Interval& a, const Interval& b) {
    return sane(a.base_ + b.base_);
  }
  friend Interval operator-(const Interval& a, const Interval& b) {
    return sane(a.base_ - b.base_);
  }
  // 0 times an unbounded interval is 0: the points of the interval are real numbers.
  friend Interval operator*(const Interval& a, const Interval& b) {
    if (&a == &b) return pow(a, 2);
    return sane(a.base_ * b.base_);
  }
  friend Interval operator/(const Interval& a, const Interval& b) {
    return b.holds(0) ? whole() : sane(a.base_ / b.base_);
  }
  friend Interval operator-(const Interval& a) { return {-a.upper(), -a.lower()}; }
  Interval& operator+=(const Interval& b) { return *this = *this + b; }
  Interval& operator-=(const Interval& b) { return *this = *this - b; }
  Interval& operator*=(const Interval& b) { return *this = *this * b; }
  Interval& operator/=(const Interval& b) { return *this = *this / b; }
  friend Interval multiply_add(const Interval& a, const Interval& b, const Interval& c) {
    return a * b + c;
  }

  friend Truth operator<(const Interval& a, const Interval& b) {
    return {a.lower() < b.upper(), a.upper() >= b.lower()};
  }
  friend Truth operator<=(const Interval& a, const Interval& b) { return !(b < a); }
  friend Truth operator>(const Interval& a, const Interval& b) { return b < a; }
  friend Truth operator>=(const Interval& a, const Interval& b) { return !(a < b); }
  // If the condition is not decided over the box: the hull of both branches. It contains all
  // values, but the cost may have a kink there, which kinked() reports.
  friend Interval choose(Truth condition, const Interval& yes, const Interval& no) {
    if (condition.decided()) return condition.may_hold ? yes : no;
    kinked() = true;
    return hull(yes, no);
  }
  // Whether any condition was left undecided on this thread since it was last set to false.
  static bool& kinked() {
    static thread_local bool flag = false;
    return flag;
  }

  friend Interval abs(const Interval& a) { return choose(a < Interval(0.0), -a, a); }
  friend Interval max(const Interval& a, const Interval& b) { return choose(a < b, b, a); }
  friend Interval min(const Interval& a, const Interval& b) { return choose(b < a, b, a); }
  friend Interval sqrt(const Interval& a) {
    return a.lower() < 0 ? whole() : sane(boost::numeric::sqrt(a.base_));
  }
  friend Interval exp(const Interval& a) { return sane(boost::numeric::exp(a.base_)); }
  friend Interval log(const Interval& a) {
    return a.lower() > 0 ? sane(boost::numeric::log(a.base_)) : whole();
  }
  friend Interval tanh(const Interval& a) { return sane(boost::numeric::tanh(a.base_)); }
  friend Interval cos(const Interval& a) {
    return a.magnitude() <= 1e6 ? sane(boost::numeric::cos(a.base_)) : Interval(-1, 1);
  }
  struct SinCos;
  friend SinCos sincos(const Interval& a);
  friend Interval pow(const Interval& a, int n) {
    if (n < 0) return Interval(1.0) / pow(a, -n);
    if (n == 0) return 1.0;  // Boost does not define 0^0
    return sane(boost::numeric::pow(a.base_, n));
  }
  friend Interval pow(const Interval& a, double p) { return exp(log(a) * Interval(p)); }

 private:
  explicit Interval(const Base& base) : base_(base) {}
  static Interval sane(const Base& base) { return {base.lower(), base.upper()}; }

  Base base_;
};

inline Interval value(const Interval& x) { return x; }

struct Interval::SinCos {
  Interval sin, cos;
};
inline Interval::SinCos sincos(const Interval& a) {
  constexpr double half_pi = 1.5707963267948966;  // just below pi / 2
  return {cos(a - Interval(half_pi, OutwardRounding::up(half_pi))), cos(a)};
}
inline Interval sin(const Interval& a) { return sincos(a).sin; }

inline Interval log1p(const Interval& a) {
  if (!(a.lower() > -1)) return Interval::whole();
  return {OutwardRounding::down8(std::log1p(a.lower())),
          OutwardRounding::up8(std::log1p(a.upper()))};
}
inline Interval expm1(const Interval& a) {
  return {std::max(-1.0, OutwardRounding::down8(std::expm1(a.lower()))),
          OutwardRounding::up8(std::expm1(a.upper()))};
}

// The functions of logistic.hpp are monotone, or even and falling away from 0, so that their values
// at two points bound them.
inline Interval sigmoid(const Interval& a) {
  const Interval y = 1.0 / (1.0 + exp(-a));
  return {std::max(0.0, y.lower()), std::min(1.0, y.upper())};
}
inline Interval softplus(const Interval& a) {
  const auto at = [](double x) {
    return x > 0 ? Interval(x) + log1p(exp(Interval(-x))) : log1p(exp(Interval(x)));
  };
  return {std::max(0.0, at(a.lower()).lower()), at(a.upper()).upper()};
}
inline Interval logsigmoid(const Interval& a) { return -softplus(-a); }
inline Interval sech_squared(const Interval& a) {
  const auto at = [](double x) { return pow(2.0 / (exp(Interval(x)) + exp(Interval(-x))), 2); };
  const double nearest = a.holds(0) ? 0 : std::min(std::abs(a.lower()), std::abs(a.upper()));
  return {std::max(0.0, at(a.magnitude()).lower()), std::min(1.0, at(nearest).upper())};
}

// Comparing intervals: no value is invalid, and reaches() chooses a reference by the upper bounds.
inline Truth or_invalid(Truth condition, const Interval&) { return condition; }
inline Truth reaches(const Interval& a, const Interval& b) {
  const bool does = a.upper() >= b.upper();
  return {does, !does};
}

}  // namespace firstmove
