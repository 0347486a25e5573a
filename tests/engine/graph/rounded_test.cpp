// Numbers that carry their rounding errors, against numbers of 4,500 bits and against mpmath.
#include "graph/rounded.hpp"

#include <doctest/doctest.h>

#include <array>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <sstream>

#include "graph/evaluate.hpp"
#include "support/graph_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
namespace mp = boost::multiprecision;
// Holds sums of any two doubles exactly.
using Big = mp::number<mp::cpp_bin_float<4500, mp::digit_base_2>, mp::et_off>;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool covers(const Rounded& x, const Big& exact) {
  if (!x.known()) return true;
  return mp::abs(exact - Big(x.high()) - Big(x.low())) <= Big(x.radius());
}

// A number of any size between 2^-scale and 2^scale, often with few bits.
class Draw {
 public:
  double number(int scale) {
    const double bits = static_cast<double>(generator_() >> 11);
    const double size = whole(3) == 0 ? std::floor(bits * 0x1p-49) : bits * 0x1p-49;
    return std::ldexp(whole(1) == 0 ? size : -size, whole(2 * scale) - scale);
  }
  int whole(int most) { return std::uniform_int_distribution<int>(0, most)(generator_); }

 private:
  std::mt19937_64 generator_{7};
};

struct Both {
  Rounded rounded;
  Big exact;
};

Both operated(Draw& draw, const Both& a, const Both& b) {
  switch (draw.whole(6)) {
    case 0:
      return {a.rounded + b.rounded, a.exact + b.exact};
    case 1:
      return {a.rounded - b.rounded, a.exact - b.exact};
    case 2:
      return {a.rounded * b.rounded, a.exact * b.exact};
    case 3:
      if (b.exact == 0) return {1.0, 1};
      return {a.rounded / b.rounded, a.exact / b.exact};
    case 4:
      if (a.exact < 0) return {-a.rounded, -a.exact};
      return {sqrt(a.rounded), mp::sqrt(a.exact)};
    case 5:
      return {pow(a.rounded, 3), a.exact * a.exact * a.exact};
    default:
      return {max(a.rounded, b.rounded), a.exact < b.exact ? b.exact : a.exact};
  }
}

void check_chains(int scale, bool tight) {
  Draw draw;
  int known = 0, all = 0;
  for (int chain = 0; chain < 3000; ++chain) {
    std::vector<Both> numbers;
    for (int k = 0; k < 4; ++k) {
      const double x = draw.number(scale);
      numbers.push_back({x, Big(x)});
    }
    for (int step = 0; step < 12; ++step) {
      const Both &a = numbers[static_cast<std::size_t>(draw.whole(3 + step))],
                 &b = numbers[static_cast<std::size_t>(draw.whole(3 + step))];
      const Both made = operated(draw, a, b);
      ++all;
      known += made.rounded.known();
      CAPTURE(made.rounded.high());
      CAPTURE(made.rounded.low());
      CAPTURE(made.rounded.radius());
      REQUIRE(covers(made.rounded, made.exact));
      numbers.push_back(made);
    }
  }
  if (tight) CHECK(known > 0.9 * all);
}

TEST_CASE("rounded numbers hold the exact number, at every scale") {
  check_chains(0, true);
  check_chains(20, true);
  check_chains(300, false);
  check_chains(1000, false);
}

// (1 + 2^-30)^2 - 1 - 2^-29 = 2^-60; 1e16 + 1 - 1e16 = 1; a / b * b - a is the error of the
// quotient.
TEST_CASE("sums that cancel keep their digits, and exact ones have no error") {
  const Rounded a = 1 + 0x1p-30;
  const Rounded rest = a * a - Rounded(1.0) - Rounded(0x1p-29);
  CHECK(rest.high() == 0x1p-60);
  CHECK(rest.error() == 0);
  const Rounded one = Rounded(1e16) + Rounded(1.0) - Rounded(1e16);
  CHECK(one.high() == 1);
  CHECK(one.error() == 0);
  CHECK((Rounded(3.0) / Rounded(8.0)).error() == 0);
  CHECK(sqrt(Rounded(2.25)).error() == 0);
  CHECK((Rounded(0.0) * a).is_zero());
  for (const double x : {3.0, 0.1, 7e10}) {
    const Rounded third = Rounded(x) / Rounded(3.0), back = third * Rounded(3.0) - Rounded(x);
    CHECK(std::abs(back.high()) <= back.error());
    CHECK(back.error() <= 0x1p-100 * x);
    const Rounded root = sqrt(Rounded(x)), square = root * root - Rounded(x);
    CHECK(std::abs(square.high()) <= square.error());
    CHECK(square.error() <= 0x1p-100 * x);
  }
}

TEST_CASE("a stated number with many digits is known to its last place, others exactly") {
  for (const double x : {0.0, 1.0, -0.75, 1e6, 0x1p-1000, 123456.0, 1e15, -12345678901235.0})
    CHECK(Rounded::stated(x).error() == 0);
  for (const double x : {0.1, -1.0 / 3, 30.666666666666668, 1e-300}) {
    CHECK(Rounded::stated(x).error() >= 0x1p-52 * std::abs(x));
    CHECK(Rounded::stated(x).error() <= 0x1.01p-52 * std::abs(x) + Rounded::tiny);
  }
}

TEST_CASE("what overflows or has no value is unknown, and a comparison with it is open") {
  for (const Rounded& x :
       {Rounded(1e300) * Rounded(1e300), Rounded(1.0) / Rounded(0.0), sqrt(Rounded(-1.0)),
        log(Rounded(0.0)), log1p(Rounded(-2.0)), exp(Rounded(1000.0)), Rounded(inf), Rounded(nan),
        Rounded(nan) + Rounded(1.0), Rounded(inf) - Rounded(inf),
        power(Rounded(-1.0), Rounded(0.5)), pow(Rounded(1e200), 2),
        Rounded(1.0) / (Rounded(1.0) - Rounded(1.0, 0, 1e-20))}) {
    CHECK_FALSE(x.known());
    const Truth less = x < Rounded(0.0);
    CHECK(less.may_hold);
    CHECK(less.may_fail);
  }
  // Rounding cannot tell; then whether it can.
  const Rounded tenth = Rounded::stated(0.1) * Rounded(3.0) - Rounded::stated(0.3);
  CHECK_FALSE((tenth < Rounded(0.0)).decided());
  CHECK_FALSE((Rounded(0.0) < tenth).decided());
  CHECK((tenth < Rounded(1e-10)).decided());
  CHECK((Rounded(0.0) < Rounded(0.0)).decided());
  CHECK((Rounded(1.0) <= Rounded(1.0)).may_hold);
  CHECK_FALSE((Rounded(1.0) <= Rounded(1.0)).may_fail);
  Rounded::kinked() = false;
  CHECK(abs(Rounded(-2.0)).high() == 2);
  CHECK_FALSE(Rounded::kinked());
  const Rounded kink = abs(tenth);
  CHECK(Rounded::kinked());
  CHECK(covers(kink, 0));
  CHECK(covers(kink, Big(tenth.error())));
}

// Where the argument itself is off, the function is covered over all that it may be.
TEST_CASE("elementary functions hold mpmath's values, to far below a unit in the last place") {
  using One = std::function<Rounded(const Rounded&)>;
  const std::map<std::string, One> functions = {
      {"exp", [](const Rounded& x) { return exp(x); }},
      {"expm1", [](const Rounded& x) { return expm1(x); }},
      {"log", [](const Rounded& x) { return log(x); }},
      {"log1p", [](const Rounded& x) { return log1p(x); }},
      {"sin", [](const Rounded& x) { return sin(x); }},
      {"cos", [](const Rounded& x) { return cos(x); }},
      {"tanh", [](const Rounded& x) { return tanh(x); }},
      {"sigmoid", [](const Rounded& x) { return sigmoid(x); }},
      {"softplus", [](const Rounded& x) { return softplus(x); }}};
  std::FILE* const pipe =
      popen("/usr/bin/python3 " SOURCE_TREE "/tests/engine/machine/function_points.py", "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  for (int c; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  REQUIRE(pclose(pipe) == 0);
  std::istringstream lines(text);
  std::string name, words[4];
  int checked = 0, wide = 0;
  while (lines >> name >> words[0] >> words[1] >> words[2] >> words[3]) {
    double number[4];
    for (int k = 0; k < 4; ++k) number[k] = std::strtod(words[k].c_str(), nullptr);
    const auto [a, b, high, low] = std::to_array(number);
    const bool of_two = name == "power";
    const auto at = [&](const Rounded& x) {
      return of_two ? power(x, Rounded(b)) : functions.at(name)(x);
    };
    if (std::isinf(high)) {
      CHECK_FALSE(at(a).known());
      continue;
    }
    CAPTURE(name);
    CAPTURE(a);
    CAPTURE(b);
    // The reference itself is right to 106 bits, or to the smallest number.
    const Big exact = Big(high) + Big(low);
    const Rounded y = at(a);
    const double least = Rounded::above(0x1p-104 * std::abs(high));
    REQUIRE(covers(Rounded(y.high(), y.low(), y.radius() + least), exact));
    ++checked;
    // A small part of a unit in the last place, but for powers by repeated multiplication.
    wide += !(y.radius() <= 0x1p-57 * std::abs(y.high()) + 1e-300);
    // From a number that is off.
    for (const double off : {0x1p-54, 0x1p-30, 0x1p-5}) {
      const double shift = off * std::abs(a);
      for (const Rounded& x : {Rounded(a, 0, shift), Rounded(a) + Rounded(shift) - Rounded(shift),
                               Rounded(a - shift, 0, 2 * shift)}) {
        const Rounded z = at(x);
        REQUIRE(covers(Rounded(z.high(), z.low(), z.radius() + least), exact));
      }
    }
  }
  CHECK(checked > 20000);
  CHECK(wide < checked / 500);
}

TEST_CASE("graphs are evaluated with rounded numbers") {
  Graph g;
  const NodeId x = g.action(0, 3);
  const NodeId outputs[] = {g.logsumexp(x), g.sum(g.apply(Operation::multiply, x, g.number(0.1))),
                            g.product(x, x, FM_TRANSPOSE_FIRST),
                            g.apply(Operation::subtract, g.sum(x), g.number(1e15))};
  Evaluator<Rounded> evaluator(g, outputs);
  const auto& y = evaluator.run(std::vector<Rounded>{1.0, 2.0, 1e15});
  CHECK(y[0][0].high() == 1e15);
  CHECK(y[1][0].error() >= 0x1p-52 * 1e14);  // 0.1 is rounded
  CHECK(y[1][0].error() <= 0x1p-51 * 1e14);
  CHECK(covers(y[2][0], Big(5) + Big(1e15) * Big(1e15)));
  CHECK(y[2][0].low() != 0);
  CHECK(y[3][0].high() == 3);
  CHECK(y[3][0].error() == 0);
  const auto small =
      Evaluator<Rounded>(g, std::span(outputs, 1)).run(std::vector<Rounded>{0.0, -40.0, -50.0});
  CHECK(covers(small[0][0], mp::log1p(mp::exp(Big(-40)) + mp::exp(Big(-50)))));
  CHECK(small[0][0].radius() < 1e-16 * small[0][0].high());
}

}  // namespace
