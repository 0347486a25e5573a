// Zeros of fields whose zeros are known, near a point or not, in any unit.
#include "play/nearby_zero.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

namespace {

using namespace firstmove::engine;
using Field = std::function<std::vector<double>(const std::vector<double>&)>;
constexpr fm_domain line = {FM_DOMAIN_REAL, 0, 0, 0};

NearbyZero searched(const Field& F, const std::vector<double>& x, double within,
                    std::vector<double> units = {}, const fm_domain& domain = line) {
  const std::vector<fm_domain> domains(x.size(), domain);
  if (units.empty()) units.assign(x.size(), 1.0);
  ZeroSearch search(domains, x, units, within);
  while (!search.over()) search.take(F(search.next()));
  return search.result();
}

TEST_CASE("a zero is found where it is near, and not where it is far or none") {
  for (const double unit : {1e-12, 1.0, 1e12})
    for (const double at : {0.0, 1.0, 1000.0}) {
      CAPTURE(unit);
      CAPTURE(at);
      const auto linear = [&](const std::vector<double>& x) {
        return std::vector<double>{unit * (x[0] - at)};
      };
      CHECK(searched(linear, {at + 0.005}, 0.01, {5 * unit}) == NearbyZero::found);
      CHECK(searched(linear, {at}, 0.01, {5 * unit}) == NearbyZero::found);
      CHECK(searched(linear, {at + 1e-13 * at}, 1e-9, {1e-13 * unit}) == NearbyZero::found);
      CHECK(searched(linear, {at + 0.5}, 0.01, {5 * unit}) == NearbyZero::none);
      const auto drift = [&](const std::vector<double>& x) {
        return std::vector<double>{-unit * std::exp(at - x[0])};
      };
      for (const double farther : {0.0, 5.0, 20.0})
        CHECK(searched(drift, {at + farther}, 0.1, {unit}) == NearbyZero::none);
      for (const double gap : {1e-6, 1e-4}) {
        const auto ghost = [&](const std::vector<double>& x) {
          return std::vector<double>{unit * ((x[0] - at) * (x[0] - at) + gap)};
        };
        for (const double side : {-0.005, 0.0, 0.0005})
          CHECK(searched(ghost, {at + side}, 0.01, {unit}) != NearbyZero::found);
      }
      const auto cubic = [&](const std::vector<double>& x) {
        return std::vector<double>{unit * std::pow(x[0] - at, 3)};
      };
      CHECK(searched(cubic, {at + 0.005}, 0.01, {unit}) == NearbyZero::found);
    }
}

TEST_CASE("players' units, free directions and rotations do not hinder a search") {
  const auto scaled = [](const std::vector<double>& x) {
    return std::vector<double>{1e12 * (x[0] + 0.5 * x[1]), 1e-12 * (x[1] - 0.25 * x[0])};
  };
  CHECK(searched(scaled, {0.003, -0.004}, 0.01, {1e12, 1e-12}) == NearbyZero::found);
  const auto line_of_zeros = [](const std::vector<double>& x) {
    const double sum = x[0] + x[1] + x[2] - 1;
    return std::vector<double>{sum, sum, 2 * sum};
  };
  CHECK(searched(line_of_zeros, {0.3, 0.3, 0.401}, 0.01) == NearbyZero::found);
  CHECK(searched(line_of_zeros, {0.3, 0.3, 0.6}, 0.01) == NearbyZero::none);
  const auto centre = [](const std::vector<double>& x) { return std::vector<double>{x[1], -x[0]}; };
  CHECK(searched(centre, {0.003, -0.004}, 0.01) == NearbyZero::found);
  CHECK(searched(centre, {0.3, -0.4}, 0.01) == NearbyZero::none);
}

// At the double next to 0.1 the first coordinate is within rounding of its zero. The second has
// fallen to far below that, and every step of the first moves it.
TEST_CASE("a field that is a rounding error vanishes there, and a drift is none") {
  const auto coupled = [](const std::vector<double>& x) {
    return std::vector<double>{6 * x[0] - 0.6 + 2 * x[1], 2 * x[1] - 2 * x[0] + 0.2};
  };
  for (const double y : {0.0, 1e-143, -3e-30, 1e-17})
    for (const double off : {0.0, 1e-17, -2e-17, 1e-16})
      CHECK(searched(coupled, {0.1 + off, y}, 0.01) == NearbyZero::found);
  for (const double drift : {1e-14, 1e-9, 1.0}) {
    const auto drifting = [&](const std::vector<double>& x) {
      return std::vector<double>{6 * x[0] - 0.6 + 2 * x[1], drift};
    };
    CHECK(searched(drifting, {0.1, 0.0}, 0.01) != NearbyZero::found);
  }
}

TEST_CASE("at a bound a direction that leads out of the domain counts as zero") {
  const fm_domain box = {FM_DOMAIN_BOX, 0, 0.0, 1.0};
  const auto outwards = [](const std::vector<double>& x) {
    return std::vector<double>{1 + x[0], 0.5};
  };
  CHECK(searched(outwards, {0.0, 0.0}, 0.01, {}, box) == NearbyZero::found);
  CHECK(searched(outwards, {1.0, 0.5}, 0.01, {}, box) == NearbyZero::none);
}

TEST_CASE("where the field is not finite, nothing is known") {
  const auto nan = [](const std::vector<double>&) { return std::vector<double>{NAN}; };
  CHECK(searched(nan, {1.0}, 0.1) == NearbyZero::unknown);
}

}  // namespace
