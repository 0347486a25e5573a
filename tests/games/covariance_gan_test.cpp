// The game that learns a covariance: its own metrics, its random draws, and where play ends.
#include <Eigen/Dense>

#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Eigen::MatrixXd;

constexpr const char* given_sigma =
    "m = 3\nsigma = [[2.0, 0.3, -0.5], [0.3, 1.5, 0.2], [-0.5, 0.2, 1.0]]";

MatrixXd matrix_at(const BatchArray& rows, std::size_t first, std::size_t m, std::size_t replica) {
  MatrixXd matrix(m, m);
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < m; ++j)
      matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          rows.row(first + i * m + j)[replica];
  return matrix;
}

TEST_CASE("costs and metrics equal those computed from the matrices") {
  Scene scene("covariance-gan", given_sigma, random_points(11, 18, -1, 1));
  MatrixXd sigma(3, 3);
  sigma << 2.0, 0.3, -0.5, 0.3, 1.5, 0.2, -0.5, 0.2, 1.0;
  const BatchArray f1 = scene.get(request(FM_COST, 0)), f2 = scene.get(request(FM_COST, 1));
  const BatchArray error = scene.get(request(FM_METRIC, 0)),
                   norm = scene.get(request(FM_METRIC, 1));
  for (std::size_t r = 0; r < 11; ++r) {
    const MatrixXd V = matrix_at(scene.x, 0, 3, r), W = matrix_at(scene.x, 9, 3, r);
    const MatrixXd S = sigma - V * V.transpose();
    const double f = (W.array() * S.array()).sum();
    CHECK(f1.row(0)[r] == doctest::Approx(f).epsilon(1e-13));
    CHECK(f2.row(0)[r] ==
          doctest::Approx(-f + 0.3 * (W.transpose() * W).trace()).epsilon(1e-13));  // eta = m / 5
    const auto largest = [](const MatrixXd& X) {
      return Eigen::JacobiSVD<MatrixXd>(X).singularValues()[0];
    };
    CHECK(error.row(0)[r] == doctest::Approx(largest(S)).epsilon(1e-13));
    CHECK(norm.row(0)[r] == doctest::Approx(largest(0.5 * (W + W.transpose()))).epsilon(1e-13));
  }
  REQUIRE(scene.game.metrics());
  CHECK(scene.game.metrics()->count == 2);
  CHECK(std::string(scene.game.metrics()->names[0]) == "covariance-error");
}

// At V = W = 0 the gradient D_2 f_1 is Sigma itself.
TEST_CASE("without sigma the covariance is a Wishart draw from the seed") {
  const std::size_t m = 40;
  const auto drawn = [&](std::uint64_t seed) {
    const Plugin plugin = catalog().find(FM_KIND_GAME, "covariance-gan");
    Game game(plugin, parameters(plugin, "m = 40"));
    const std::vector<std::uint32_t> replicates = {0, 7};
    Oracle oracle(game, replicates, seed);
    BatchArray x(2 * m * m, oracle.stride()), gradient(m * m, oracle.stride());
    double* const out = gradient.data();
    oracle.evaluate(oracle.prepare({request(FM_GRADIENT, 0, 1)}), 1, x.data(), nullptr, &out);
    const MatrixXd first = matrix_at(gradient, 0, m, 0);
    CHECK((first - matrix_at(gradient, 0, m, 1)).norm() == 0);
    return first;
  };
  const MatrixXd sigma = drawn(5);
  CHECK((sigma - drawn(5)).norm() == 0);
  CHECK((sigma - drawn(6)).norm() > 1);
  CHECK((sigma - sigma.transpose()).norm() == 0);
  CHECK(Eigen::SelfAdjointEigenSolver<MatrixXd>(sigma).eigenvalues().minCoeff() > 0);
  // Tr U U' is chi-squared with m^2 degrees of freedom: mean 1600, deviation 57.
  CHECK(std::abs(sigma.trace() - 1600) < 4 * 57);
}

// The larger of both metrics after the last step of one learner, for a seed.
double left(const fs::path& results, const std::string& learner) {
  const auto values =
      numbers(results,
              "select value from metric join run on run.id = metric.run where step = "
              "5000 and name in ('covariance-error', 'discriminator-norm') and "
              "learner = '" +
                  learner + "'");
  REQUIRE(values.size() == 2);
  return std::max(values[0], values[1]);
}

// The counts and their explanation are in docs/paper.md.
TEST_CASE("the paper's figure 4: Stackelberg play learns the covariance") {
  for (const auto& [m, expected] : {std::pair{"3", 7}, {"9", 3}}) {
    const TempFolder folder;
    int reached = 0;
    for (int seed = 0; seed < 10; ++seed) {
      const fs::path results = folder / std::to_string(seed);
      const Outcome run =
          host(std::string("run " SOURCE_TREE "/experiments/covariance-gan.toml -q --set "
                           "game.params.m=") +
               m + " --set experiment.seed=" + std::to_string(seed) + " --out " + results.string());
      REQUIRE_MESSAGE(run.code == 0, run.err);
      const bool there = left(results, "Stackelberg") <= 1e-10;
      reached += there;
      if (seed == 1) CHECK(there);  // the experiment's own seed
      CHECK(left(results, "simultaneous play") >= 1e-7);
    }
    CHECK(reached == expected);
  }
}

TEST_CASE("an invalid covariance is refused") {
  const auto said = [](const std::string& params) {
    const TempFolder folder;
    write_file(folder / "m.toml",
               "[experiment]\nname = 'x'\nsteps = 1\nseeds = 1\n[game]\nplugin = "
               "'covariance-gan'\nparams = " +
                   params + "\n[[learner]]\nname = 'g'\nrule = 'gradient-play'\nstep = 1.0\n");
    const Outcome run =
        host("run " + (folder / "m.toml").string() + " --out " + (folder / "out").string());
    CHECK(run.code == 2);
    return run.err;
  };
  CHECK(said("{ m = 3, sigma = [[1.0]] }")
            .find("'sigma' needs 3 x 3 numbers, as 'm' says, and has "
                  "1 x 1") != std::string::npos);
  CHECK(
      said("{ m = 2, sigma = [[1.0, 0.5], [0.4, 1.0]] }")
          .find("'sigma' must be symmetric, as covariances are, and its entries (1, 0) and (0, 1) "
                "differ") != std::string::npos);
}

}  // namespace
