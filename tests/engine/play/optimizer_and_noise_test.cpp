// Optimizers against their recursions for one number, noise against its distributions.
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "play/noise.hpp"
#include "play/optimizer.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

// The updates that an optimizer makes from the directions 1, -2, 0.5, 3, 3 of one coordinate.
std::vector<double> updates(const OptimizerSpec& spec) {
  Optimizer optimizer(spec, 1, 8);
  std::vector<double> all;
  std::uint64_t k = 0;
  for (const double d : {1.0, -2.0, 0.5, 3.0, 3.0}) {
    BatchArray direction(1, 8);
    std::fill_n(direction.data(), 8, d);
    optimizer.apply(++k, direction);
    all.push_back(direction.row(0)[3]);
  }
  return all;
}

TEST_CASE("momentum adds a decaying sum of all earlier directions") {
  CHECK(updates(MomentumOptimizer{0.5}) == std::vector<double>{1, -1.5, -0.25, 2.875, 4.4375});
  CHECK(updates(MomentumOptimizer{-0.5}) == std::vector<double>{1, -2.5, 1.75, 2.125, 1.9375});
  CHECK(updates(PlainOptimizer{}) == std::vector<double>{1, -2, 0.5, 3, 3});
}

TEST_CASE("RMSProp divides by the root of a moving mean square") {
  const double directions[] = {1.0, -2.0, 0.5, 3.0, 3.0};
  const auto got = updates(RmsPropOptimizer{0.9, 1e-3});
  double square = 0;
  for (std::size_t k = 0; k < 5; ++k) {
    square = 0.9 * square + 0.1 * directions[k] * directions[k];
    CHECK(got[k] == doctest::Approx(directions[k] / (std::sqrt(square) + 1e-3)).epsilon(1e-14));
  }
}

TEST_CASE("Adam corrects the bias of its moments") {
  const double directions[] = {1.0, -2.0, 0.5, 3.0, 3.0};
  const auto got = updates(AdamOptimizer{0.8, 0.95, 1e-3});
  double m = 0, v = 0;
  for (std::size_t k = 0; k < 5; ++k) {
    m = 0.8 * m + 0.2 * directions[k];
    v = 0.95 * v + 0.05 * directions[k] * directions[k];
    const double steps = static_cast<double>(k + 1);
    const double first = m / (1 - std::pow(0.8, steps)), second = v / (1 - std::pow(0.95, steps));
    CHECK(got[k] == doctest::Approx(first / (std::sqrt(second) + 1e-3)).epsilon(1e-13));
  }
}

// The shape of a game on the real line.
Shape line(const std::vector<std::uint32_t>& dims) {
  Shape shape{dims, {0}, {}, {}, {}};
  for (const std::uint32_t d : dims) shape.offsets.push_back(shape.offsets.back() + d);
  shape.domains.assign(shape.coordinates(), {FM_DOMAIN_REAL, 0, -INFINITY, INFINITY});
  return shape;
}

// Player i's noise is noises[i].
LearnerSpec with_noise(const std::vector<NoiseSpec>& noises) {
  LearnerSpec learner;
  learner.players.resize(noises.size());
  for (std::size_t p = 0; p < noises.size(); ++p) learner.players[p].noise = noises[p];
  return learner;
}

// The noise of each player's coordinates at a step, for the replicates 3, 5, 8, 13, one after the
// other; x is (3, -4, 0, 0, ..).
std::vector<double> drawn_at(std::uint64_t step, const std::vector<std::uint32_t>& dims,
                             const std::vector<NoiseSpec>& noises,
                             const std::vector<std::uint32_t>& replicates = {3, 5, 8, 13},
                             std::size_t stride = 8) {
  const Shape shape = line(dims);
  BatchArray x(shape.coordinates(), stride);
  std::fill_n(x.row(0), stride, 3.0);
  std::fill_n(x.row(1), stride, -4.0);
  Noise noise(noises, shape, 11, replicates, stride);
  noise.draw(step, x);
  std::vector<double> all;
  for (std::uint32_t p = 0; p < dims.size(); ++p) {
    BatchArray direction(dims[p], stride);
    noise.add(p, direction);
    for (std::size_t c = 0; c < dims[p]; ++c)
      for (std::size_t r = 0; r < replicates.size(); ++r) all.push_back(direction.row(c)[r]);
  }
  return all;
}

// 40,000 draws at joint actions of norm 5.
std::vector<double> sample(const NoiseSpec& spec) {
  std::vector<double> drawn;
  for (std::uint64_t step = 1; step <= 2500; ++step) {
    const std::vector<double> now = drawn_at(step, {4}, {spec});
    drawn.insert(drawn.end(), now.begin(), now.end());
  }
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

// Compares the sample's distribution function with the true one. For n draws their largest distance
// exceeds 1.95 / sqrt(n) once in a thousand samples (Kolmogorov, Smirnov).
template <class Cdf>
void follows(const std::vector<double>& sorted, Cdf&& cdf) {
  const double n = static_cast<double>(sorted.size());
  double distance = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double p = cdf(sorted[i]);
    distance =
        std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  CHECK(distance <= 1.95 / std::sqrt(n));
}

TEST_CASE("noise has the distributions that manifests name") {
  using boost::math::cdf;
  follows(sample(NormalNoise{4}), [](double w) { return cdf(boost::math::normal(0, 2), w); });
  // Variance c (1 + |x|) = 0.5 * 6.
  follows(sample(StateNormalNoise{0.5}),
          [](double w) { return cdf(boost::math::normal(0, std::sqrt(3.0)), w); });
  for (const double nu : {1.0, 2.5, 30.0})
    follows(sample(StudentNoise{nu, 0.7}),
            [nu](double w) { return cdf(boost::math::students_t(nu), w / 0.7); });
  follows(sample(UniformNoise{3}), [](double w) { return (w + 3) / 6; });
  CHECK(sample(UniformNoise{3}).back() < 3);
  for (const double w : sample(NoNoise{})) CHECK(w == 0);
}

TEST_CASE("draws differ between replicates, steps and coordinates") {
  std::vector<double> drawn = sample(StudentNoise{3, 1});
  CHECK(std::adjacent_find(drawn.begin(), drawn.end()) == drawn.end());
}

TEST_CASE("noise of a coordinate depends on its index in the joint action alone") {
  const NoiseSpec normal = NormalNoise{4}, uniform = UniformNoise{3}, heavy = StudentNoise{3, 1};
  for (const NoiseSpec& noise : {normal, uniform, heavy, NoiseSpec{StateNormalNoise{0.5}}}) {
    const std::vector<double> one = drawn_at(7, {6}, {noise});
    CHECK(drawn_at(7, {1, 2, 3}, {noise, noise, noise}) == one);
    CHECK(drawn_at(7, {3, 3}, {noise, noise}) == one);
    // Also beside another distribution in the same pair of coordinates, or none.
    const std::vector<double> mixed = drawn_at(7, {1, 1, 4}, {uniform, heavy, noise});
    CHECK(std::equal(mixed.begin() + 8, mixed.end(), one.begin() + 8));
    const std::vector<double> alone = drawn_at(7, {3, 3}, {NoNoise{}, noise});
    CHECK(std::equal(alone.begin() + 12, alone.end(), one.begin() + 12));
    CHECK(std::count(alone.begin(), alone.end(), 0.0) == 12);
  }
}

TEST_CASE("noise does not depend on the batch nor on whether it is contiguous") {
  const std::vector<NoiseSpec> noises = {NormalNoise{4}, StateNormalNoise{2}, NoNoise{},
                                         StudentNoise{3, 1}, UniformNoise{2}};
  const std::vector<std::uint32_t> dims = {5, 19, 3, 6, 40};
  const std::vector<double> together = drawn_at(9, dims, noises);
  const std::vector<std::uint32_t> replicates = {3, 5, 8, 13};
  for (std::size_t r = 0; r < replicates.size(); ++r) {
    const std::vector<double> alone = drawn_at(9, dims, noises, {replicates[r]}),
                              contiguous = drawn_at(9, dims, noises, {replicates[r]}, 1);
    CHECK(contiguous == alone);
    for (std::size_t c = 0; c < alone.size(); ++c) CHECK(alone[c] == together[4 * c + r]);
  }
}

TEST_CASE("noise of no width is none") {
  CHECK_FALSE(has_noise(with_noise({NormalNoise{0}, UniformNoise{0}, NoNoise{}})));
  CHECK(has_noise(with_noise({NormalNoise{0}, StudentNoise{1, 0.5}})));
  for (const double w : drawn_at(1, {2, 2}, {NormalNoise{0}, StateNormalNoise{0}})) CHECK(w == 0);
}

TEST_CASE("a player's own noise and optimizer override its learner's") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"(
[experiment]
name = "own"
steps = 1
seeds = 200
start = { at = [0.0, 0.0] }
warnings = false
[game]
plugin = "quadratic"
params = { Q = [[[0, 0], [0, 0]], [[0, 0], [0, 0]]] }
[[learner]]
name = "both"
noise = { uniform = 1.0 }
players = [{ rule = "gradient-play", step = 1.0 },
           { rule = "gradient-play", step = 1.0, noise = { student_t = [3.0, 100.0] } }]
)");
  const Outcome run =
      host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "out").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  const auto moved = [&](int player) {
    return numbers(folder / "out",
                   "select abs(value) from final_state where player = " + std::to_string(player));
  };
  for (const double w : moved(0)) CHECK(w < 1);
  CHECK(median(moved(1)) > 20);
}

}  // namespace
