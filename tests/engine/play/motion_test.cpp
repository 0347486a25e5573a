// Paths are sampled without cycles hiding between samples or coordinates cancelling, and the shape
// of a path tells its motion wherever the origin lies and whatever the unit of length is.
#include "play/motion.hpp"

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

#include "play/path_memory.hpp"
#include "play/population.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove::engine;
using Point = std::vector<double>;

constexpr fm_domain line = {FM_DOMAIN_REAL, 0, 0, 0};
constexpr fm_domain circle = {FM_DOMAIN_PERIODIC, 0, -std::numbers::pi, std::numbers::pi};
constexpr double tolerance = 0.01;

Shape space(const std::vector<fm_domain>& domains) {
  return {{static_cast<std::uint32_t>(domains.size())},
          {0, static_cast<std::uint32_t>(domains.size())},
          domains,
          {},
          {}};
}

SampledPath sampled(const std::vector<fm_domain>& domains, std::uint64_t steps,
                    const std::function<Point(std::uint64_t)>& at, bool noisy = false) {
  const Shape shape = space(domains);
  Population population(shape, 1, FM_LANES);
  PathMemory memory(shape, population);
  population.place(0, at(0));
  population.stay();
  memory.see(0);
  for (std::uint64_t k = 1; k <= steps; ++k) {
    population.stay();
    population.place(0, at(k));
    memory.directions().noise[0] = noisy ? 1 : 0;
    memory.see(k);
  }
  return memory.path(0, noisy);
}

bool rests(const SampledPath& path) { return settled(path, tolerance * extent_of(path)); }

Point turned(double radius, double angle) {
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

TEST_CASE("paths that settle, cycle or drift are distinguished") {
  const std::vector<fm_domain> two = {line, line};
  for (const std::uint64_t steps : {100u, 1000u, 12345u}) {
    CAPTURE(steps);
    const auto n = static_cast<double>(steps);
    const auto spiral = [&](double growth, double turns) {
      return sampled(two, steps, [=](std::uint64_t k) {
        const double t = static_cast<double>(k) / n;
        return turned(std::exp(growth * t), 2 * std::numbers::pi * turns * t);
      });
    };
    CHECK(motion_of(spiral(0, 8)) == Motion::returning);
    CHECK(motion_of(spiral(0.7, 20)) == Motion::returning);
    CHECK(rests(spiral(-30, 8)));
    CHECK(motion_of(spiral(-6, 8)) == Motion::trend);
    const SampledPath drift = sampled(two, steps, [n](std::uint64_t k) {
      return Point{static_cast<double>(k) / n, 1.0};
    });
    CHECK_FALSE(rests(drift));
    CHECK(motion_of(drift) == Motion::trend);
    const SampledPath alternating = sampled(two, steps, [](std::uint64_t k) {
      return Point{k % 2 == 0 ? 1.0 : -1.0, 0.5};
    });
    CHECK_FALSE(rests(alternating));
    CHECK(motion_of(alternating) == Motion::returning);
  }
}

TEST_CASE("a drift is told from a random walk") {
  std::mt19937_64 generator(4);
  std::normal_distribution<double> draw;
  const auto walked = [&](double drift, std::size_t width) {
    Point x(width);
    return motion_of(sampled(
        std::vector<fm_domain>(width, line), 2000,
        [&, drift](std::uint64_t) {
          for (double& v : x) v += 0.1 * (draw(generator) + drift);
          return x;
        },
        true));
  };
  for (const std::size_t width : {1u, 2u, 5u}) {
    int trends = 0;
    for (int run = 0; run < 400; ++run) trends += walked(0, width) == Motion::trend;
    CHECK(trends <= 2);
    for (int run = 0; run < 20; ++run) CHECK(walked(1, width) == Motion::trend);
  }
}

TEST_CASE("no period hides between samples") {
  for (const std::uint64_t steps : {10000u, 65536u, 100000u})
    for (const int period : {2, 3, 32, 64, 128, 256, 500, 512}) {
      CAPTURE(steps);
      CAPTURE(period);
      const SampledPath path = sampled({line, line}, steps, [period](std::uint64_t k) {
        const auto phase = static_cast<double>(k % static_cast<std::uint64_t>(period));
        return turned(1, 2 * std::numbers::pi * phase / period);
      });
      CHECK_FALSE(rests(path));
      CHECK(motion_of(path) == Motion::returning);
    }
}

TEST_CASE("neither the origin nor the unit of length matters") {
  for (const double unit : {1e-9, 1.0, 1e9})
    for (const double x : {0.0, 100.0, 1e6}) {
      CAPTURE(unit);
      CAPTURE(x);
      const auto around = [&](const std::function<double(double)>& radius) {
        return sampled({line, line}, 4000, [=](std::uint64_t k) {
          const Point p = turned(radius(static_cast<double>(k)), 0.01 * static_cast<double>(k));
          return Point{unit * (x + p[0]), unit * p[1]};
        });
      };
      const SampledPath cycle = around([](double) { return 1.0; });
      CHECK_FALSE(rests(cycle));
      CHECK(motion_of(cycle) == Motion::returning);
      CHECK(rests(around([](double k) { return std::exp(-0.005 * k); })));
    }
}

TEST_CASE("an angle that keeps rotating cycles, one that stays at the seam has settled") {
  const SampledPath rotating = sampled({circle}, 2000, [](std::uint64_t k) {
    return Point{std::remainder(0.05 * static_cast<double>(k), 2 * std::numbers::pi)};
  });
  CHECK_FALSE(rests(rotating));
  CHECK(motion_of(rotating) == Motion::returning);
  CHECK(rests(sampled({circle}, 2000, [](std::uint64_t k) {
    const double away = std::exp(-0.1 * static_cast<double>(k)) + 1e-4;
    return Point{(k % 2 == 0 ? 1 : -1) * (std::numbers::pi - away)};
  })));
}

TEST_CASE("in many coordinates, no pattern of them cancels") {
  const std::vector<fm_domain> many(100, line);
  const auto path = [&](double radius, double drift, std::size_t stripe) {
    return sampled(many, 4000, [=](std::uint64_t k) {
      Point x(100);
      const double t = static_cast<double>(k);
      for (std::size_t c = 0; c < x.size(); ++c)
        x[c] = radius * std::sin(0.02 * t + static_cast<double>(c)) +
               (c / stripe % 2 == 0 ? drift : -drift) * t;
      return x;
    });
  };
  CHECK(motion_of(path(1, 0, 1)) == Motion::returning);
  CHECK(motion_of(path(1e-5, 0, 1)) == Motion::returning);
  for (const std::size_t stripe : {1u, 2u, 4u, 8u, 16u, 32u, 100u}) {
    CAPTURE(stripe);
    CHECK_FALSE(rests(path(0, 1e-3, stripe)));
    CHECK(motion_of(path(0, 1e-3, stripe)) == Motion::trend);
  }
}

TEST_CASE("a sketch keeps lengths on average, whatever the pattern of signs") {
  constexpr std::size_t numbers = 64;
  const Sketch sketch(numbers);
  double least = INFINITY, sum = 0;
  for (std::size_t pattern = 0; pattern < numbers; ++pattern) {
    BatchArray sums(sketch.width(), FM_LANES);
    for (std::size_t i = 0; i < numbers; ++i) {
      // The rows of a Hadamard matrix, which are orthogonal.
      const double value = __builtin_parityll(i & pattern) ? -1.0 : 1.0;
      sketch.add(i, &value, 1, sums.data(), sums.stride());
    }
    double square = 0;
    for (std::size_t s = 0; s < sketch.width(); ++s) square += sums.row(s)[0] * sums.row(s)[0];
    least = std::min(least, square);
    sum += square;
  }
  CHECK(sum == doctest::Approx(double{numbers} * numbers));  // exact, as they are orthogonal
  CHECK(least > 0.02 * numbers);
}

TEST_CASE("a rotation is told from a part of a turn, an arc that is none is not") {
  const auto arc = [](double growth, double bend) {
    return sampled({line, line}, 4000, [=](std::uint64_t k) {
      const double angle = 2.0 * static_cast<double>(k) / 4000;
      return turned(std::exp(growth * angle), angle + bend * angle * angle);
    });
  };
  CHECK(motion_of(arc(0, 0)) == Motion::returning);
  CHECK(motion_of(arc(-0.1, 0)) == Motion::trend);  // loses half of its radius in a turn
  CHECK(motion_of(arc(0, 0.5)) == Motion::trend);
}

TEST_CASE("a path that leaves a point near which it has stayed has a growing direction") {
  SampledPath path;
  path.directions.width = 2;
  for (int s = 0; s < 128; ++s) {
    path.directions.values.push_back(s % 3 == 0 ? 1e-16 : -2e-16);  // rounding
    path.directions.values.push_back(1e-30 * std::exp(0.1 * s));
  }
  CHECK(direction_grows(path));
  for (int s = 0; s < 128; ++s)
    path.directions.values[2 * static_cast<std::size_t>(s) + 1] = 1e-3 * std::exp(-0.1 * s);
  CHECK_FALSE(direction_grows(path));
}

}  // namespace
