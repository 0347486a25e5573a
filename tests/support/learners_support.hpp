// Shared by tests of learners: games with blocks, dense derivatives at a point, and a rule's
// direction.
#pragma once

#include <Eigen/Dense>

#include "support/support.hpp"

namespace firstmove::engine {}

namespace firstmove::test {
using namespace engine;

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Two players of 2 and 3 coordinates; the followers' own Hessians are positive definite.
inline constexpr const char* blocks_2_3 = R"(
dims = [2, 3]
Q = [[[3.0, 0.2, 0.5, -0.7, 0.1], [0.2, 2.0, 0.9, 0.3, -0.4], [0.5, 0.9, 1.0, 0.2, 0.6],
      [-0.7, 0.3, 0.2, -1.0, 0.4], [0.1, -0.4, 0.6, 0.4, 0.5]],
     [[1.0, 0.0, -0.8, 0.6, 0.2], [0.0, 1.5, 0.3, 0.7, -0.9], [-0.8, 0.3, 4.0, 0.5, 0.2],
      [0.6, 0.7, 0.5, 3.0, -0.3], [0.2, -0.9, 0.2, -0.3, 2.5]]]
q = [[1.0, -2.0, 0.5, 0.3, 0.7], [0.2, 0.1, -1.0, 0.4, 0.9]]
)";

// Derivatives of one replica as dense matrices, players counted from 0.
class Dense {
 public:
  Dense(Scene& scene, std::size_t replica) : scene_(scene), r_(replica) {}
  std::uint32_t players() const { return scene_.game.shape().players(); }
  VectorXd D(std::uint32_t j, std::uint32_t i) { return matrix(request(FM_GRADIENT, i, j), 1); }
  MatrixXd D(std::uint32_t j, std::uint32_t k, std::uint32_t i) {
    return matrix(request(FM_HESSIAN_BLOCK, i, j, k), scene_.game.shape().dims[k]);
  }
  // xi = (D_1 f_1, .., D_n f_n)
  VectorXd xi() {
    VectorXd all(scene_.game.shape().coordinates());
    for (std::uint32_t i = 0; i < players(); ++i) all.segment(first(i), size(i)) = D(i, i);
    return all;
  }
  // The game Jacobian, blocks D_ij f_i.
  MatrixXd J() {
    const auto n = static_cast<Eigen::Index>(scene_.game.shape().coordinates());
    MatrixXd all(n, n);
    for (std::uint32_t i = 0; i < players(); ++i)
      for (std::uint32_t j = 0; j < players(); ++j)
        all.block(first(i), first(j), size(i), size(j)) = D(i, j, i);
    return all;
  }
  // Player i's block of a vector over the joint action.
  VectorXd block(const VectorXd& all, std::uint32_t i) { return all.segment(first(i), size(i)); }
  Eigen::Index first(std::uint32_t i) const { return scene_.game.shape().offsets[i]; }
  Eigen::Index size(std::uint32_t i) const { return scene_.game.shape().dims[i]; }

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

// gamma of player p in all tests of directions.
inline double test_step(std::size_t player) { return 0.1 + 0.15 * static_cast<double>(player); }

// A rule that plays as one player of a scene, in the order of play 1, 2, ..
class Playing {
 public:
  Playing(Scene& scene, const std::string& rule, std::uint32_t player,
          const std::string& params = "", std::vector<std::uint32_t> place = {},
          bool warnings = false)
      : scene_(scene), player_(player) {
    const std::uint32_t n = scene.game.shape().players();
    for (std::uint32_t p = 0; place.size() < n; ++p) place.push_back(p);
    for (std::uint32_t p = 0; p < n; ++p) steps_.push_back(test_step(p));
    spec_.rule = catalog().find(FM_KIND_LEARNER, rule);
    spec_.params = parameters(spec_.rule, params);
    learner_ = std::make_unique<Learner>(spec_, player, place, scene.oracle, wanted_, warnings);
    plan_ = scene.oracle.prepare(wanted_.requests());
  }
  Learner& learner() { return *learner_; }

  // The output of the rule at the scene's joint action at step k, for every replica.
  std::vector<VectorXd> act(std::uint64_t k = 1) {
    std::vector<double*> out = wanted_.outputs();
    scene_.oracle.evaluate(plan_, k, scene_.x.data(), nullptr, out.data());
    BatchArray action(scene_.game.shape().dims[player_], scene_.x.stride());
    learner_->act(k, scene_.x.data(), steps_, action);
    std::vector<VectorXd> all;
    for (std::size_t r = 0; r < scene_.replicates.size(); ++r) {
      VectorXd d(action.rows());
      for (std::size_t c = 0; c < action.rows(); ++c)
        d[static_cast<Eigen::Index>(c)] = action.row(c)[r];
      all.push_back(d);
    }
    return all;
  }

 private:
  Scene& scene_;
  std::uint32_t player_;
  PlayerSpec spec_;
  Subscriptions wanted_;
  std::vector<double> steps_;
  std::unique_ptr<Learner> learner_;
  std::size_t plan_ = 0;
};

// The output of a rule for a player, for every replica; no replica may be given up.
inline std::vector<VectorXd> directions(Scene& scene, const std::string& rule, std::uint32_t player,
                                        const std::string& params = "") {
  Playing playing(scene, rule, player, params);
  const std::vector<VectorXd> all = playing.act();
  CHECK(playing.learner().take_given_up().empty());
  return all;
}

// The games on which every rule's direction is compared: blocks, general-sum, not quadratic.
struct Scenery {
  std::string game, params;
  std::size_t coordinates;
  double lower, upper;
};
inline std::vector<Scenery> two_player_settings() {
  return {{"quadratic", blocks_2_3, 5, -2, 2},
          {"torus", "", 2, -3, 3},
          {"exp-poly", "", 2, -6, 6},
          {"duopoly", "", 2, 5, 45},
          {"quartic-hierarchy", "players = 2\ndims = [2, 3]", 5, -1, 1}};
}
inline std::vector<Scenery> three_player_settings() {
  return {{"quartic-hierarchy", "dims = [1, 2, 2]", 5, -1, 1},
          {"duopoly", "c = [5.0, 2.0, 3.0]", 3, 5, 25}};
}

// Compares the rule with formula(Dense&) at every replica's joint action.
template <class Formula>
void compare(const std::vector<Scenery>& settings, const std::string& rule, std::uint32_t player,
             const std::string& params, Formula&& formula, double tolerance = 1e-10) {
  for (const Scenery& s : settings) {
    CAPTURE(s.game);
    CAPTURE(player);
    Scene scene(s.game, s.params, random_points(11, s.coordinates, s.lower, s.upper, 5));
    const auto got = directions(scene, rule, player, params);
    for (std::size_t r = 0; r < got.size(); ++r) {
      Dense at(scene, r);
      const VectorXd expected = formula(at);
      CHECK((got[r] - expected).norm() <= tolerance * (1 + expected.norm()));
    }
  }
}

// The message with which a rule refuses a game and a place, or "nothing refused".
inline std::string refusal(const std::string& rule, const std::string& game,
                           const std::string& params, std::uint32_t player,
                           const std::vector<std::uint32_t>& place, std::size_t coordinates = 0) {
  Scene scene(game, params,
              {std::vector<double>(coordinates != 0 ? coordinates : place.size(), 1.0)});
  try {
    Playing playing(scene, rule, player, "", place);
  } catch (const PluginFailure& failure) {
    return failure.what();
  }
  return "nothing refused";
}

}  // namespace firstmove::test
