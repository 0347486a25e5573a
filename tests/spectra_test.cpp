// Spectra from products alone, against dense ones and closed forms.
#include <Eigen/Eigenvalues>
#include <nlohmann/json.hpp>

#include "analysis_support.hpp"
#include "spectra.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::test;
using Eigen::MatrixXd;

// Two players of 40 and 35 coordinates: too many for the whole matrices to be formed.
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

std::vector<double> real_parts(const MatrixXd& m) {
  const Eigen::VectorXd values = m.eigenvalues().real();
  std::vector<double> sorted(values.data(), values.data() + values.size());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

void check(const SpectrumEnds& ends, const MatrixXd& matrix, int count, double tolerance) {
  CHECK(ends.converged);
  const std::vector<double> exact = real_parts(matrix);
  REQUIRE(ends.smallest.size() >= static_cast<std::size_t>(count));
  REQUIRE(ends.largest.size() >= static_cast<std::size_t>(count));
  const double slack = tolerance * matrix.norm();
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k) {
    CHECK(std::abs(ends.smallest[k].real() - exact[k]) < slack);
    CHECK(std::abs(ends.largest[k].real() - exact[exact.size() - 1 - k]) < slack);
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
      SpectrumOptions options;
      options.count = 2;
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
        CHECK(found.inner_residual <= 1e-10);
        CHECK(found.J.products > 0);
        CHECK(found.J.residual < 1e-8);
      }
    }
}

// mu = sign(s) sqrt(s^2 + 4 b^2) for a spike s amid a long chain; the two players' blocks share
// their eigenvectors, so that J has the eigenvalues of [[a_1 + mu, c_1], [c_2, a_2 + mu]].
TEST_CASE("a long chain has the spectrum of its closed form") {
  const ExperimentSpec spec = spec_of(
      "chain", "sites = 3000\na = [4.0, 7.0]\ncoupling = [1.0, -0.5]\nspikes = [6.0, -5.0]");
  const GameSpectra found =
      game_spectra(spec, std::vector<double>(6000, 0.0), {.count = 1, .eta = 0.5});
  const double high = std::sqrt(36.0 + 4), low = -std::sqrt(25.0 + 4);
  CHECK(found.own[0].smallest[0].real() == doctest::Approx(4 + low).epsilon(1e-8));
  CHECK(found.own[1].largest[0].real() == doctest::Approx(7 + high).epsilon(1e-8));
  const auto J = [](double mu) {
    return MatrixXd{{4 + mu, 1.0}, {-0.5, 7 + mu}}.eigenvalues().real().eval();
  };
  CHECK(found.J.smallest[0].real() == doctest::Approx(J(low).minCoeff()).epsilon(1e-8));
  CHECK(found.J.largest[0].real() == doctest::Approx(J(high).maxCoeff()).epsilon(1e-8));
  const auto schur = [](double mu) { return 4 + mu + 0.5 / (7 + mu + 0.5); };
  REQUIRE(found.schur);
  CHECK(found.schur->smallest[0].real() == doctest::Approx(schur(low)).epsilon(1e-8));
  CHECK(found.schur->largest[0].real() == doctest::Approx(schur(high)).epsilon(1e-8));
}

TEST_CASE("crowded ends that do not converge are not claimed") {
  const ExperimentSpec spec = spec_of("chain", "sites = 5000");
  SpectrumOptions options;
  options.restarts = 2;
  const GameSpectra found = game_spectra(spec, std::vector<double>(10000, 0.0), options);
  CHECK_FALSE(found.own[0].converged);
}

TEST_CASE("small games: whole matrices, marginal spectra, more players") {
  const GameSpectra torus = game_spectra(spec_of("torus", ""), {0.3, -0.4}, {});
  const Probe dense = probe(spec_of("torus", ""), {0.3, -0.4});
  check(torus.J, dense.J, 2, 1e-12);
  const GameSpectra rotation = game_spectra(spec_of("hamiltonian", "A = [[2.0]]"), {0, 0}, {});
  CHECK(std::abs(rotation.J.smallest[0].real()) < 1e-14);
  CHECK(std::abs(rotation.J.smallest[0].imag()) == doctest::Approx(2));
  const ExperimentSpec three = spec_of("quartic-hierarchy", "");
  const std::size_t d = Game(three.game.plugin, three.game.params).shape().coordinates();
  const GameSpectra hierarchy = game_spectra(three, std::vector<double>(d, 0.1), {});
  CHECK_FALSE(hierarchy.schur);
  CHECK(hierarchy.without_schur.find("two players") != std::string::npos);
}

TEST_CASE("where the follower's Hessian is singular the Schur complement does not converge") {
  const GameSpectra found = game_spectra(spec_of("hamiltonian", "A = [[2.0]]"), {1, 1}, {});
  REQUIRE(found.schur);
  CHECK_FALSE(found.schur->converged);
}

TEST_CASE("spectrum as a command") {
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
  CHECK(host("spectrum " + m + " --eta -1").code == 2);
  CHECK(host("spectrum " + m + " --at 1,2").code == 2);
}

}  // namespace
