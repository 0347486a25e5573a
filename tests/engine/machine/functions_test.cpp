// The errors of the elementary functions, against mpmath (function_points.py) and against the C
// library's functions with 64 bits of precision, in units in the last place of the result.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "engine/machine/every_target.hpp"
#include "machine/kernels.hpp"

namespace firstmove::test {

using namespace engine;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double most = std::numeric_limits<double>::max();

// The error of y where the exact value is `high` + `low`, and |low| is tiny.
double error(double y, long double exact) {
  const double rounded = static_cast<double>(exact);
  if (std::isnan(exact) || std::isnan(y)) return std::isnan(exact) && std::isnan(y) ? 0 : infinity;
  if (std::isinf(rounded) && std::isinf(y)) return rounded == y ? 0 : infinity;
  // Just below and above the largest number
  if (std::isinf(rounded)) return std::fabs(y) == most ? 1 : infinity;
  if (std::isinf(y)) return std::fabs(rounded) == most ? 1 : infinity;
  if (exact == 0) return y == 0 && std::signbit(y) == std::signbit(rounded) ? 0 : infinity;
  int exponent = 0;
  std::frexp(rounded, &exponent);
  const double unit = std::ldexp(1.0, std::max(exponent - 53, -1074));
  return static_cast<double>(std::fabs((static_cast<long double>(y) - exact) / unit));
}

std::vector<double> applied(KernelName name, std::vector<double> a, std::vector<double> b = {}) {
  const std::size_t count = a.size();
  a.resize(count + FM_LANES);
  b.resize(count + FM_LANES);
  std::vector<double> out(count + FM_LANES);
  Instruction instruction{};
  instruction.in[0] = a.data();
  instruction.in[1] = b.data();
  instruction.out[0] = out.data();
  instruction.count = count;
  instruction.rows = instruction.columns = 1;
  best_kernels()[name](instruction);
  out.resize(count);
  return out;
}

const std::map<std::string, KernelName> names = {
    {"exp", KernelName::exp},           {"expm1", KernelName::expm1},
    {"log", KernelName::log},           {"log1p", KernelName::log1p},
    {"sin", KernelName::sin},           {"cos", KernelName::cos},
    {"tanh", KernelName::tanh},         {"sigmoid", KernelName::sigmoid},
    {"softplus", KernelName::softplus}, {"power", KernelName::power}};

struct Points {
  std::vector<double> a, b;
  std::vector<long double> exact;
};

// The largest error of a function at all points.
void check(const std::string& name, const Points& points) {
  const std::vector<double> y = applied(names.at(name), points.a, points.b);
  double worst = 0;
  std::size_t where = 0;
  for (std::size_t i = 0; i < y.size(); ++i)
    if (const double one = error(y[i], points.exact[i]); !(one <= worst)) {
      worst = one;
      where = i;
    }
  CAPTURE(name);
  CAPTURE(points.a[where]);
  CAPTURE((points.b.empty() ? 0 : points.b[where]));
  CAPTURE(y[where]);
  CHECK(worst <= 3);
}

long double sigmoid(long double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}
long double softplus(long double x) {
  return x < 0 ? std::log1p(std::exp(x)) : x + std::log1p(std::exp(-x));
}

long double reference(const std::string& name, long double a, long double b) {
  if (name == "exp") return std::exp(a);
  if (name == "expm1") return std::expm1(a);
  if (name == "log") return std::log(a);
  if (name == "log1p") return std::log1p(a);
  if (name == "sin") return std::sin(a);
  if (name == "cos") return std::cos(a);
  if (name == "tanh") return std::tanh(a);
  if (name == "sigmoid") return sigmoid(a);
  if (name == "softplus") return softplus(a);
  return std::pow(a, b);
}

std::string output_of(const char* command) {
  std::FILE* const pipe = popen(command, "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  for (int c; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  CHECK(pclose(pipe) == 0);
  return text;
}

// Of all sizes, near 0 and 1, near multiples of pi/2, and where results overflow or vanish.
double argument(std::mt19937_64& random) {
  const auto within = [&](double lower, double upper) {
    return std::uniform_real_distribution<double>(lower, upper)(random);
  };
  switch (random() % 8) {
    case 0:
      return std::bit_cast<double>(random());
    case 1:
      return within(-750, 750);
    case 2:
      return within(-2, 2);
    case 3:
      return 1 + within(-1, 1) * std::ldexp(1, -static_cast<int>(random() % 50));
    case 4:
      return within(-1, 1) * std::ldexp(1, -static_cast<int>(random() % 1070));
    case 5: {
      const double near = static_cast<double>(random() % 2000000) * 1.5707963267948966;
      return std::bit_cast<double>(std::bit_cast<std::uint64_t>(near) + random() % 5);
    }
    case 6:
      return within(700, 720) * (random() % 2 ? 1 : -1);
    default:
      return within(-40, 40);
  }
}

}  // namespace

TEST_CASE("elementary functions are within 3 units in the last place of mpmath") {
  std::map<std::string, Points> points;
  std::istringstream lines(
      output_of("/usr/bin/python3 " SOURCE_TREE "/tests/engine/machine/function_points.py"));
  std::string name, a, b, high, low;
  std::size_t count = 0;
  while (lines >> name >> a >> b >> high >> low) {
    Points& of = points[name];
    const auto value = [](const std::string& text) { return std::strtod(text.c_str(), nullptr); };
    of.a.push_back(value(a));
    of.b.push_back(value(b));
    of.exact.push_back(static_cast<long double>(value(high)) + value(low));
    ++count;
  }
  CHECK(count >= 20000);
  CHECK(points.size() == names.size());
  for (const auto& [function, of] : points) check(function, of);
}

TEST_CASE("elementary functions are within 3 units of the C library's long double functions") {
  std::mt19937_64 random(3);
  for (const auto& [name, kernel] : names) {
    Points points;
    for (std::size_t i = 0; i < 200000; ++i) {
      const bool power = kernel == KernelName::power;
      const double a = power && i % 4 != 0 ? std::fabs(argument(random)) : argument(random);
      double b = power ? argument(random) : 0;
      // Results of all sizes
      if (power && i % 2 != 0)
        b = std::uniform_real_distribution<double>(-745, 710)(random) / std::log(a);
      if (power && i % 16 == 0) b = std::round(std::fmod(b, 100));
      points.a.push_back(a);
      points.b.push_back(b);
      points.exact.push_back(reference(name, a, b));
    }
    check(name, points);
  }
}

TEST_CASE("elementary functions have the C library's values at zeros and infinities and NaN") {
  const std::vector<double> special = {
      0.0,    -0.0,   infinity, -infinity, std::numeric_limits<double>::quiet_NaN(),
      1.0,    -1.0,   0.5,      -0.5,      2.0,
      -2.0,   3.0,    -3.0,     1e300,     -1e300,
      1e-300, 5e-324, -5e-324,  most,      -most};
  for (const auto& [name, kernel] : names) {
    Points points;
    for (const double a : special)
      for (const double b : special) {
        points.a.push_back(a);
        points.b.push_back(b);
        points.exact.push_back(reference(name, a, b));
      }
    check(name, points);
  }
}

TEST_CASE("powers are exact where they can be") {
  std::vector<double> a, b, y;
  for (int n = 1; n < 2000; ++n) {
    a.push_back(static_cast<double>(n) * n);
    b.push_back(0.5);
    y.push_back(n);
    a.push_back(static_cast<double>(n) * n * n * n);
    b.push_back(0.75);
    y.push_back(static_cast<double>(n) * n * n);
    a.push_back(n);
    b.push_back(3);
    y.push_back(static_cast<double>(n) * n * n);
    a.push_back(2);
    b.push_back(n % 2098 - 1074);
    y.push_back(std::ldexp(1, n % 2098 - 1074));
  }
  CHECK(applied(KernelName::power, a, b) == y);
}

TEST_CASE("sine and cosine of one angle are the same together and alone") {
  std::mt19937_64 random(4);
  std::vector<double> a;
  for (std::size_t i = 0; i < 4096; ++i) a.push_back(argument(random));
  std::vector<double> together[2] = {std::vector<double>(4096), std::vector<double>(4096)};
  Instruction instruction{};
  instruction.in[0] = a.data();
  for (std::size_t k = 0; k < 2; ++k) instruction.out[k] = together[k].data();
  instruction.count = a.size();
  instruction.rows = 1;
  for (const auto& [both, first, second] :
       {std::tuple{KernelName::sin_cos, KernelName::sin, KernelName::cos},
        std::tuple{KernelName::sigmoids, KernelName::sigmoid, KernelName::sigmoid}}) {
    best_kernels()[both](instruction);
    const std::vector<double> alone = applied(first, a);
    if (both == KernelName::sigmoids)
      for (double& value : a) value = -value;
    const std::vector<double> other = applied(second, a);
    std::size_t different = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!same(together[0][i], alone[i]) || !same(together[1][i], other[i])) ++different;
    CHECK(different == 0);
  }
}

TEST_CASE("every instruction set gives the same bits of elementary functions") {
  std::mt19937_64 random(5);
  std::vector<double> a, b;
  for (std::size_t i = 0; i < 20000; ++i) {
    a.push_back(argument(random));
    b.push_back(argument(random));
  }
  for (const auto& [name, kernel] : names) {
    std::vector<double> first;
    every_target([&, function = kernel] {
      const std::vector<double> y = applied(function, a, b);
      if (first.empty()) first = y;
      std::size_t different = 0;
      for (std::size_t i = 0; i < y.size(); ++i)
        if (!same(y[i], first[i])) ++different;
      CHECK(different == 0);
    });
  }
}

}  // namespace firstmove::test
