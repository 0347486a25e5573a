// The numbers of each stream against Random123's Philox 4x32 and the formulas of the distributions
// in long double; their distributions and independence; and equal bits on all instruction sets.
#include <Random123/philox.h>
#include <hwy/targets.h>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cstring>
#include <numbers>

#include "chance/draws.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove::engine;
using Kind = Distribution::Kind;
using Bits = std::pair<std::uint64_t, std::uint64_t>;

constexpr std::size_t count = 64;

struct Row {
  alignas(64) double values[count];
};
struct Drawn {
  Row even, odd;
};

struct Replicates {
  alignas(64) std::uint64_t numbers[count];
};
Replicates replicates(std::uint64_t first = 0, std::uint64_t every = 1) {
  Replicates made;
  for (std::size_t r = 0; r < count; ++r) made.numbers[r] = first + every * r;
  return made;
}

Drawn draw(const Distribution& distribution, const DrawKey& key, std::uint32_t pair,
           const Replicates& of = replicates()) {
  Drawn drawn;
  draws().across(distribution, key, of.numbers, count, pair, drawn.even.values, drawn.odd.values);
  return drawn;
}

// The block of a counter, from Random123.
Bits block(const DrawKey& key, Kind kind, std::uint32_t replicate, std::uint32_t index) {
  const r123::Philox4x32::ctr_type counter = {
      {replicate, static_cast<std::uint32_t>(key.step),
       static_cast<std::uint32_t>(key.step >> 32) | static_cast<std::uint32_t>(kind) << 30, index}};
  const r123::Philox4x32::key_type half = {
      {static_cast<std::uint32_t>(key.seed), static_cast<std::uint32_t>(key.seed >> 32)}};
  const auto words = r123::Philox4x32()(counter, half);
  return {std::uint64_t{words[0]} << 32 | words[1], std::uint64_t{words[2]} << 32 | words[3]};
}

long double unit(std::uint64_t bits) {
  return (static_cast<long double>(bits >> 12) + 0.5L) * 0x1p-52L;
}
struct OnCircle {
  long double cos, sin;
};
// The two highest bits are the quarter of a turn, the next 52 the angle from its middle.
OnCircle on_circle(std::uint64_t bits) {
  const long double angle = (unit(bits << 2) - 0.5L) * std::numbers::pi_v<long double> / 2;
  OnCircle point = {std::cos(angle), std::sin(angle)};
  for (std::uint64_t quarter = bits >> 62; quarter > 0; --quarter) point = {-point.sin, point.cos};
  return point;
}
// The error in units of the last place of the true value.
double error(double got, long double want) {
  const double size = std::abs(static_cast<double>(want));
  return static_cast<double>(std::abs(got - want) / (std::nextafter(size, INFINITY) - size));
}

TEST_CASE("Random123 itself gives the known answers of Philox 4x32-10") {
  const auto known = [](std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> k) {
    const auto words =
        r123::Philox4x32()({{c[0], c[1], c[2], c[3]}}, r123::Philox4x32::key_type{{k[0], k[1]}});
    return std::array<std::uint32_t, 4>{words[0], words[1], words[2], words[3]};
  };
  CHECK(known({0, 0, 0, 0}, {0, 0}) ==
        std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(known({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("numbers are the formulas of their distributions applied to the blocks of Philox") {
  double normal = 0, uniform = 0, student = 0;
  for (std::uint64_t step = 1; step <= 300; ++step) {
    const DrawKey key = {step * 0x9E3779B97F4A7C15u, step * 0x123456789u & 0x3FFFFFFFFFFFFFFFu};
    const auto pair = static_cast<std::uint32_t>(5 * step);
    const Replicates of = replicates(step << 20, 977);
    const Drawn n = draw({Kind::normal}, key, pair, of), u = draw({Kind::uniform}, key, pair, of),
                t = draw({Kind::student, 3}, key, pair, of);
    for (std::size_t r = 0; r < count; ++r) {
      const auto replicate = static_cast<std::uint32_t>(of.numbers[r]);
      const Bits of_normal = block(key, Kind::normal, replicate, pair);
      const OnCircle at = on_circle(of_normal.second);
      const long double radius = std::sqrt(-2 * std::log(unit(of_normal.first)));
      normal = std::max({normal, error(n.even.values[r], radius * at.cos),
                         error(n.odd.values[r], radius * at.sin)});
      const Bits of_uniform = block(key, Kind::uniform, replicate, pair);
      uniform = std::max({uniform, error(u.even.values[r], 2 * unit(of_uniform.first) - 1),
                          error(u.odd.values[r], 2 * unit(of_uniform.second) - 1)});
      for (const std::uint32_t odd : {0u, 1u}) {
        const Bits own = block(key, Kind::student, replicate, 2 * pair + odd);
        const long double size = std::sqrt(3 * std::expm1(-2 / 3.0L * std::log(unit(own.first))));
        student = std::max(student, error(odd ? t.odd.values[r] : t.even.values[r],
                                          size * on_circle(own.second).cos));
      }
    }
  }
  CHECK(normal < 4);
  CHECK(uniform == 0);
  // Rounding the exponent y = -(2 / nu) log u, which is at most 49 here, counts as often as y.
  CHECK(student < 4 + 49);
}

TEST_CASE("numbers along the coordinates of a replicate are those across replicates") {
  const DrawKey key = {5, 17};
  for (const Distribution& distribution : {Distribution{Kind::normal}, Distribution{Kind::uniform},
                                           Distribution{Kind::student, 2.5}}) {
    Row along;
    draws().along(distribution, key, 9, 100, count / 2, along.values);
    for (std::uint32_t pair = 0; pair < count / 2; ++pair) {
      const Drawn across = draw(distribution, key, 100 + pair);
      CHECK(along.values[2 * pair] == across.even.values[9]);
      CHECK(along.values[2 * pair + 1] == across.odd.values[9]);
    }
  }
}

TEST_CASE("numbers of several steps are those of each step") {
  for (const std::uint64_t first : {std::uint64_t{8}, std::uint64_t{0x1FFFFFFFC}})
    for (const Distribution& distribution :
         {Distribution{Kind::normal}, Distribution{Kind::uniform},
          Distribution{Kind::student, 2.5}}) {
      Drawn ahead;
      draws().ahead(distribution, {5, first}, count, 9, 100, ahead.even.values, ahead.odd.values);
      for (std::uint64_t s = 0; s < count; ++s) {
        const Drawn now = draw(distribution, {5, first + s}, 100);
        CHECK(ahead.even.values[s] == now.even.values[9]);
        CHECK(ahead.odd.values[s] == now.odd.values[9]);
      }
    }
}

TEST_CASE("a number does not depend on its place nor on which others are wanted") {
  const DrawKey key = {5, 17};
  const Drawn forward = draw({Kind::normal}, key, 3);
  Replicates turned;
  for (std::size_t r = 0; r < count; ++r) turned.numbers[r] = count - 1 - r;
  const Drawn backward = draw({Kind::normal}, key, 3, turned);
  for (std::size_t r = 0; r < count; ++r)
    CHECK(forward.even.values[r] == backward.even.values[count - 1 - r]);
  Row alone;
  draws().across({Kind::normal}, key, replicates().numbers, 8, 3, nullptr, alone.values);
  CHECK(std::memcmp(alone.values, forward.odd.values, 8 * sizeof(double)) == 0);
}

TEST_CASE("the list of replicates may begin at any place in memory") {
  const DrawKey key = {5, 17};
  for (const Distribution& distribution :
       {Distribution{Kind::normal}, Distribution{Kind::uniform}, Distribution{Kind::student, 3}}) {
    const Drawn aligned = draw(distribution, key, 3);
    for (std::size_t first = 1; first < 8; ++first) {
      Drawn shifted;
      draws().across(distribution, key, replicates().numbers + first, count - 8, 3,
                     shifted.even.values, shifted.odd.values);
      for (std::size_t r = 0; r < count - 8; ++r) {
        CHECK(shifted.even.values[r] == aligned.even.values[first + r]);
        CHECK(shifted.odd.values[r] == aligned.odd.values[first + r]);
      }
    }
  }
}

TEST_CASE("all instruction sets give the same bits") {
  std::vector<std::vector<double>> all;
  for (std::uint32_t targets = hwy::SupportedTargets(); targets != 0; targets &= targets - 1) {
    hwy::SetSupportedTargetsForTest(targets & -targets);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    std::vector<double>& bits = all.emplace_back();
    for (std::uint64_t step = 1; step <= 100; ++step)
      for (const Distribution& distribution :
           {Distribution{Kind::normal}, Distribution{Kind::uniform},
            Distribution{Kind::student, 0.5}, Distribution{Kind::student, 40}}) {
        const Drawn drawn = draw(distribution, {7, step}, 1);
        bits.insert(bits.end(), drawn.even.values, drawn.even.values + count);
        bits.insert(bits.end(), drawn.odd.values, drawn.odd.values + count);
      }
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  REQUIRE(all.size() > 1);
  for (const std::vector<double>& bits : all)
    CHECK(std::memcmp(bits.data(), all[0].data(), bits.size() * sizeof(double)) == 0);
}

// Numbers of two streams, each against the other, and of one against its distribution. All samples
// are fixed: a test that holds once holds always.
std::vector<double> sample(const Distribution& distribution, bool odd, std::uint64_t seed,
                           std::uint32_t pair, std::uint64_t first_step, std::uint64_t replicate) {
  std::vector<double> numbers;
  for (std::uint64_t step = first_step; step < first_step + 4000; ++step) {
    const Drawn drawn = draw(distribution, {seed, step}, pair, replicates(replicate));
    const Row& row = odd ? drawn.odd : drawn.even;
    numbers.insert(numbers.end(), row.values, row.values + count);
  }
  return numbers;
}

// For n numbers the distance of the distribution functions exceeds 1.95 / sqrt(n) once in a
// thousand samples (Kolmogorov, Smirnov).
template <class Cdf>
bool follows(std::vector<double> numbers, Cdf&& cdf) {
  std::sort(numbers.begin(), numbers.end());
  const double n = static_cast<double>(numbers.size());
  double distance = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double p = cdf(numbers[i]);
    distance =
        std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return distance <= 1.95 / std::sqrt(n);
}

TEST_CASE("numbers follow their distributions and so do their moments") {
  using boost::math::cdf;
  for (const bool odd : {false, true}) {
    const std::vector<double> z = sample({Kind::normal}, odd, 1, 0, 1, 0);
    CHECK(follows(z, [](double x) { return cdf(boost::math::normal(), x); }));
    double mean = 0, square = 0, fourth = 0;
    const double n = static_cast<double>(z.size());
    for (const double x : z) mean += x / n, square += x * x / n, fourth += x * x * x * x / n;
    // Within four standard deviations of each.
    CHECK(std::abs(mean) < 4 / std::sqrt(n));
    CHECK(std::abs(square - 1) < 4 * std::sqrt(2 / n));
    CHECK(std::abs(fourth - 3) < 4 * std::sqrt(96 / n));
    CHECK(follows(sample({Kind::uniform}, odd, 1, 0, 1, 0), [](double x) { return (x + 1) / 2; }));
    for (const double nu : {0.5, 1.0, 2.5, 30.0, 1e6}) {
      const boost::math::students_t t(nu);
      const std::vector<double> drawn = sample({Kind::student, nu}, odd, 1, 0, 1, 0);
      CHECK(follows(drawn, [&t](double x) { return cdf(t, x); }));
      // Of n numbers about n p lie beyond the quantile 1 - p / 2, on both sides.
      const double p = 1e-3, bound = quantile(complement(t, p / 2));
      const auto beyond = static_cast<double>(
          std::count_if(drawn.begin(), drawn.end(), [&](double x) { return std::abs(x) > bound; }));
      CHECK(std::abs(beyond - n * p) < 4 * std::sqrt(n * p));
    }
  }
}

// Pearson's chi-square of an 8 x 8 table of octants against independence: 49 degrees of freedom;
// 85.4 is exceeded once in a thousand tables. Also finds dependence without correlation, as of the
// two coordinates of a bivariate t.
bool independent(const std::vector<double>& a, const std::vector<double>& b) {
  const auto ranks = [](const std::vector<double>& x) {
    std::vector<double> sorted = x;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::size_t> octant;
    for (const double v : x)
      octant.push_back(static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), v) -
                                                sorted.begin()) *
                       8 / x.size());
    return octant;
  };
  const std::vector<std::size_t> of_a = ranks(a), of_b = ranks(b);
  std::array<std::array<double, 8>, 8> table{};
  for (std::size_t i = 0; i < a.size(); ++i) table[of_a[i]][of_b[i]] += 1;
  const double expected = static_cast<double>(a.size()) / 64;
  double statistic = 0;
  for (const auto& line : table)
    for (const double n : line) statistic += (n - expected) * (n - expected) / expected;
  return statistic < 85.4;
}

TEST_CASE("coordinates and steps and replicates and seeds and distributions are independent") {
  for (const Distribution& distribution :
       {Distribution{Kind::normal}, Distribution{Kind::uniform}, Distribution{Kind::student, 2}}) {
    const std::vector<double> base = sample(distribution, false, 1, 0, 1, 0);
    CHECK(independent(base, sample(distribution, true, 1, 0, 1, 0)));
    CHECK(independent(base, sample(distribution, false, 1, 1, 1, 0)));
    CHECK(independent(base, sample(distribution, false, 1, 0, 2, 0)));
    CHECK(independent(base, sample(distribution, false, 1, 0, 1, 1)));
    CHECK(independent(base, sample(distribution, false, 2, 0, 1, 0)));
    CHECK(independent(base, sample({Kind::student, 5}, false, 1, 0, 1, 0)) ==
          (distribution.kind != Kind::student));  // one stream, whatever nu is
  }
  CHECK(independent(sample({Kind::normal}, false, 1, 0, 1, 0),
                    sample({Kind::uniform}, false, 1, 0, 1, 0)));
}

}  // namespace
