// tanh, the logistic function, their relatives, and softmax keep their relative accuracy over the
// whole range of doubles, with all derivatives: against 50 digits.
#include <doctest/doctest.h>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <firstmove/internal/enclosure.hpp>
#include <firstmove/policies.hpp>

#include <random>
#include <vector>

namespace {

using namespace firstmove;
using Big = boost::multiprecision::cpp_bin_float_50;

std::vector<double> places() {
  std::vector<double> all = {0.0, 1e-20, 1e-10, 0.3, 1, 5, 19, 20, 37, 38, 100, 340, 690, 700};
  std::mt19937_64 generator(7);
  for (const double size : {1.0, 30.0, 700.0})
    for (int i = 0; i < 200; ++i)
      all.push_back(std::uniform_real_distribution<double>(0, size)(generator));
  for (std::size_t i = all.size(); i-- > 0;) all.push_back(-all[i]);
  return all;
}

Big logistic(const Big& x) { return 1 / (1 + exp(-x)); }
// Derivative n of the logistic function by Eulerian numbers: sum over k of
// (-1)^k A(n, k) s^(k + 1) c^(n - k), s = logistic(x), c = logistic(-x).
Big logistic_derivative(const Big& x, unsigned n) {
  if (n == 0) return logistic(x);
  const Big s = logistic(x), c = logistic(-x);
  std::vector<Big> eulerian = {1};
  for (unsigned m = 2; m <= n; ++m) {
    std::vector<Big> next(m);
    for (unsigned k = 0; k < m; ++k)
      next[k] = (k + 1) * (k < m - 1 ? eulerian[k] : Big(0)) +
                (m - k) * (k > 0 ? eulerian[k - 1] : Big(0));
    eulerian = next;
  }
  Big sum = 0;
  for (unsigned k = 0; k < n; ++k)
    sum += (k % 2 == 0 ? 1 : -1) * eulerian[k] * pow(s, k + 1) * pow(c, n - k);
  return sum;
}
Big tanh_derivative(const Big& x, unsigned n) {
  if (n == 0) return x == 0 ? Big(0) : Big(tanh(x));
  return pow(Big(2), n + 1) * logistic_derivative(2 * x, n);
}
Big softplus_derivative(const Big& x, unsigned n) {
  if (n > 0) return logistic_derivative(x, n - 1);
  return x > 0 ? Big(x + log1p(exp(-x))) : Big(log1p(exp(x)));
}
Big logsigmoid_derivative(const Big& x, unsigned n) {
  return (n % 2 == 0 ? -1 : 1) * softplus_derivative(-x, n);
}

// Derivatives 0 .. 8 at x, by a series in one variable.
template <class C, class F>
std::vector<C> derivatives_at(const C& x, const F& f) {
  BasicSpace<C> space(1, 8);
  const BasicSeries<C> y = f(BasicSeries<C>::variable(space, 0, x));
  std::vector<C> all;
  for (std::size_t n = 0; n <= 8; ++n) all.push_back(y.derivative(n));
  return all;
}
// Derivatives 0 .. 3, by nested jets.
template <class F>
std::vector<double> jets_at(double x, const F& f) {
  Dual<Dual<Gradient<1>>> z;
  z.v.v.v = Lane(x);
  z.v.v.g[0] = z.v.d.v = z.d.v.v = Lane(1.0);
  const auto y = f(z);
  return {first_lane(y.v.v.v), first_lane(y.v.v.g[0]), first_lane(y.v.d.g[0]),
          first_lane(y.d.d.g[0])};
}

template <class F, class Exact>
void check_function(const std::string& name, const F& f, const Exact& exact) {
  CAPTURE(name);
  double worst = 0;
  for (const double x : places()) {
    CAPTURE(x);
    const auto series = derivatives_at(Lane(x), f);
    const auto jets = jets_at(x, f);
    const auto bounds = derivatives_at(Interval(x), f);
    const auto wide = derivatives_at(Interval(x - 0.01, x + 0.02), f);
    for (unsigned n = 0; n <= 8; ++n) {
      CAPTURE(n);
      const Big right = exact(Big(x), n);
      for (const Interval& y : {bounds[n], wide[n]}) {
        CHECK(Big(y.lower()) <= right);
        CHECK(right <= Big(y.upper()));
      }
      if (abs(right) < 1e-300) continue;  // numbers with fewer digits
      // Near a zero of a derivative the error counts in proportion to the terms, which are of the
      // size of n! times the derivative of the logistic function.
      Big terms = 0;
      if (n > 1) {
        terms = logistic_derivative(Big(x), 1) + tanh_derivative(Big(x), 1);
        for (unsigned k = 2; k <= n; ++k) terms *= k;
        if (abs(right) > terms) terms = 0;
      }
      const double of_series =
          static_cast<double>(abs(Big(first_lane(series[n])) - right) /
                              (abs(right) + (abs(Big(x)) < 5 ? terms : Big(0))));
      worst = std::max(worst, of_series);
      CHECK(of_series <= 1e-14);
      if (n <= 3)
        CHECK(std::abs(jets[n] - first_lane(series[n])) <=
              1e-14 * (std::abs(jets[n]) + static_cast<double>(terms)));
      // Bounds at a point are tight in proportion.
      if (n <= 2 && terms == 0) CHECK(bounds[n].radius() <= 1e-12 * bounds[n].magnitude());
    }
  }
  MESSAGE(name << ": largest relative error " << worst);
}

TEST_CASE("tanh and the logistic functions are accurate to 1e-14 from -700 to 700") {
  check_function(
      "tanh", [](const auto& x) { return tanh(x); }, tanh_derivative);
  check_function(
      "sigmoid", [](const auto& x) { return sigmoid(x); }, logistic_derivative);
  check_function(
      "softplus", [](const auto& x) { return softplus(x); }, softplus_derivative);
  check_function(
      "logsigmoid", [](const auto& x) { return logsigmoid(x); }, logsigmoid_derivative);
  check_function(
      "chances", [](const auto& x) { return chances(x).no; },
      [](const Big& x, unsigned n) { return (n % 2 == 0 ? 1 : -1) * logistic_derivative(-x, n); });
}

TEST_CASE("expm1 and log1p are accurate where their argument is small") {
  const auto check = [](double x, const Interval& bound, double got, const Big& right) {
    CAPTURE(x);
    CHECK(abs(Big(got) - right) <= 2e-15 * abs(right));
    CHECK(Big(bound.lower()) <= right);
    CHECK(right <= Big(bound.upper()));
    CHECK(bound.radius() <= 1e-14 * bound.magnitude() + 1e-322);
  };
  for (const double x : places()) {
    const auto e = derivatives_at(Lane(x), [](const auto& y) { return expm1(y); });
    check(x, expm1(Interval(x)), first_lane(e[0]),
          x == 0 ? Big(0) : Big(boost::multiprecision::expm1(Big(x))));
    CHECK(first_lane(e[1]) == doctest::Approx(std::exp(x)).epsilon(1e-14));
    const double y = x < 0 ? std::expm1(x) : x;  // above -1
    if (y == -1) continue;
    const auto l = derivatives_at(Lane(y), [](const auto& z) { return log1p(z); });
    check(y, log1p(Interval(y)), first_lane(l[0]),
          y == 0 ? Big(0) : Big(boost::multiprecision::log1p(Big(y))));
    CHECK(first_lane(l[2]) == doctest::Approx(-1 / ((1 + y) * (1 + y))).epsilon(1e-14));
  }
  CHECK_FALSE(log1p(Interval(-2, 1)).finite());
}

// First and second derivatives in logits of three actions.
template <class C, class F>
std::vector<C> of_three(const std::array<double, 3>& x, double radius, const F& f) {
  BasicSpace<C> space(3, 2);
  std::array<BasicSeries<C>, 3> logits;
  for (std::size_t a = 0; a < 3; ++a) {
    if constexpr (std::is_same_v<C, Interval>)
      logits[a] = BasicSeries<C>::variable(space, a, Interval(x[a] - radius, x[a] + radius));
    else
      logits[a] = BasicSeries<C>::variable(space, a, C(x[a]));
  }
  const BasicSeries<C> y = f(std::span<const BasicSeries<C>>(logits));
  std::vector<C> all;
  for (std::size_t c = 0; c < 10; ++c) all.push_back(y.derivative(c));
  return all;
}
// The rows of a series in three variables to second order, of log-sum-exp and of probability 1:
// pi_a, pi_a (delta_ab - pi_b), and so on, each 1 - pi_b as a sum of the others.
std::vector<Big> logsumexp_rows(const std::array<double, 3>& x) {
  Big sum = 0;
  const Big top = std::max({x[0], x[1], x[2]});
  for (const double a : x) sum += exp(Big(a) - top);
  std::array<Big, 3> pi;
  for (std::size_t a = 0; a < 3; ++a) pi[a] = exp(Big(x[a]) - top) / sum;
  std::vector<Big> rows = {top + log(sum), pi[0], pi[1], pi[2]};
  if (sum - 1 < Big(1e-20)) rows[0] = top + (sum - 1);
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = a; b < 3; ++b)
      rows.push_back(a == b ? pi[a] * (pi[(a + 1) % 3] + pi[(a + 2) % 3]) : Big(-pi[a] * pi[b]));
  return rows;
}
std::vector<Big> probability_rows(const std::array<double, 3>& x) {
  const std::vector<Big> l = logsumexp_rows(x);
  const std::array<Big, 3> pi = {l[1], l[2], l[3]};
  // d pi_0 / d x_b = D_0b of log-sum-exp; second derivatives are
  // pi_0 ((d_0b - pi_b) (d_0c - pi_c) - pi_b (d_bc - pi_c)).
  std::vector<Big> rows = {pi[0], l[4], l[5], l[6]};
  const auto rest = [&](std::size_t b, std::size_t c) {
    return b == c ? Big(pi[(b + 1) % 3] + pi[(b + 2) % 3]) : Big(-pi[c]);
  };
  for (std::size_t b = 0; b < 3; ++b)
    for (std::size_t c = b; c < 3; ++c)
      rows.push_back(pi[0] * (rest(0, b) * rest(0, c) - pi[b] * rest(b, c)));
  return rows;
}

TEST_CASE("softmax and logsumexp keep the accuracy of small probabilities and derivatives") {
  const auto sum = [](auto x) { return logsumexp(x); };
  const auto first = []<class T>(std::span<const T> x) {
    std::array<T, 3> policy;
    softmax<T>(x, policy);
    return policy[0];
  };
  const auto compare = [](const std::vector<Lane>& got, const std::vector<Interval>& at,
                          const std::vector<Interval>& around, const std::vector<Big>& right) {
    for (std::size_t c = 0; c < right.size(); ++c) {
      CAPTURE(c);
      CHECK(abs(Big(first_lane(got[c])) - right[c]) <= 2e-14 * abs(right[c]));
      for (const Interval& bounds : {at[c], around[c]}) {
        CHECK(Big(bounds.lower()) <= right[c]);
        CHECK(right[c] <= Big(bounds.upper()));
      }
    }
  };
  for (const std::array<double, 3>& x :
       {std::array{0.0, 0.0, 0.0}, std::array{38.0, 0.0, -1.0}, std::array{-3.0, 37.0, 1.0},
        std::array{0.0, -50.0, -45.5}, std::array{100.0, -100.0, 0.5}, std::array{1.5, 0.25, 2.0},
        std::array{-60.0, -61.0, 2.0}}) {
    CAPTURE(x[0]);
    CAPTURE(x[1]);
    compare(of_three<Lane>(x, 0, sum), of_three<Interval>(x, 0, sum),
            of_three<Interval>(x, 0.01, sum), logsumexp_rows(x));
    compare(of_three<Lane>(x, 0, first), of_three<Interval>(x, 0, first),
            of_three<Interval>(x, 0.01, first), probability_rows(x));
  }
}

TEST_CASE("the logits' reference is no kink, and a NaN is not hidden") {
  Interval::kinked() = false;
  of_three<Interval>({0, 0, 0}, 1e-3, [](auto x) { return logsumexp(x); });
  CHECK_FALSE(Interval::kinked());
  const Lane nan(std::nan(""));
  for (const std::array<Lane, 3>& x :
       {std::array{nan, Lane(1.0), Lane(2.0)}, std::array{Lane(1.0), nan, Lane(0.0)},
        std::array{Lane(1.0), Lane(0.0), nan}})
    CHECK(std::isnan(first_lane(logsumexp(x))));
  CHECK(std::isnan(first_lane(max(nan, Lane(0.0)))));
  CHECK(std::isnan(first_lane(max(Lane(0.0), nan))));
  CHECK(std::isnan(first_lane(min(nan, Lane(0.0)))));
  CHECK(std::isnan(first_lane(min(Lane(0.0), nan))));
  CHECK(std::isnan(first_lane(sigmoid(nan))));
  CHECK(std::isnan(first_lane(softplus(nan))));
}

}  // namespace
