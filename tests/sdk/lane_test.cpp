// The elementary functions on lanes: close to the C library's everywhere, and equal on every lane.
#include <doctest/doctest.h>
#include <firstmove/internal/lane.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace {

using firstmove::Lane;

// The number of doubles between two.
double ulps(double a, double b) {
  if (std::isnan(a) && std::isnan(b)) return 0;
  if (a == b) return 0;
  return std::abs(a - b) / (std::nextafter(std::abs(b), INFINITY) - std::abs(b));
}

std::vector<double> arguments(double lower, double upper) {
  std::mt19937_64 generator(2);
  std::uniform_real_distribution<double> draw(lower, upper);
  std::vector<double> all = {0.0, -0.0, 1.0, -1.0, 0.5, lower, upper};
  for (int i = 0; i < 20000; ++i) all.push_back(draw(generator));
  for (const double special :
       {1e-300, 1e-20, 38999.9, 39000.1, 1e6, 1e18, 1e300, 706.0, 709.7, 710.0, -745.0, -746.0,
        5e-324, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN()})
    all.push_back(special);
  while (all.size() % Lane::width != 0) all.push_back(0.25);
  return all;
}

template <class Vector, class Scalar>
void compare(const char* name, Vector f, Scalar g, double lower, double upper, double tolerance) {
  CAPTURE(name);
  const std::vector<double> x = arguments(lower, upper);
  double worst = 0, at = 0;
  std::size_t neighbours = 0;
  for (std::size_t i = 0; i < x.size(); i += Lane::width) {
    alignas(64) double in[Lane::width], out[Lane::width], alone[Lane::width];
    for (std::size_t l = 0; l < Lane::width; ++l) in[l] = x[i + l];
    f(Lane::load(in)).store(out);
    for (std::size_t l = 0; l < Lane::width; ++l) {
      f(Lane(in[l])).store(alone);
      neighbours += std::bit_cast<std::uint64_t>(alone[0]) != std::bit_cast<std::uint64_t>(out[l]);
      const double apart = ulps(out[l], g(in[l]));
      if (!(apart <= worst)) worst = apart, at = in[l];
    }
  }
  CHECK_MESSAGE(worst <= tolerance, worst << " units in the last place at " << at);
  CHECK(neighbours == 0);
}

TEST_CASE("lanes agree with the C library to a few units in the last place") {
  // The bounds that Highway states are 1 to 4; near the zeros of sin and cos the absolute error
  // counts.
  compare(
      "exp", [](Lane x) { return exp(x); }, [](double x) { return std::exp(x); }, -740, 710, 2);
  compare(
      "log", [](Lane x) { return log(x); }, [](double x) { return std::log(x); }, 0, 1e4, 5);
  compare(
      "tanh", [](Lane x) { return tanh(x); }, [](double x) { return std::tanh(x); }, -30, 30, 5);
  compare(
      "expm1", [](Lane x) { return expm1(x); }, [](double x) { return std::expm1(x); }, -30, 30, 5);
  compare(
      "log1p", [](Lane x) { return log1p(x); }, [](double x) { return std::log1p(x); }, -1, 30, 5);
  compare(
      "sin", [](Lane x) { return sin(x) + 3.0; }, [](double x) { return std::sin(x) + 3; }, -1e3,
      1e3, 2);
  compare(
      "cos", [](Lane x) { return cos(x) + 3.0; }, [](double x) { return std::cos(x) + 3; }, -1e3,
      1e3, 2);
  compare(
      "sincos.sin", [](Lane x) { return sincos(x).sin + 3.0; },
      [](double x) { return std::sin(x) + 3; }, -4, 4, 2);
  compare(
      "sincos.cos", [](Lane x) { return sincos(x).cos + 3.0; },
      [](double x) { return std::cos(x) + 3; }, -4, 4, 2);
}

}  // namespace
