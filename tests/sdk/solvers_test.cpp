// The batched solvers alone, and leaders that use them.
#include <firstmove/internal/conjugate_gradient.hpp>
#include <firstmove/internal/gmres.hpp>
#include <firstmove/internal/scaled_system.hpp>

#include "support/learners_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

// Systems of one size, one for each replica, as products for the solvers and as matrices for the
// check.
struct Systems {
  // Symmetric with the given eigenvalues; `skew` adds an antisymmetric part.
  Systems(std::size_t count, const std::vector<double>& eigenvalues, double skew = 0)
      : n(eigenvalues.size()), stride((count + 7) / 8 * 8), b(n, stride), x(n, stride) {
    std::mt19937 generator(3);
    std::normal_distribution<double> draw;
    for (std::size_t r = 0; r < stride; ++r) {
      MatrixXd Q(n, n);
      for (double& entry : Q.reshaped()) entry = draw(generator);
      Q = MatrixXd(Q.householderQr().householderQ());
      MatrixXd A = Q * VectorXd::Map(eigenvalues.data(), Q.rows()).asDiagonal() * Q.transpose();
      for (Eigen::Index i = 0; i < A.rows(); ++i)
        for (Eigen::Index j = 0; j < i; ++j) {
          const double s = skew * draw(generator);
          A(i, j) += s;
          A(j, i) -= s;
        }
      matrices.push_back(A);
      for (std::size_t c = 0; c < n; ++c) b.rows()[c][r] = draw(generator);
    }
  }
  auto product() {
    return [this](ConstRows v, Rows Av, const double*) {
      ++products;
      for (std::size_t r = 0; r < stride; ++r) {
        VectorXd column(n);
        for (std::size_t c = 0; c < n; ++c) column[static_cast<Eigen::Index>(c)] = v[c][r];
        column = matrices[r] * column;
        for (std::size_t c = 0; c < n; ++c) Av[c][r] = column[static_cast<Eigen::Index>(c)];
      }
    };
  }
  double residual(std::size_t r) {
    VectorXd at(n), right(n);
    for (std::size_t c = 0; c < n; ++c) {
      at[static_cast<Eigen::Index>(c)] = x.rows()[c][r];
      right[static_cast<Eigen::Index>(c)] = b.rows()[c][r];
    }
    return (matrices[r] * at - right).norm() / right.norm();
  }

  std::size_t n, stride, products = 0;
  std::vector<MatrixXd> matrices;
  RowStore b, x;
};

TEST_CASE("conjugate gradients take as many products as there are distinct eigenvalues") {
  Systems systems(5, {1, 1, 4, 4, 9, 9, 9});
  ConjugateGradient cg(systems.n, systems.stride);
  cg.solve(systems.product(), systems.b.rows(), systems.x.rows(), true, 100, 1e-12, 5);
  CHECK(systems.products == 3);
  for (std::size_t r = 0; r < 5; ++r) {
    CHECK(systems.residual(r) <= 1e-12);
    CHECK(cg.residual(r) <= 1e-12);
    CHECK_FALSE(cg.met_concave(r));
  }
}

TEST_CASE("with tolerance 0 conjugate gradients take exactly the given number of products") {
  Systems systems(5, {1, 2, 3, 4, 5, 6, 7, 8});
  ConjugateGradient cg(systems.n, systems.stride);
  cg.solve(systems.product(), systems.b.rows(), systems.x.rows(), true, 5, 0, 5);
  CHECK(systems.products == 5);
  for (std::size_t r = 0; r < 5; ++r) {
    CHECK(systems.residual(r) > 1e-4);
    CHECK(cg.residual(r) == doctest::Approx(systems.residual(r)).epsilon(1e-9));
  }
  cg.solve(systems.product(), systems.b.rows(), systems.x.rows(), false, 5, 0, 5);
  CHECK(systems.products == 11);  // one more for the initial residual
}

TEST_CASE("conjugate gradients report curvature that is not positive") {
  Systems systems(5, {3, 2, -1});
  ConjugateGradient cg(systems.n, systems.stride);
  cg.solve(systems.product(), systems.b.rows(), systems.x.rows(), true, 100, 1e-12, 5);
  std::size_t met = 0;
  for (std::size_t r = 0; r < 5; ++r) met += cg.met_concave(r);
  CHECK(met == 5);
}

TEST_CASE("GMRES solves indefinite systems, symmetric or not") {
  for (const double skew : {0.0, 0.7}) {
    Systems systems(11, {3, 2, -1, 5, -4, 0.5});
    if (skew != 0) systems = Systems(11, {3, 2, -1, 5, -4, 0.5}, skew);
    Gmres gmres(systems.n, systems.stride);
    gmres.solve(systems.product(), systems.b.rows(), systems.x.rows(), true, 100, 1e-12, 11);
    CHECK(systems.products <= systems.n + 1 + systems.n);  // at most one restart for rounding
    for (std::size_t r = 0; r < 11; ++r) CHECK(systems.residual(r) <= 2e-12);
  }
}

TEST_CASE("GMRES takes no more products than allowed, and starts from the given point") {
  Systems systems(3, {3, 2, 1, 5, 4, 6, 7, 8});
  Gmres gmres(systems.n, systems.stride, 4);
  gmres.solve(systems.product(), systems.b.rows(), systems.x.rows(), true, 3, 0, 3);
  CHECK(systems.products == 3);
  std::vector<double> before;
  for (std::size_t r = 0; r < 3; ++r) {
    before.push_back(systems.residual(r));
    CHECK(gmres.residual(r) == doctest::Approx(before[r]).epsilon(1e-10));
  }
  gmres.solve(systems.product(), systems.b.rows(), systems.x.rows(), false, 200, 1e-10, 3);
  for (std::size_t r = 0; r < 3; ++r) {
    CHECK(before[r] > 1e-3);
    CHECK(systems.residual(r) <= 1e-9);
    CHECK_FALSE(gmres.met_concave(r));
  }
}

// No x reduces the part of b outside the range of A: the eigenvectors of 0 of a symmetric A.
TEST_CASE("GMRES tells what it leaves of a singular system") {
  Systems systems(8, {3, 2, 0, 5, 0});
  Gmres gmres(systems.n, systems.stride);
  gmres.solve(systems.product(), systems.b.rows(), systems.x.rows(), true, 100, 1e-12, 8);
  for (std::size_t r = 0; r < 8; ++r) {
    VectorXd b(systems.n);
    for (std::size_t c = 0; c < systems.n; ++c)
      b[static_cast<Eigen::Index>(c)] = systems.b.rows()[c][r];
    const Eigen::SelfAdjointEigenSolver<MatrixXd> parts(systems.matrices[r]);
    double outside = 0;
    for (Eigen::Index i = 0; i < b.size(); ++i)
      if (std::abs(parts.eigenvalues()[i]) < 1e-9)
        outside += std::pow(parts.eigenvectors().col(i).dot(b), 2);
    CHECK(gmres.residual(r) == doctest::Approx(systems.residual(r)).epsilon(1e-9));
    CHECK(gmres.residual(r) >= (1 - 1e-9) * std::sqrt(outside) / b.norm());
    CHECK(gmres.residual(r) <= 1);
  }
}

// Each lane is solved by itself: neighbours that need more products do not affect it.
TEST_CASE("a system's solution does not depend on its neighbours") {
  Systems together(8, {3, 2, -1, 5, -4});
  Gmres gmres(together.n, together.stride, 3);
  // One lane is easy: its right-hand side is a multiple of an eigenvector.
  const VectorXd easy =
      Eigen::SelfAdjointEigenSolver<MatrixXd>(together.matrices[2]).eigenvectors().col(0);
  for (std::size_t c = 0; c < together.n; ++c)
    together.b.rows()[c][2] = 2 * easy[static_cast<Eigen::Index>(c)];
  Systems alone = together;
  gmres.solve(together.product(), together.b.rows(), together.x.rows(), true, 60, 1e-9, 8);
  // All lanes contain system 2.
  for (std::size_t r = 0; r < alone.stride; ++r) {
    alone.matrices[r] = together.matrices[2];
    for (std::size_t c = 0; c < alone.n; ++c) alone.b.rows()[c][r] = together.b.rows()[c][2];
  }
  gmres.solve(alone.product(), alone.b.rows(), alone.x.rows(), true, 60, 1e-9, 8);
  CHECK(alone.products < together.products);
  for (std::size_t c = 0; c < alone.n; ++c) CHECK(alone.x.rows()[c][2] == together.x.rows()[c][2]);
}

TEST_CASE("right-hand sides as small or as large as any number, in powers of two") {
  for (const int power : {-1040, -700, -200, 0, 200, 700, 1000}) {
    CAPTURE(power);
    Systems one(5, {1, 2, 3, 4, 5, 6, 7, 8}), other = one;
    for (std::size_t c = 0; c < one.n; ++c)
      for (std::size_t r = 0; r < one.stride; ++r)
        other.b.rows()[c][r] = std::ldexp(one.b.rows()[c][r], power);
    const auto solve = [](Systems& systems, auto solver, bool zero_start) {
      ScaledSystem scaled(systems.n, systems.stride);
      scaled.begin(systems.b.rows(), systems.x.rows());
      solver.solve(systems.product(), scaled.b(), systems.x.rows(), zero_start, 100, 1e-12, 5);
      scaled.end(systems.x.rows());
      for (std::size_t r = 0; r < 5; ++r) CHECK(solver.residual(r) <= 1e-12);
      for (std::size_t r = 0; r < 5; ++r) CHECK_FALSE(solver.met_concave(r));
    };
    const auto same = [&] {
      for (std::size_t c = 0; c < one.n; ++c)
        for (std::size_t r = 0; r < 5; ++r)
          if (power > -1000)  // no smaller numbers: bits are missing below
            CHECK(other.x.rows()[c][r] == std::ldexp(one.x.rows()[c][r], power));
          else
            CHECK(other.x.rows()[c][r] ==
                  doctest::Approx(std::ldexp(one.x.rows()[c][r], power)).epsilon(1e-6));
    };
    for (const bool zero_start : {true, false}) {
      solve(one, ConjugateGradient(one.n, one.stride), zero_start);
      solve(other, ConjugateGradient(one.n, one.stride), zero_start);
      same();
    }
    solve(one, Gmres(one.n, one.stride), true);
    solve(other, Gmres(one.n, one.stride), true);
    same();
  }
}

// The follower's Hessian is diag(2, -3, 1) plus couplings.
constexpr const char* indefinite_follower = R"(
dims = [2, 3]
Q = [[[3.0, 0.2, 0.5, -0.7, 0.1], [0.2, 2.0, 0.9, 0.3, -0.4], [0.5, 0.9, 1.0, 0.2, 0.6],
      [-0.7, 0.3, 0.2, -1.0, 0.4], [0.1, -0.4, 0.6, 0.4, 0.5]],
     [[1.0, 0.0, -0.8, 0.6, 0.2], [0.0, 1.5, 0.3, 0.7, -0.9], [-0.8, 0.3, 2.0, 0.5, 0.2],
      [0.6, 0.7, 0.5, -3.0, -0.3], [0.2, -0.9, 0.2, -0.3, 1.0]]]
)";

TEST_CASE("a leader finds its direction over an indefinite follower by GMRES") {
  Scene scene("quadratic", indefinite_follower, random_points(11, 5, -2, 2, 6));
  for (const char* start : {"true", "false"}) {
    const auto params = std::string("solver = 'gmres'\nwarm_start = ") + start;
    Playing playing(scene, "stackelberg", 0, params);
    const auto dense = directions(scene, "stackelberg", 0);
    for (int step = 1; step <= 3; ++step) {
      const auto got = playing.act(static_cast<std::uint64_t>(step));
      for (std::size_t r = 0; r < got.size(); ++r)
        CHECK((got[r] - dense[r]).norm() <= 1e-10 * (1 + dense[r].norm()));
    }
  }
}

TEST_CASE("leaders warn of followers whose curvature is not positive") {
  const auto warned = [](const std::string& game, const std::string& params,
                         const std::string& rule, const std::string& how) {
    Scene scene(game, params,
                random_points(game == "torus" ? 20 : 5, game == "torus" ? 2 : 5, -3, 3, 6));
    Playing playing(scene, rule, 0, how, {}, true);
    const auto quiet = directions(scene, rule, 0, how);
    const auto told = playing.act();
    for (std::size_t r = 0; r < told.size(); ++r) CHECK((told[r] - quiet[r]).norm() == 0);
    return playing.learner().take_warnings();
  };
  for (const char* solver : {"dense", "cg", "gmres"}) {
    const std::string how = std::string("solver = '") + solver + "'";
    CHECK(warned("quadratic", blocks_2_3, "stackelberg", how).empty());
    // GMRES detects it where a basis vector shows it, which may not happen for every replica.
    const std::size_t least = std::string(solver) == "gmres" ? 1 : 5;
    CHECK(warned("quadratic", indefinite_follower, "stackelberg", how).size() >= least);
    CHECK(warned("quadratic", indefinite_follower, "regularized-stackelberg", "eta = 1.0\n" + how)
              .size() >= least);
    CHECK(warned("quadratic", indefinite_follower, "regularized-stackelberg", "eta = 5.0\n" + how)
              .empty());
  }
  CHECK(warned("quadratic", indefinite_follower, "stackelberg", "")[4].text ==
        "the matrix D_22 f_2 that player 1 inverts is not positive definite: the assumed response "
        "of player 2 is not a minimum");
  // On the torus some points cause a warning and some do not, by the sign of one number.
  Scene scene("torus", "", random_points(20, 2, -3, 3, 6));
  std::size_t concave = 0;
  for (std::size_t r = 0; r < 20; ++r) concave += Dense(scene, r).D(1, 1, 1)(0, 0) <= 0;
  CHECK(concave > 0);
  CHECK(concave < 20);
  CHECK(warned("torus", "", "stackelberg", "").size() == concave);
}

}  // namespace
