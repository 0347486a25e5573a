// Spectra computed from products alone, against dense spectra and closed forms.
#include <Eigen/Eigenvalues>
#include <nlohmann/json.hpp>
#include <numbers>

#include "point/spectra.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Eigen::MatrixXd;

// Two players of 40 and 35 coordinates: too many for the dense method.
constexpr int first = 40, second = 35;

std::string random_quadratic(std::uint64_t seed, bool zero_sum, double shift) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  std::ostringstream text;
  text.precision(17);
  text << "dims = [" << first << ", " << second << "]\nQ = [";
  MatrixXd Q;
  for (int i = 0; i < 2; ++i) {
    const int n = first + second;
    if (i == 0 || !zero_sum) Q = MatrixXd::NullaryExpr(n, n, [&] { return normal(generator); });
    if (i == 1 && zero_sum) Q = -Q;
    if (i == 1) Q.bottomRightCorner(second, second).diagonal().array() += shift;
    if (i == 0 && zero_sum) Q.bottomRightCorner(second, second).diagonal().array() -= shift;
    text << "[";
    for (int r = 0; r < n; ++r) {
      text << "[";
      for (int c = 0; c < n; ++c) text << Q(r, c) << ",";
      text << "],";
    }
    text << "],";
  }
  text << "]\n";
  return text.str();
}

// Only the number of products limits a search here, not the speed of the machine; the dense method
// is off.
SpectrumOptions without_limits(int count, std::uint64_t products = 1000000) {
  SpectrumOptions options;
  options.count = count;
  options.products = products;
  options.seconds = 1e9;
  options.whole = 30;
  return options;
}

std::vector<double> real_parts(const MatrixXd& m) {
  const Eigen::VectorXd values = m.eigenvalues().real();
  std::vector<double> sorted(values.data(), values.data() + values.size());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

void check(const SpectrumEnds& ends, const MatrixXd& matrix, int count, double tolerance) {
  CHECK(ends.converged());
  const std::vector<double> exact = real_parts(matrix);
  REQUIRE(ends.smallest.size() >= static_cast<std::size_t>(count));
  REQUIRE(ends.largest.size() >= static_cast<std::size_t>(count));
  const double slack = tolerance * matrix.norm();
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k) {
    CHECK(std::abs(ends.smallest[k].value.real() - exact[k]) < slack);
    CHECK(std::abs(ends.largest[k].value.real() - exact[exact.size() - 1 - k]) < slack);
  }
}

TEST_CASE("the ends of spectra agree with dense ones") {
  for (const bool zero_sum : {false, true})
    for (const double shift : {30.0, 0.0}) {  // D_22 f_2 definite, and indefinite
      CAPTURE(zero_sum);
      CAPTURE(shift);
      const ExperimentSpec spec =
          spec_of("quadratic", random_quadratic(zero_sum ? 3 : 4, zero_sum, shift));
      const std::vector<double> x(first + second, 0.0);
      const Probe dense = probe(spec, x);
      SpectrumOptions options = without_limits(2);
      for (const double eta : {0.0, 7.0}) {
        options.eta = eta;
        const GameSpectra found = game_spectra(spec, x, options);
        REQUIRE(found.own.size() == 2);
        check(found.own[0], dense.hessians[0], 2, 1e-7);
        check(found.own[1], dense.hessians[1], 2, 1e-7);
        check(found.J, dense.J, 2, 1e-7);
        const MatrixXd D22 =
            dense.J.bottomRightCorner(second, second) + eta * MatrixXd::Identity(second, second);
        const MatrixXd schur = dense.J.topLeftCorner(first, first) -
                               dense.J.topRightCorner(first, second) *
                                   D22.fullPivLu().solve(dense.J.bottomLeftCorner(second, first));
        REQUIRE(found.schur);
        check(*found.schur, schur, 2, 1e-7);
        CHECK(found.schur->inner_residual <= 1e-10);
        CHECK(found.J.products > 0);
        CHECK(found.J.smallest[0].residual < 1e-6);
      }
    }
}

// mu = sign(s) sqrt(s^2 + 4 b^2) for a spike s within a long chain; the two players' blocks share
// their eigenvectors, so J has the eigenvalues of [[a_1 + mu, c_1], [c_2, a_2 + mu]].
TEST_CASE("a long chain has the spectrum of its closed form") {
  const ExperimentSpec spec = spec_of(
      "chain", "sites = 3000\na = [4.0, 7.0]\ncoupling = [1.0, -0.5]\nspikes = [6.0, -5.0]");
  SpectrumOptions options = without_limits(1);
  options.eta = 0.5;
  const GameSpectra found = game_spectra(spec, std::vector<double>(6000, 0.0), options);
  const double high = std::sqrt(36.0 + 4), low = -std::sqrt(25.0 + 4);
  CHECK(found.own[0].smallest[0].value.real() == doctest::Approx(4 + low).epsilon(1e-8));
  CHECK(found.own[1].largest[0].value.real() == doctest::Approx(7 + high).epsilon(1e-8));
  const auto J = [](double mu) {
    return MatrixXd{{4 + mu, 1.0}, {-0.5, 7 + mu}}.eigenvalues().real().eval();
  };
  CHECK(found.J.smallest[0].value.real() == doctest::Approx(J(low).minCoeff()).epsilon(1e-8));
  CHECK(found.J.largest[0].value.real() == doctest::Approx(J(high).maxCoeff()).epsilon(1e-8));
  const auto schur = [](double mu) { return 4 + mu + 0.5 / (7 + mu + 0.5); };
  REQUIRE(found.schur);
  CHECK(found.schur->smallest[0].value.real() == doctest::Approx(schur(low)).epsilon(1e-8));
  CHECK(found.schur->largest[0].value.real() == doctest::Approx(schur(high)).epsilon(1e-8));
}

TEST_CASE("an unconverged value is no farther from an eigenvalue than its residual") {
  int unconverged = 0;
  for (const std::uint64_t seed : {5u, 6u, 7u}) {
    const ExperimentSpec spec = spec_of("quadratic", random_quadratic(seed, false, 0));
    const std::vector<double> x(first + second, 0.0);
    const Probe dense = probe(spec, x);
    const GameSpectra found = game_spectra(spec, x, without_limits(2, 1));
    for (std::size_t i = 0; i < 2; ++i) {
      const std::vector<double> exact = real_parts(dense.hessians[i]);
      for (const auto* values : {&found.own[i].smallest, &found.own[i].largest})
        for (const RitzValue& ritz : *values) {
          unconverged += !ritz.converged;
          double nearest = INFINITY;
          for (const double lambda : exact)
            nearest = std::min(nearest, std::abs(lambda - ritz.value.real()));
          CHECK(nearest <= ritz.residual + 1e-12);
          CHECK(ritz.value.real() >= exact.front() - 1e-12);
          CHECK(ritz.value.real() <= exact.back() + 1e-12);
        }
    }
    // J is not symmetric: the residual is the distance to a matrix that has the value as an
    // eigenvalue.
    for (const auto* values : {&found.J.smallest, &found.J.largest})
      for (const RitzValue& ritz : *values) {
        const Eigen::MatrixXcd shifted =
            dense.J.cast<std::complex<double>>() -
            ritz.value * Eigen::MatrixXcd::Identity(first + second, first + second);
        CHECK(shifted.jacobiSvd().singularValues().minCoeff() <= ritz.residual + 1e-12);
      }
  }
  CHECK(unconverged >= 6);
}

// The distance of a value to the nearest eigenvalue a + mu_k of a chain, mu_k = 2 b cos(k pi / (d +
// 1)), b = 1.
double nearest_of_chain(double a, std::size_t sites, double value) {
  const double pi = std::numbers::pi, n = static_cast<double>(sites) + 1;
  const double k = std::acos(std::clamp((value - a) / 2, -1.0, 1.0)) * n / pi;
  double nearest = INFINITY;
  for (double near = std::floor(k) - 1; near <= std::floor(k) + 2; ++near)
    if (near >= 1 && near < n)
      nearest = std::min(nearest, std::abs(a + 2 * std::cos(near * pi / n) - value));
  return nearest;
}

TEST_CASE("clustered ends of spectra in 100,000 coordinates: valid bounds from few products") {
  constexpr std::size_t sites = 50000;
  // The coupling makes J symmetric, so residuals bound its errors, too. For the eigenvalues mu of a
  // chain, J has mu plus the eigenvalues of [[4, 1], [1, 7]], the Schur complement 4 + mu - 1 / (7
  // + mu).
  const ExperimentSpec spec =
      spec_of("chain", "sites = 50000\na = [4.0, 7.0]\ncoupling = [1.0, 1.0]");
  const GameSpectra found =
      game_spectra(spec, std::vector<double>(2 * sites, 0.0), without_limits(2, 80));
  const double end = 2 * std::cos(std::numbers::pi / (sites + 1));
  const auto check_ends = [&](const SpectrumEnds& ends, double lowest, double highest, auto miss) {
    CHECK_FALSE(ends.converged());
    REQUIRE(ends.smallest.size() == 2);
    REQUIRE(ends.largest.size() == 2);
    for (const auto* values : {&ends.smallest, &ends.largest})
      for (const RitzValue& ritz : *values) {
        CHECK_FALSE(ritz.converged);
        CHECK(ritz.residual < 0.2);
        CHECK(ritz.value.imag() == 0);
        CHECK(ritz.value.real() >= lowest - 1e-12);
        CHECK(ritz.value.real() <= highest + 1e-12);
        CHECK(miss(ritz.value.real()) <= ritz.residual + 1e-12);
      }
    CHECK(ends.smallest[0].value.real() < lowest + 0.05);
    CHECK(ends.largest[0].value.real() > highest - 0.05);
  };
  for (std::size_t i = 0; i < 2; ++i) {
    const double a = i == 0 ? 4 : 7;
    CHECK(found.own[i].symmetric);
    CHECK(found.own[i].products <= 80 + 20);
    check_ends(found.own[i], a - end, a + end,
               [a](double value) { return nearest_of_chain(a, sites, value); });
  }
  const double up = 5.5 + std::sqrt(3.25), low = 5.5 - std::sqrt(3.25);
  CHECK(found.J.products <= 80 + 20);
  check_ends(found.J, low - end, up + end, [&](double value) {
    return std::min(nearest_of_chain(low, sites, value), nearest_of_chain(up, sites, value));
  });
  const auto schur = [](double mu) { return 4 + mu - 1 / (7 + mu); };
  REQUIRE(found.schur);
  CHECK(found.schur->inner_residual < 1e-10);
  check_ends(*found.schur, schur(-end), schur(end), [&](double value) {
    // schur(mu) = value solved for mu; both increase together
    const double p = value - 11, q = 7 * value - 27;
    const double mu = (p + std::sqrt(p * p + 4 * q)) / 2;
    return nearest_of_chain(0, sites, mu);  // schur' is at least 1
  });
}

TEST_CASE("small games: whole matrices, marginal spectra, more players") {
  const GameSpectra torus = game_spectra(spec_of("torus", ""), {0.3, -0.4}, {});
  const Probe dense = probe(spec_of("torus", ""), {0.3, -0.4});
  check(torus.J, dense.J, 2, 1e-12);
  const GameSpectra rotation = game_spectra(spec_of("hamiltonian", "A = [[2.0]]"), {0, 0}, {});
  CHECK(std::abs(rotation.J.smallest[0].value.real()) < 1e-14);
  CHECK(std::abs(rotation.J.smallest[0].value.imag()) == doctest::Approx(2));
  const ExperimentSpec three = spec_of("quartic-hierarchy", "");
  const std::size_t d = Game(three.game.plugin, three.game.params).shape().coordinates();
  const GameSpectra hierarchy = game_spectra(three, std::vector<double>(d, 0.1), {});
  CHECK_FALSE(hierarchy.schur);
  CHECK(hierarchy.without_schur.find("two players") != std::string::npos);
}

TEST_CASE("with a singular follower's Hessian the Schur complement does not converge") {
  const GameSpectra found = game_spectra(spec_of("hamiltonian", "A = [[2.0]]"), {1, 1}, {});
  REQUIRE(found.schur);
  CHECK_FALSE(found.schur->converged());
}

TEST_CASE("the command spectrum") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             "[experiment]\nname = 'x'\nsteps = 1\nseeds = 1\nstart = { uniform = [0.0, 0.0] }\n"
             "[game]\nplugin = 'chain'\nparams = { sites = 400, spikes = [6.0] }\n"
             "[[learner]]\nname = 'l'\nrule = 'gradient-play'\nstep = 1.0\n");
  const std::string m = (folder / "m.toml").string();
  const Outcome outcome = host("spectrum " + m + " --count 1 --json");
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  const auto found = nlohmann::json::parse(outcome.out);
  CHECK(found["own"][0]["largest"][0][0].get<double>() ==
        doctest::Approx(4 + std::sqrt(40.0)).epsilon(1e-8));
  CHECK(found["schur"]["inner_residual"].get<double>() < 1e-10);
  CHECK(host("spectrum " + m + " --count 1").out.find("own Hessian of player 2") !=
        std::string::npos);
  // Unconverged values are printed with their residuals.
  const std::string hard = host("spectrum " + m + " --products 1 --set game.params.sites=2000").out;
  CHECK(hard.find(" +- ") != std::string::npos);
  CHECK(hard.find("NOT converged where +- follows a Ritz value: an eigenvalue lies within") !=
        std::string::npos);
  const auto bounds = nlohmann::json::parse(
      host("spectrum " + m + " --products 1 --set game.params.sites=2000 --json").out);
  CHECK(bounds["own"][0]["smallest_residuals"][0]["converged"] == false);
  CHECK(bounds["own"][0]["smallest_residuals"][0]["residual"].get<double>() > 0);
  CHECK(host("spectrum " + m + " --eta -1").code == 2);
  CHECK(host("spectrum " + m + " --seconds 0").code == 2);
  CHECK(host("spectrum " + m + " --at 1,2").code == 2);
}

}  // namespace
