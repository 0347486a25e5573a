// The paper's rules against the formulas of their sources, written here with dense blocks.
#include "support/learners_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

TEST_CASE("gradient play descends the own gradient") {
  for (const std::uint32_t player : {0u, 1u})
    compare(two_player_settings(), "gradient-play", player, "",
            [player](Dense& at) { return at.D(player, player); });
}

// Equation (2).
VectorXd leader(Dense& at, double eta) {
  MatrixXd H = at.D(1, 1, 1);
  H += eta * MatrixXd::Identity(H.rows(), H.cols());
  return at.D(0, 0) - at.D(1, 0, 1).transpose() * H.fullPivLu().solve(at.D(1, 0));
}

TEST_CASE("the Stackelberg leader descends its total derivative") {
  compare(two_player_settings(), "stackelberg", 0, "", [](Dense& at) { return leader(at, 0); });
}

TEST_CASE("the regularized leader is the leader of a follower with eta added to its curvature") {
  compare(two_player_settings(), "regularized-stackelberg", 0, "eta = 2.5",
          [](Dense& at) { return leader(at, 2.5); });
  compare(two_player_settings(), "regularized-stackelberg", 0, "eta = 0.0",
          [](Dense& at) { return leader(at, 0); });
}

TEST_CASE("conjugate gradients find the leader's direction where the follower is convex") {
  for (const std::string& params :
       {std::string("solver = 'cg'"), std::string("solver = 'cg'\nwarm_start = false")}) {
    Scene scene("quadratic", blocks_2_3, random_points(11, 5, -2, 2, 6));
    const auto plain = directions(scene, "stackelberg", 0, params);
    const auto regular = directions(scene, "regularized-stackelberg", 0, "eta = 3.0\n" + params);
    for (std::size_t r = 0; r < plain.size(); ++r) {
      Dense at(scene, r);
      CHECK((plain[r] - leader(at, 0)).norm() <= 1e-9);
      CHECK((regular[r] - leader(at, 3)).norm() <= 1e-9);
    }
  }
}

TEST_CASE("LOLA shapes the other's gradient step") {
  for (const std::uint32_t i : {0u, 1u})
    compare(two_player_settings(), "lola", i, "", [i](Dense& at) -> VectorXd {
      const std::uint32_t j = 1 - i;
      return at.D(i, i) - test_step(j) * at.D(j, i, j).transpose() * at.D(j, i);
    });
}

TEST_CASE("LOLA sums over all other players if there are three") {
  for (const std::uint32_t i : {0u, 1u, 2u})
    compare(three_player_settings(), "lola", i, "", [i](Dense& at) {
      VectorXd expected = at.D(i, i);
      for (std::uint32_t j = 0; j < 3; ++j)
        if (j != i) expected -= test_step(j) * at.D(j, i, j).transpose() * at.D(j, i);
      return expected;
    });
}

TEST_CASE("a best response minimizes the player's own cost") {
  SUBCASE("in closed form on a quadratic game of three coordinates") {
    Scene scene("quadratic", blocks_2_3, random_points(9, 5, -2, 2));
    const auto responses = directions(scene, "best-response", 1);
    for (std::size_t r = 0; r < responses.size(); ++r) {
      Dense at(scene, r);
      VectorXd x2(3);
      for (int c = 0; c < 3; ++c) x2[c] = scene.x.row(2 + static_cast<std::size_t>(c))[r];
      const VectorXd expected = x2 - at.D(1, 1, 1).ldlt().solve(at.D(1, 1));
      CHECK((responses[r] - expected).norm() <= 1e-9);
    }
  }
  SUBCASE("to a zero gradient and positive curvature on the torus") {
    Scene scene("torus", "", random_points(33, 2, -3, 3));
    const auto responses = directions(scene, "best-response", 1, "tolerance = 1e-12");
    std::vector<std::vector<double>> reached;
    for (std::size_t r = 0; r < responses.size(); ++r)
      reached.push_back({scene.x.row(0)[r], responses[r][0]});
    Scene there("torus", "", reached);
    for (std::size_t r = 0; r < reached.size(); ++r) {
      Dense at(there, r);
      CHECK(std::abs(at.D(1, 1)[0]) <= 1e-11);
      CHECK(at.D(1, 1, 1)(0, 0) > 0);
    }
  }
  SUBCASE("at the bound where the market is too full for the follower") {
    Scene scene("duopoly", "", {{99.5, 10.0}, {20.0, 0.0}, {120.0, 3.0}});
    const auto responses = directions(scene, "best-response", 1);
    CHECK(responses[0][0] == 0);  // (A - c_2 - q_1) / 2 < 0
    CHECK(responses[1][0] == doctest::Approx(39).epsilon(1e-12));
    CHECK(responses[2][0] == 0);
  }
}

TEST_CASE("a rule refuses what it is not defined for") {
  CHECK(refusal("stackelberg", "torus", "", 1, {0, 1}) ==
        "player 2 is last in the order of play and leads nobody; use 'gradient-play' for it");
  CHECK(refusal("stackelberg", "duopoly", "c = [5.0, 2.0, 3.0]", 0, {0, 1, 2}) ==
        "the rule is defined over one follower, and player 1 leads 2");
  CHECK(refusal("stackelberg", "torus", "", 1, {1, 0}) == "nothing refused");
}

}  // namespace
