// Rules that solve systems or evaluate other points, against direct evaluations.
#include "support/learners_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

std::vector<double> point_of(Scene& scene, std::size_t r) {
  std::vector<double> x;
  for (std::size_t c = 0; c < scene.x.rows(); ++c) x.push_back(scene.x.row(c)[r]);
  return x;
}

// Calls check(scene, at, r) at the points of a setting.
template <class Check>
void at_points(const Scenery& s, Check&& check) {
  CAPTURE(s.game);
  Scene scene(s.game, s.params, random_points(11, s.coordinates, s.lower, s.upper, 5));
  for (std::size_t r = 0; r < 11; ++r) {
    Dense at(scene, r);
    check(scene, at, r);
  }
}

TEST_CASE("extragradient: each gradient after a step of all players") {
  std::vector<Scenery> settings = two_player_settings();
  for (const Scenery& s : three_player_settings()) settings.push_back(s);
  for (const Scenery& s : settings)
    at_points(s, [&](Scene& scene, Dense& at, std::size_t r) {
      std::vector<double> middle = point_of(scene, r);
      const VectorXd xi = at.xi();
      for (std::uint32_t p = 0; p < at.players(); ++p)
        for (Eigen::Index c = at.first(p); c < at.first(p) + at.size(p); ++c)
          middle[static_cast<std::size_t>(c)] -= test_step(p) * xi[c];
      Scene there(s.game, s.params, {middle});
      for (std::uint32_t p = 0; p < at.players(); ++p) {
        const VectorXd expected = Dense(there, 0).D(p, p);
        const VectorXd got = directions(scene, "extragradient", p)[r];
        CHECK((got - expected).norm() <= 1e-10 * (1 + expected.norm()));
      }
    });
  // A step of firm 1 from 0.1 would lead below 0: it is clipped to 0 while firm 2 moves.
  Scene crowded("duopoly", "", {{0.1, 98.0}});
  Scene held("duopoly", "", {{0.0, 98.0 - test_step(1) * (2 * 98.0 + 0.1 - 98.0)}});
  for (const std::uint32_t p : {0u, 1u})
    CHECK((directions(crowded, "extragradient", p)[0] - Dense(held, 0).D(p, p)).norm() <= 1e-12);
}

TEST_CASE("optimistic: twice this gradient minus the previous one") {
  Scene scene("exp-poly", "", random_points(9, 2, -6, 6));
  const std::vector<std::vector<double>> second = random_points(9, 2, -6, 6, 4);
  Playing playing(scene, "optimistic", 1);
  std::vector<VectorXd> before;
  for (std::size_t r = 0; r < 9; ++r) before.push_back(Dense(scene, r).D(1, 1));
  const auto first = playing.act(1);
  for (std::size_t r = 0; r < 9; ++r) CHECK((first[r] - before[r]).norm() == 0);
  for (std::size_t r = 0; r < 9; ++r)
    for (std::size_t c = 0; c < 2; ++c) scene.x.row(c)[r] = second[r][c];
  const auto then = playing.act(2);
  for (std::size_t r = 0; r < 9; ++r)
    CHECK((then[r] - (2 * Dense(scene, r).D(1, 1) - before[r])).norm() <= 1e-13);
}

TEST_CASE("competitive gradient: the Nash equilibrium of the local bilinear game") {
  for (const std::uint32_t i : {0u, 1u}) {
    const std::uint32_t j = 1 - i;
    compare(two_player_settings(), "competitive-gradient", i, "", [i, j](Dense& at) -> VectorXd {
      const double gi = test_step(i), gj = test_step(j);
      const MatrixXd B = at.D(i, j, i), C = at.D(j, i, j);
      // u_i minimizes u_i'D_i f_i + u_i'B u_j + |u_i|^2 / 2 gi; likewise u_j: one linear system.
      MatrixXd both(B.rows() + C.rows(), B.rows() + C.rows());
      both << MatrixXd::Identity(B.rows(), B.rows()) / gi, B, C,
          MatrixXd::Identity(C.rows(), C.rows()) / gj;
      VectorXd slopes(both.rows());
      slopes << at.D(i, i), at.D(j, j);
      return -(both.fullPivLu().solve(-slopes)).head(B.rows()) / gi;
    });
  }
  CHECK(refusal("competitive-gradient", "duopoly", "c = [5.0, 2.0, 3.0]", 0, {0, 1, 2}) ==
        "the rule is defined for two players, and the game has 3");
}

TEST_CASE("follow-the-ridge: the follower stays on its ridge") {
  compare(two_player_settings(), "follow-the-ridge", 0, "", [](Dense& at) { return at.D(0, 0); });
  compare(two_player_settings(), "follow-the-ridge", 1, "", [](Dense& at) -> VectorXd {
    return at.D(1, 1) - test_step(0) / test_step(1) *
                            at.D(1, 1, 1).fullPivLu().solve(at.D(1, 0, 1) * at.D(0, 0));
  });
  // In the reversed order player 1 follows.
  Scene scene("quadratic", blocks_2_3, random_points(5, 5, -2, 2));
  Playing second(scene, "follow-the-ridge", 0, "", {1, 0});
  const auto got = second.act();
  for (std::size_t r = 0; r < 5; ++r) {
    Dense at(scene, r);
    const VectorXd expected =
        at.D(0, 0) -
        test_step(1) / test_step(0) * at.D(0, 0, 0).fullPivLu().solve(at.D(0, 1, 0) * at.D(1, 1));
    CHECK((got[r] - expected).norm() <= 1e-11 * (1 + expected.norm()));
  }
  CHECK(refusal("follow-the-ridge", "duopoly", "c = [5.0, 2.0, 3.0]", 0, {0, 1, 2}) ==
        "the rule is defined for two players, and the game has 3");
}

TEST_CASE("local symplectic surgery, by dense matrices") {
  const std::vector<Scenery> zero_sum = {
      {"exp-poly", "", 2, -6, 6},
      {"hamiltonian", "A = [[1.0, -2.0, 0.5], [0.3, 0.7, 2.0]]", 5, -1, 1},
      {"iterated-matching-pennies", "", 10, -1, 1},
      {"follow-the-ridge-saddle", "", 2, -1, 1}};
  for (const std::uint32_t i : {0u, 1u})
    compare(zero_sum, "local-symplectic-surgery", i, "xi1 = 0.3\nxi2 = 0.2", [i](Dense& at) {
      const VectorXd omega = at.xi();
      const MatrixXd J = at.J();
      const double lambda = 0.3 * (1 - std::exp(-omega.squaredNorm()));
      const MatrixXd square = J.transpose() * J + lambda * MatrixXd::Identity(J.rows(), J.cols());
      const VectorXd v = J.transpose() * square.fullPivLu().solve(J.transpose() * omega);
      return at.block(0.5 * (omega + std::exp(-0.2 * v.squaredNorm()) * v), i);
    });
  Scene general("torus", "", random_points(3, 2, -3, 3));
  Playing playing(general, "local-symplectic-surgery", 0);
  playing.act();
  const auto given_up = playing.learner().take_given_up();
  REQUIRE(given_up.size() == 3);
  CHECK(given_up[0].text == "the rule is defined for zero-sum games, and D f_1 + D f_2 is not 0");
  CHECK(refusal("local-symplectic-surgery", "duopoly", "c = [5.0, 2.0, 3.0]", 0, {0, 1, 2}) ==
        "the rule is defined for two players in a zero-sum game, and the game has 3 players");
}

// f_1 after k of the follower's own steps, from costs and gradients alone.
double unrolled_cost(const Scenery& s, std::vector<double> x, std::size_t k, double beta) {
  for (std::size_t t = 0; t < k; ++t) {
    Scene scene(s.game, s.params, {x});
    const BatchArray slope = scene.get(request(FM_GRADIENT, 1, 1));
    for (std::size_t c = 0; c < slope.rows(); ++c)
      x[scene.game.shape().offsets[1] + c] -= beta * slope.row(c)[0];
  }
  Scene scene(s.game, s.params, {x});
  return scene.get(request(FM_COST, 0)).row(0)[0];
}

TEST_CASE("an unrolled leader differentiates through its follower's steps") {
  // Differences of sixth order are accurate to at least 10 digits for a smooth function.
  const double h = 1e-2, weights[] = {45.0 / 60, -9.0 / 60, 1.0 / 60};
  for (const Scenery& s : {Scenery{"quadratic", blocks_2_3, 5, -2, 2},
                           {"torus", "", 2, -3, 3},
                           {"exp-poly", "", 2, -2, 2},
                           {"quartic-hierarchy", "players = 2\ndims = [2, 3]", 5, -0.5, 0.5}}) {
    CAPTURE(s.game);
    for (const std::size_t k : {0u, 1u, 4u}) {
      Scene scene(s.game, s.params, random_points(4, s.coordinates, s.lower, s.upper, 5));
      const auto got =
          directions(scene, "unrolled", 0, "rate = 0.05\nsteps = " + std::to_string(k));
      for (std::size_t r = 0; r < 4; ++r)
        for (Eigen::Index c = 0; c < got[r].size(); ++c) {
          double slope = 0;
          for (int m = 1; m <= 3; ++m)
            for (const int side : {1, -1}) {
              std::vector<double> x = point_of(scene, r);
              x[static_cast<std::size_t>(c)] += side * m * h;
              slope += side * weights[m - 1] * unrolled_cost(s, x, k, 0.05) / h;
            }
          CHECK(got[r][c] == doctest::Approx(slope).epsilon(1e-8).scale(1));
        }
    }
  }
  CHECK(refusal("unrolled", "torus", "", 1, {0, 1}) ==
        "the rule is defined over one follower, and player 2 leads 0");
}

TEST_CASE("many small unrolled steps approach the Stackelberg leader over a best response") {
  Scene away("quadratic", blocks_2_3, random_points(5, 5, -2, 2));
  const auto response = directions(away, "best-response", 1, "tolerance = 1e-13");
  std::vector<std::vector<double>> points;
  for (std::size_t r = 0; r < 5; ++r) {
    points.push_back(point_of(away, r));
    for (Eigen::Index c = 0; c < 3; ++c)
      points.back()[2 + static_cast<std::size_t>(c)] = response[r][c];
  }
  Scene scene("quadratic", blocks_2_3, points);
  const auto unrolled = directions(scene, "unrolled", 0, "rate = 0.2\nsteps = 200");
  const auto leader = directions(scene, "stackelberg", 0);
  for (std::size_t r = 0; r < 5; ++r) CHECK((unrolled[r] - leader[r]).norm() <= 1e-9);
}

TEST_CASE("a leader over simultaneous followers, by dense matrices") {
  compare(three_player_settings(), "simultaneous-followers", 0, "", [](Dense& at) -> VectorXd {
    const Eigen::Index m = at.size(1) + at.size(2);
    MatrixXd followers(m, m), leader(m, at.size(0));
    followers << at.D(1, 1, 1), at.D(1, 2, 1), at.D(2, 1, 2), at.D(2, 2, 2);
    leader << at.D(1, 0, 1), at.D(2, 0, 2);
    VectorXd slopes(m);
    slopes << at.D(1, 0), at.D(2, 0);
    return at.D(0, 0) - leader.transpose() * followers.transpose().fullPivLu().solve(slopes);
  });
  compare(two_player_settings(), "simultaneous-followers", 0, "", [](Dense& at) -> VectorXd {
    return at.D(0, 0) - at.D(1, 0, 1).transpose() * at.D(1, 1, 1).fullPivLu().solve(at.D(1, 0));
  });
  CHECK(refusal("simultaneous-followers", "torus", "", 1, {0, 1}) ==
        "player 2 is last in the order of play and leads nobody; use 'gradient-play' for it");
}

// The followers' Nash equilibrium by Newton's method on their joint conditions; then differences of
// the leader's cost along it.
TEST_CASE("a leader over simultaneous followers, by brute force") {
  const Scenery s{"quartic-hierarchy", "dims = [1, 2, 2]", 5, -0.6, 0.6};
  const auto nash = [&](std::vector<double> x) {
    for (int round = 0; round < 60; ++round) {
      Scene scene(s.game, s.params, {x});
      Dense at(scene, 0);
      const VectorXd xi = at.xi().tail(4);
      const VectorXd step = at.J().bottomRightCorner(4, 4).fullPivLu().solve(xi);
      for (std::size_t c = 0; c < 4; ++c) x[1 + c] -= step[static_cast<Eigen::Index>(c)];
      if (step.norm() < 1e-14) break;
    }
    return x;
  };
  for (std::vector<double> x : random_points(4, 5, -0.6, 0.6)) {
    x = nash(x);
    const double h = 1e-2, weights[] = {45.0 / 60, -9.0 / 60, 1.0 / 60};
    double slope = 0;
    for (int m = 1; m <= 3; ++m)
      for (const int side : {1, -1}) {
        std::vector<double> moved = x;
        moved[0] += side * m * h;
        Scene there(s.game, s.params, {nash(moved)});
        slope += side * weights[m - 1] * there.get(request(FM_COST, 0)).row(0)[0] / h;
      }
    Scene scene(s.game, s.params, {x});
    CHECK(directions(scene, "simultaneous-followers", 0)[0][0] ==
          doctest::Approx(slope).epsilon(1e-8));
    // A chain of followers has another direction.
    CHECK(directions(scene, "staggered", 0)[0][0] != doctest::Approx(slope).epsilon(1e-6));
  }
}

TEST_CASE("a Stackelberg firm over simultaneous Cournot followers rests at the closed form") {
  const std::vector<double> c = {5, 2, 3};
  const double A = 100, sum = c[1] + c[2];
  const double q1 = (A + sum - 3 * c[0]) / 2, P = (A - q1 + sum) / 3;
  Scene scene("oligopoly-chain", "c = [5.0, 2.0, 3.0]", {{q1, P - c[1], P - c[2]}});
  CHECK(std::abs(directions(scene, "simultaneous-followers", 0)[0][0]) <= 1e-12 * A);
  CHECK(std::abs(directions(scene, "gradient-play", 1)[0][0]) <= 1e-12 * A);
  CHECK(std::abs(directions(scene, "gradient-play", 2)[0][0]) <= 1e-12 * A);
  CHECK(std::abs(directions(scene, "gradient-play", 0)[0][0]) > 1);
}

}  // namespace
