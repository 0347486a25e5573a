// Staggered play against reduced costs: nested best responses in 50 digits and their differences.
#include <boost/multiprecision/cpp_bin_float.hpp>

#include "fixtures/nested_cost.hpp"
#include "support/learners_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Big = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>,
                                          boost::multiprecision::et_off>;
using BigMatrix = Eigen::Matrix<Big, Eigen::Dynamic, Eigen::Dynamic>;
using BigVector = Eigen::Matrix<Big, Eigen::Dynamic, 1>;

// Best responses of players in a hierarchy: each minimizes its cost given that all players below it
// respond in turn.
class NestedResponses {
 public:
  explicit NestedResponses(std::vector<std::size_t> dims) : dims_(std::move(dims)) {
    first_.push_back(0);
    for (const std::size_t d : dims_) first_.push_back(first_.back() + d);
    x_.assign(first_.back(), Big(0));
    curvature_.resize(dims_.size());
  }

  std::vector<Big>& x() { return x_; }

  // f_i after every player after i has responded.
  Big reduced(std::size_t i) {
    respond(i + 1);
    return nested_cost<Big>(i, dims_, x_);
  }

  // D f_i along the coordinates of player i, through all responses.
  BigVector slope(std::size_t i) {
    BigVector g(dims_[i]);
    for (std::size_t a = 0; a < dims_[i]; ++a) {
      const Big above = at(i, a, h), below = at(i, a, -h);
      g[static_cast<Eigen::Index>(a)] = (above - below) / (2 * h);
    }
    return g;
  }

  // Newton's method on the reduced cost, from the previous point, with the curvature of the first
  // call: the point moves little between calls.
  void respond(std::size_t i) {
    if (i == dims_.size()) return;
    if (curvature_[i].size() == 0) approach(i);
    for (int round = 0; round < 100; ++round)
      if (newton_step(i, slope(i)) < tolerance_at(i)) return respond(i + 1);
    throw std::runtime_error("no nested best response found");
  }

 private:
  // Approaches the response closely enough to keep the curvature.
  void approach(std::size_t i) {
    for (int round = 0; round < 20; ++round) {
      const BigVector g = slope(i);
      BigMatrix H(g.size(), g.size());
      for (std::size_t a = 0; a < dims_[i]; ++a) {
        const Big kept = x_[first_[i] + a];
        x_[first_[i] + a] = kept + coarse;
        H.col(static_cast<Eigen::Index>(a)) = (slope(i) - g) / coarse;
        x_[first_[i] + a] = kept;
      }
      curvature_[i] = H;
      if (newton_step(i, g) < coarse) return;
    }
  }
  Big newton_step(std::size_t i, const BigVector& g) {
    const BigVector step = curvature_[i].fullPivLu().solve(g);
    for (std::size_t a = 0; a < dims_[i]; ++a)
      x_[first_[i] + a] -= step[static_cast<Eigen::Index>(a)];
    return step.norm();
  }
  // A difference loses the 7 digits of h, so the levels below need 7 digits more.
  static Big tolerance_at(std::size_t i) { return pow(Big(10), -14 - 7 * static_cast<int>(i)); }
  Big at(std::size_t i, std::size_t a, const Big& shift) {
    const Big kept = x_[first_[i] + a];
    x_[first_[i] + a] = kept + shift;
    const Big f = reduced(i);
    x_[first_[i] + a] = kept;
    return f;
  }

  static const Big h, coarse;
  std::vector<std::size_t> dims_, first_;
  std::vector<Big> x_;
  std::vector<BigMatrix> curvature_;
};
const Big NestedResponses::h("1e-7"), NestedResponses::coarse("1e-7");

VectorXd direction(Scene& scene, const std::string& rule, std::uint32_t player) {
  return directions(scene, rule, player)[0];
}

std::string dims_text(const std::vector<std::size_t>& dims) {
  std::string text = "dims = [";
  for (const std::size_t d : dims) text += std::to_string(d) + ",";
  return text + "]";
}

// A point where all players but the first have responded, and the derivative of player 1's reduced
// cost there.
struct Reduced {
  std::vector<double> x;
  VectorXd slope;
};
Reduced reduced_slope(const std::vector<std::size_t>& dims, const std::vector<double>& x1) {
  NestedResponses nested(dims);
  for (std::size_t a = 0; a < dims[0]; ++a) nested.x()[a] = Big(x1[a]);
  const BigVector g = nested.slope(0);
  nested.respond(1);
  Reduced result;
  for (const Big& c : nested.x()) result.x.push_back(static_cast<double>(c));
  result.slope = VectorXd(g.size());
  for (Eigen::Index a = 0; a < g.size(); ++a) result.slope[a] = static_cast<double>(g[a]);
  return result;
}

TEST_CASE("player 1 descends its cost through all reaction curves") {
  const std::vector<std::vector<std::size_t>> hierarchies = {
      {1, 1}, {2, 3}, {1, 1, 1}, {1, 2, 2}, {1, 1, 1, 1}, {1, 1, 1, 1, 1}};
  for (const auto& dims : hierarchies) {
    CAPTURE(dims_text(dims));
    for (const auto& x1 : random_points(dims.size() == 5 ? 1 : 2, dims[0], -0.8, 0.8)) {
      const Reduced truth = reduced_slope(dims, x1);
      Scene scene("nested", dims_text(dims), {truth.x});
      const VectorXd got = direction(scene, "staggered", 0);
      CHECK((got - truth.slope).norm() <= 1e-10 * truth.slope.norm());
    }
  }
}

// The derivatives of a scene's first replica as dense matrices.
struct Blocks {
  Scene& scene;
  std::vector<std::uint32_t> order = {0, 1, 2};  // the players in the order of play: 0 leads
  VectorXd D(std::uint32_t j, std::uint32_t i) {
    return matrix(request(FM_GRADIENT, order[i], order[j]), 1);
  }
  MatrixXd D(std::uint32_t j, std::uint32_t k, std::uint32_t i) {
    return matrix(request(FM_HESSIAN_BLOCK, order[i], order[j], order[k]),
                  scene.game.shape().dims[order[k]]);
  }
  // sum_c mu_c D_jk (D_l f_i)_c
  MatrixXd third(std::uint32_t j, std::uint32_t k, std::uint32_t l, std::uint32_t i,
                 const VectorXd& mu) {
    const std::size_t columns = scene.game.shape().dims[order[k]];
    MatrixXd m(scene.game.shape().dims[order[j]], columns);
    for (std::size_t c = 0; c < columns; ++c) {
      std::vector<double> unit(columns, 0.0);
      unit[c] = 1;
      const BatchArray column =
          scene.get(request(FM_THIRD_PRODUCT, order[i], order[j], order[k], order[l]),
                    {unit, {mu.begin(), mu.end()}});
      for (std::size_t row = 0; row < column.rows(); ++row)
        m(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(c)) = column.row(row)[0];
    }
    return m;
  }

 private:
  MatrixXd matrix(const fm_request& q, std::size_t columns) {
    const BatchArray rows = scene.get(q);
    MatrixXd m(rows.rows() / columns, columns);
    for (std::size_t row = 0; row < rows.rows(); ++row)
      m(static_cast<Eigen::Index>(row / columns), static_cast<Eigen::Index>(row % columns)) =
          rows.row(row)[0];
    return m;
  }
};

// Player 1 of three by products alone: G_3 is eliminated first, so only D_1 f_1, D_2 f_1 and the
// Hessian M of f_2 - mu . D_3 f_3 remain, with mu fixed. `mistake` selects an error that is
// invisible on quadratic games.
enum class Mistake3 { none, no_third_order, curvature_of_f2, pairwise, simultaneous };
VectorXd three_players(Blocks at, Mistake3 mistake) {
  const auto H3 = at.D(2, 2, 2).fullPivLu();
  const VectorXd mu = H3.solve(at.D(2, 1)), kappa = H3.solve(at.D(2, 0));
  const VectorXd direct = at.D(0, 0) - at.D(2, 0, 2).transpose() * kappa;
  if (mistake == Mistake3::pairwise)
    return direct - at.D(1, 0, 1).transpose() * at.D(1, 1, 1).fullPivLu().solve(at.D(1, 0));
  if (mistake == Mistake3::simultaneous) {
    const Eigen::Index d2 = at.D(1, 1).size(), d3 = at.D(2, 2).size(), d1 = at.D(0, 0).size();
    MatrixXd followers(d2 + d3, d2 + d3), leader(d2 + d3, d1);
    followers << at.D(1, 1, 1), at.D(1, 2, 1), at.D(2, 1, 2), at.D(2, 2, 2);
    leader << at.D(1, 0, 1), at.D(2, 0, 2);
    VectorXd slopes(d2 + d3);
    slopes << at.D(1, 0), at.D(2, 0);
    return at.D(0, 0) - leader.transpose() * followers.transpose().fullPivLu().solve(slopes);
  }
  const auto M = [&](std::uint32_t j, std::uint32_t k) -> MatrixXd {
    if (mistake == Mistake3::no_third_order) return at.D(j, k, 1);
    return at.D(j, k, 1) - at.third(j, k, 2, 2, mu);
  };
  const MatrixXd R1 = -H3.solve(at.D(2, 0, 2)), R2 = -H3.solve(at.D(2, 1, 2));
  const MatrixXd along = M(0, 1) + M(0, 2) * R2 + R1.transpose() * (M(2, 1) + M(2, 2) * R2);
  MatrixXd B = M(1, 1) + M(1, 2) * R2 + R2.transpose() * (M(2, 1) + M(2, 2) * R2);
  if (mistake == Mistake3::curvature_of_f2) B = at.D(1, 1, 1);
  return direct - along * B.fullPivLu().solve(at.D(1, 0) - at.D(2, 1, 2).transpose() * kappa);
}

TEST_CASE("the field of three players is also right off the reaction curves") {
  for (const auto& dims : {std::vector<std::size_t>{1, 1, 1}, std::vector<std::size_t>{2, 1, 3}}) {
    CAPTURE(dims_text(dims));
    for (const auto& x : random_points(4, dims[0] + dims[1] + dims[2], -1, 1)) {
      Scene scene("nested", dims_text(dims), {x});
      Blocks at{scene};
      const VectorXd G1 = three_players(at, Mistake3::none);
      CHECK((direction(scene, "staggered", 0) - G1).norm() <= 1e-11 * (1 + G1.norm()));
      const VectorXd G2 =
          at.D(1, 1) - at.D(2, 1, 2).transpose() * at.D(2, 2, 2).fullPivLu().solve(at.D(2, 1));
      CHECK((direction(scene, "staggered", 1) - G2).norm() <= 1e-11 * (1 + G2.norm()));
      CHECK((direction(scene, "staggered", 2) - at.D(2, 2)).norm() <= 1e-13);
    }
  }
}

TEST_CASE("another order of play is the same hierarchy with permuted players") {
  // Player 3 leads player 1, who leads player 2.
  for (const auto& x : random_points(3, 6, -1, 1)) {
    Scene scene("nested", "dims = [2, 1, 3]", {x});
    const VectorXd expected = three_players({scene, {2, 0, 1}}, Mistake3::none);
    Playing playing(scene, "staggered", 2, "", {1, 2, 0});
    CHECK((playing.act()[0] - expected).norm() <= 1e-11 * (1 + expected.norm()));
  }
}

TEST_CASE("the check against reduced costs detects plausible mistakes") {
  for (const auto& dims : {std::vector<std::size_t>{1, 1, 1}, std::vector<std::size_t>{1, 2, 2}}) {
    const Reduced truth = reduced_slope(dims, {0.3});
    Scene scene("nested", dims_text(dims), {truth.x});
    const auto error = [&](Mistake3 mistake) {
      return (three_players({scene}, mistake) - truth.slope).norm() / truth.slope.norm();
    };
    CHECK(error(Mistake3::none) <= 1e-10);
    for (const Mistake3 mistake : {Mistake3::no_third_order, Mistake3::curvature_of_f2,
                                   Mistake3::pairwise, Mistake3::simultaneous})
      CHECK(error(mistake) >= 1e-5);
  }
}

TEST_CASE("with two players staggered play is the Stackelberg leader and a descending follower") {
  for (const auto& [game, params, n] :
       {std::tuple{"torus", "", 2u}, {"exp-poly", "", 2u}, {"nested", "dims = [2, 3]", 5u}})
    for (const auto& x : random_points(5, n, -2, 2)) {
      Scene scene(game, params, {x});
      const VectorXd leader = direction(scene, "stackelberg", 0);
      CHECK((direction(scene, "staggered", 0) - leader).norm() <= 1e-11 * (1 + leader.norm()));
      CHECK((direction(scene, "staggered", 1) - direction(scene, "gradient-play", 1)).norm() == 0);
    }
}

// Linear demand: each firm takes half of what the previous ones leave, (A - c) / 2^i.
TEST_CASE("firms in sequence are at rest at the chain's closed form") {
  for (std::size_t firms = 2; firms <= 5; ++firms) {
    std::string c = "c = [";
    std::vector<double> q;
    for (std::size_t i = 1; i <= firms; ++i) {
      c += "4.0,";
      q.push_back(96 / std::pow(2.0, static_cast<double>(i)));
    }
    Scene scene("duopoly", c + "]", {q});
    for (std::uint32_t i = 0; i < firms; ++i)
      CHECK(std::abs(direction(scene, "staggered", i)[0]) <= 1e-10);
    q[0] += 1;
    Scene beside("duopoly", c + "]", {q});
    CHECK(std::abs(direction(beside, "staggered", 0)[0]) >= 0.01);
  }
}

TEST_CASE("firms in sequence converge to the chain's closed form") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"(
[experiment]
name = "chain"
steps = 20000
seeds = 3
start = { uniform = [1.0, 20.0] }
warnings = false
[game]
plugin = "oligopoly-chain"
params = { c = [4.0, 4.0, 4.0, 4.0] }
[[learner]]
name = "staggered"
players = [ { rule = "staggered", step = 0.01 }, { rule = "staggered", step = 0.03 },
            { rule = "staggered", step = 0.1 }, { rule = "staggered", step = 0.3 } ]
)");
  const Outcome run =
      host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "out").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  for (int i = 1; i <= 4; ++i)
    for (const double q : numbers(folder / "out", "select value from final_state where player = " +
                                                      std::to_string(i - 1)))
      CHECK(q == doctest::Approx(96 / std::pow(2.0, i)).epsilon(1e-9));
}

TEST_CASE("a game that does not offer derivatives of the needed order is refused") {
  Scene scene("partial", "offers = 'blocks'", {{0.5, -1.0, 2.0}});
  std::string said;
  try {
    direction(scene, "staggered", 0);
  } catch (const PluginFailure& failure) {
    said = failure.what();
  }
  CHECK(said == "the game 'partial' does not give all derivatives of f_1 to order 1");
}

// The leader of players 1 > 2 > 3 warns where a reaction below it is not a minimum.
TEST_CASE("a reaction that is not a minimum causes a warning") {
  const auto warnings = [](const std::string& third) {
    const std::string game =
        "Q = [[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 2], [0, 2, "
        "1]], [[1, 0, 0], [0, 1, 1], [0, 1, " +
        third + "]]]";
    Scene scene("quadratic", game, {{0.1, 0.2, 0.3}, {0.4, 0.5, 0.6}});
    Playing playing(scene, "staggered", 0, "", {}, true);
    playing.act();
    return playing.learner().take_warnings();
  };
  // With H the third player's curvature, the second's total one is 1 - 4 / H + 1 / H^2.
  CHECK(warnings("10").empty());
  CHECK(warnings("2").size() == 2);   // 1 - 2 + 1 / 4 < 0
  CHECK(warnings("-5").size() == 2);  // the third player's own curvature
  CHECK(warnings("-5")[1].text ==
        "a reaction below player 1 is not a minimum: its total second derivative is not positive "
        "definite");
}

}  // namespace
