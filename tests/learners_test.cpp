// Every rule's direction against the formula of its source, written here on dense blocks.
#include <Eigen/Dense>
#include <numbers>

#include "support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Two players of 2 and 3 coordinates; the followers' own Hessians are positive definite.
constexpr const char* blocks_2_3 = R"(
dims = [2, 3]
Q = [[[3.0, 0.2, 0.5, -0.7, 0.1], [0.2, 2.0, 0.9, 0.3, -0.4], [0.5, 0.9, 1.0, 0.2, 0.6],
      [-0.7, 0.3, 0.2, -1.0, 0.4], [0.1, -0.4, 0.6, 0.4, 0.5]],
     [[1.0, 0.0, -0.8, 0.6, 0.2], [0.0, 1.5, 0.3, 0.7, -0.9], [-0.8, 0.3, 4.0, 0.5, 0.2],
      [0.6, 0.7, 0.5, 3.0, -0.3], [0.2, -0.9, 0.2, -0.3, 2.5]]]
q = [[1.0, -2.0, 0.5, 0.3, 0.7], [0.2, 0.1, -1.0, 0.4, 0.9]]
)";

struct Dense {
  explicit Dense(Scene& scene, std::size_t replica) : scene_(scene), r_(replica) {}
  VectorXd D(std::uint32_t j, std::uint32_t i) { return matrix(request(FM_GRADIENT, i, j), 1); }
  MatrixXd D(std::uint32_t j, std::uint32_t k, std::uint32_t i) {
    return matrix(request(FM_HESSIAN_BLOCK, i, j, k), scene_.game.shape().dims[k]);
  }

 private:
  MatrixXd matrix(const fm_request& q, std::size_t columns) {
    const BatchArray rows = scene_.get(q);
    MatrixXd m(rows.rows() / columns, columns);
    for (std::size_t row = 0; row < rows.rows(); ++row)
      m(static_cast<Eigen::Index>(row / columns), static_cast<Eigen::Index>(row % columns)) =
          rows.row(row)[r_];
    return m;
  }
  Scene& scene_;
  std::size_t r_;
};

// What a rule yields for a player, for every replica.
std::vector<VectorXd> directions(Scene& scene, const std::string& rule, std::uint32_t player,
                                 const std::string& params = "",
                                 const std::vector<double>& step_sizes = {0.1, 0.25}) {
  PlayerSpec spec;
  spec.rule = catalog().find(FM_KIND_LEARNER, rule);
  spec.params = parameters(spec.rule, params);
  Subscriptions wanted;
  Learner learner(spec, player, {0, 1}, scene.oracle, wanted);
  std::vector<double*> out = wanted.outputs();
  scene.oracle.evaluate(scene.oracle.prepare(wanted.requests()), 1, scene.x.data(), nullptr,
                        out.data());
  BatchArray action(scene.game.shape().dims[player], scene.x.stride());
  learner.act(1, scene.x.data(), step_sizes, action);
  CHECK(learner.take_given_up().empty());
  std::vector<VectorXd> all;
  for (std::size_t r = 0; r < scene.replicates.size(); ++r) {
    VectorXd d(action.rows());
    for (std::size_t c = 0; c < action.rows(); ++c)
      d[static_cast<Eigen::Index>(c)] = action.row(c)[r];
    all.push_back(d);
  }
  return all;
}

struct Setting {
  std::string game, params;
  std::size_t coordinates;
  double lower, upper;
};
std::vector<Setting> settings() {
  return {{"quadratic", blocks_2_3, 5, -2, 2},
          {"torus", "", 2, -3, 3},
          {"exp-poly", "", 2, -6, 6},
          {"duopoly", "", 2, 5, 45}};
}

template <class Formula>
void compare(const std::string& rule, std::uint32_t player, const std::string& params,
             Formula&& formula, double tolerance = 1e-10) {
  for (const Setting& s : settings()) {
    CAPTURE(s.game);
    Scene scene(s.game, s.params, random_points(11, s.coordinates, s.lower, s.upper, 5));
    const auto got = directions(scene, rule, player, params);
    for (std::size_t r = 0; r < got.size(); ++r) {
      Dense at(scene, r);
      const VectorXd expected = formula(at);
      CHECK((got[r] - expected).norm() <= tolerance * (1 + expected.norm()));
    }
  }
}

TEST_CASE("gradient play descends the own gradient") {
  for (const std::uint32_t player : {0u, 1u})
    compare("gradient-play", player, "", [player](Dense& at) { return at.D(player, player); });
}

// Equation (2).
VectorXd leader(Dense& at, double eta) {
  MatrixXd H = at.D(1, 1, 1);
  H += eta * MatrixXd::Identity(H.rows(), H.cols());
  return at.D(0, 0) - at.D(1, 0, 1).transpose() * H.fullPivLu().solve(at.D(1, 0));
}

TEST_CASE("the Stackelberg leader descends its total derivative") {
  compare("stackelberg", 0, "", [](Dense& at) { return leader(at, 0); });
}

TEST_CASE("the regularized leader is the leader of a follower with eta more curvature") {
  compare("regularized-stackelberg", 0, "eta = 2.5", [](Dense& at) { return leader(at, 2.5); });
  compare("regularized-stackelberg", 0, "eta = 0.0", [](Dense& at) { return leader(at, 0); });
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
    compare("lola", i, "", [i](Dense& at) -> VectorXd {
      const std::uint32_t j = 1 - i;
      const double gamma_j = j == 0 ? 0.1 : 0.25;
      return at.D(i, i) - gamma_j * at.D(j, i, j).transpose() * at.D(j, i);
    });
}

TEST_CASE("LOLA sums over all others where there are three players") {
  Scene scene("duopoly", "c = [5.0, 2.0, 3.0]", random_points(4, 3, 5, 30));
  PlayerSpec spec;
  spec.rule = catalog().find(FM_KIND_LEARNER, "lola");
  Subscriptions wanted;
  Learner learner(spec, 1, {0, 1, 2}, scene.oracle, wanted);
  std::vector<double*> out = wanted.outputs();
  scene.oracle.evaluate(scene.oracle.prepare(wanted.requests()), 1, scene.x.data(), nullptr,
                        out.data());
  BatchArray action(1, scene.x.stride());
  const std::vector<double> gamma = {0.1, 0.2, 0.3};
  learner.act(1, scene.x.data(), gamma, action);
  for (std::size_t r = 0; r < 4; ++r) {
    Dense at(scene, r);
    VectorXd expected = at.D(1, 1);
    for (const std::uint32_t j : {0u, 2u})
      expected -= gamma[j] * at.D(j, 1, j).transpose() * at.D(j, 1);
    CHECK(action.row(0)[r] == doctest::Approx(expected[0]).epsilon(1e-12));
  }
}

TEST_CASE("a best response is the minimiser of the own cost") {
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
  const auto refusal = [](const std::string& rule, const std::string& game,
                          const std::string& params, std::uint32_t player,
                          const std::vector<std::uint32_t>& place) {
    Scene scene(game, params, {std::vector<double>(place.size(), 1.0)});
    PlayerSpec spec;
    spec.rule = catalog().find(FM_KIND_LEARNER, rule);
    spec.params = parameters(spec.rule);
    Subscriptions wanted;
    try {
      Learner learner(spec, player, place, scene.oracle, wanted);
    } catch (const PluginFailure& failure) {
      return std::string(failure.what());
    }
    return std::string("nothing refused");
  };
  CHECK(refusal("stackelberg", "torus", "", 1, {0, 1}) ==
        "player 2 is last in the order of play and leads nobody; use 'gradient-play' for it");
  CHECK(refusal("stackelberg", "duopoly", "c = [5.0, 2.0, 3.0]", 0, {0, 1, 2}) ==
        "the rule is defined over one follower, and player 1 leads 2");
  CHECK(refusal("stackelberg", "torus", "", 1, {1, 0}) == "nothing refused");
}

}  // namespace
