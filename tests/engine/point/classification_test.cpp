// The classification of joint actions: known equilibria, the paper's propositions on random games,
// and the Stackelberg Jacobian against differences.
#include <Eigen/Dense>

#include <map>

#include "analysis/direction_field.hpp"
#include "point/regularized.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Figure 1 of the paper: with a = 0.15 and b = 0.25 two attractors of gradient play are
// differential Stackelberg but not Nash equilibria.
TEST_CASE("Example 1: two non-Nash attractors are differential Stackelberg equilibria") {
  const ExperimentSpec spec = spec_of("exp-poly", "");
  for (const auto& [x, nash] :
       {std::pair{std::vector{-13.33918039568395, -9.991698385593091}, false},
        {std::vector{-2.501508715682731, -2.339861494421835}, false},
        {std::vector{12.18857564903079, -5.423167761844836}, true},
        {std::vector{-10.4166232951138, 8.480548853726785}, true}}) {
    const Probe found = probe(spec, x);
    CHECK(is(found, "critical_simultaneous"));
    CHECK(is(found, "stable_simultaneous"));
    CHECK(is(found, "differential_nash") == nash);
    CHECK(is(found, "non_nash_attractor") == !nash);
    CHECK(is(found, "differential_stackelberg"));
    CHECK(is(found, "stable_stackelberg"));
    CHECK_FALSE(is(found, "marginal_simultaneous"));
  }
  CHECK_FALSE(is(probe(spec, {-13.3, -9.99}), "critical_simultaneous"));
}

TEST_CASE("the duopoly's two equilibria, each for its own order of play") {
  const ExperimentSpec spec = spec_of("duopoly", "");
  const Probe nash = probe(spec, {92.0 / 3, 101.0 / 3});
  CHECK(is(nash, "differential_nash"));
  CHECK_FALSE(is(nash, "critical_stackelberg"));
  CHECK_FALSE(is(nash, "differential_stackelberg"));
  const Probe led = probe(spec, {46, 26});
  CHECK(is(led, "differential_stackelberg"));
  CHECK_FALSE(is(led, "differential_nash"));
  // With the other firm leading (46, 26) is not critical; its own point is (A + c_1 - 2 c_2) / 2,
  // ..
  CHECK_FALSE(is(probe(spec_of("duopoly", "", {1, 0}), {46, 26}), "critical_stackelberg"));
  CHECK(is(probe(spec_of("duopoly", "", {1, 0}), {22.25, 50.5}), "differential_stackelberg"));
}

// By hand, A = 100, c = (5, 2, 3): q_1 = (A + c_2 + c_3 - 3 c_1) / 2 over two firms that choose
// simultaneously, P = (A - q_1 + c_2 + c_3) / 3 = 20, q_j = P - c_j; as the first of a chain q_k =
// 2^(3-k) (P - c_k) with P = (A + 4 c_1 + 2 c_2 + c_3) / 8.
TEST_CASE("a leader over simultaneous followers, and over a chain of them") {
  const ExperimentSpec spec = spec_of("oligopoly-chain", "");
  const Probe together = probe(spec, {45, 18, 17});
  CHECK(is(together, "critical_simultaneous_followers"));
  CHECK(is(together, "stable_simultaneous_followers"));
  CHECK(is(together, "differential_stackelberg_simultaneous_followers"));
  CHECK_FALSE(is(together, "critical_stackelberg"));
  const double P = (100 + 4 * 5 + 2 * 2 + 3) / 8.0;
  const Probe chain = probe(spec, {4 * (P - 5), 2 * (P - 2), P - 3});
  CHECK(is(chain, "differential_stackelberg"));
  CHECK_FALSE(is(chain, "critical_simultaneous_followers"));
  // The leader's cost along the followers' equilibrium is (q_1 - 45)^2 / 3 plus a constant.
  REQUIRE(together.over_simultaneous);
  CHECK(together.over_simultaneous->totals[0](0, 0) == doctest::Approx(2.0 / 3));
  CHECK_FALSE(probe(spec_of("torus", ""), {0.1, 0.2}).over_simultaneous);
}

TEST_CASE("the field over simultaneous followers: its Jacobian against differences, and the rule") {
  const ExperimentSpec spec = spec_of("quartic-hierarchy", "", {1, 0, 2});  // player 2 leads
  const std::vector<double> x = {0.3, -0.4, 0.2};
  const Probe at = probe(spec, x);
  REQUIRE(at.over_simultaneous);
  for (std::size_t c = 0; c < 3; ++c) {
    const double h = 1e-5;
    std::vector<double> up = x, down = x;
    up[c] += h;
    down[c] -= h;
    const VectorXd slope =
        (probe(spec, up).over_simultaneous->omega - probe(spec, down).over_simultaneous->omega) /
        (2 * h);
    const VectorXd column = at.over_simultaneous->J.col(static_cast<Eigen::Index>(c));
    CHECK((column - slope).norm() < 1e-7 * (1 + column.norm()));
  }
  // The learner with the rule of that name has the same direction.
  ExperimentSpec played = spec;
  LearnerSpec learner;
  learner.name = "l";
  for (const char* rule : {"gradient-play", "simultaneous-followers", "gradient-play"}) {
    PlayerSpec player;
    player.rule = catalog().find(FM_KIND_LEARNER, rule);
    player.params = parameters(player.rule);
    player.step = ConstantStep{0.1};
    learner.players.push_back(player);
  }
  const std::vector<double> directions = direction(played, learner, x);
  for (std::size_t c = 0; c < 3; ++c)
    CHECK(
        directions[c] ==
        doctest::Approx(at.over_simultaneous->omega[static_cast<Eigen::Index>(c)]).epsilon(1e-12));
}

// By hand: P = 100 - q_1 - q_2, so J = [2 1; 1 2]. Along the follower's reaction the leader's cost
// is (q_1 - 46)^2 / 2 plus a constant.
TEST_CASE("the Schur complement of J is the leader's curvature only in zero-sum games") {
  const Probe market = probe(spec_of("duopoly", ""), {46, 26});
  CHECK((*market.schur)(0, 0) == doctest::Approx(1).epsilon(1e-14));
  CHECK((*market.schur_of_J)(0, 0) == doctest::Approx(1.5).epsilon(1e-14));
  const Probe saddle = probe(spec_of("exp-poly", ""), {-13.33918039568395, -9.991698385593091});
  CHECK((*saddle.schur)(0, 0) == doctest::Approx((*saddle.schur_of_J)(0, 0)).epsilon(1e-10));
}

TEST_CASE("rotation is marginal, saddles are unstable") {
  const Probe rotation = probe(spec_of("hamiltonian", "A = [[1.0]]"), {0, 0});
  CHECK(is(rotation, "critical_simultaneous"));
  CHECK(is(rotation, "marginal_simultaneous"));
  CHECK_FALSE(is(rotation, "stable_simultaneous"));
  CHECK_FALSE(is(rotation, "differential_nash"));
  const Probe minimax = probe(spec_of("follow-the-ridge-saddle", ""), {0, 0});
  CHECK_FALSE(is(minimax, "stable_simultaneous"));
  CHECK_FALSE(is(minimax, "differential_nash"));
  CHECK(is(minimax, "differential_stackelberg"));
}

std::string quadratic(const std::vector<MatrixXd>& Q, const std::vector<int>& dims) {
  std::ostringstream text;
  text.precision(17);
  text << "dims = [";
  for (const int d : dims) text << d << ",";
  text << "]\nQ = [";
  for (const MatrixXd& matrix : Q) {
    text << "[";
    for (Eigen::Index a = 0; a < matrix.rows(); ++a) {
      text << "[";
      for (Eigen::Index b = 0; b < matrix.cols(); ++b) text << matrix(a, b) << ",";
      text << "],";
    }
    text << "],";
  }
  return text.str() + "]\n";
}
MatrixXd random_symmetric(std::mt19937& generator, Eigen::Index n) {
  std::normal_distribution<double> draw;
  MatrixXd m(n, n);
  for (double& entry : m.reshaped()) entry = draw(generator);
  return m + m.transpose();
}

TEST_CASE("Propositions 1 and 2 on 10,000 zero-sum quadratic games") {
  std::mt19937 generator(17);
  int stable = 0, nash = 0;
  for (int game = 0; game < 10000; ++game) {
    const MatrixXd Q = random_symmetric(generator, 3);
    const Probe found = probe(spec_of("quadratic", quadratic({Q, -Q}, {1, 2})), {0, 0, 0});
    // 1: stable points of the Stackelberg field are differential Stackelberg equilibria.
    if (is(found, "stable_stackelberg")) {
      ++stable;
      REQUIRE(is(found, "differential_stackelberg"));
    }
    // 2: differential Nash equilibria are differential Stackelberg equilibria.
    if (is(found, "differential_nash")) {
      ++nash;
      REQUIRE(is(found, "differential_stackelberg"));
    }
    // Against dense algebra: D_22 f_2 = -Q_22 > 0 and the Schur complement > 0.
    const MatrixXd Q22 = Q.bottomRightCorner(2, 2);
    const double schur =
        Q(0, 0) - (Q.topRightCorner(1, 2) * Q22.inverse() * Q.bottomLeftCorner(2, 1))(0, 0);
    const bool follower = Eigen::SelfAdjointEigenSolver<MatrixXd>(-Q22).eigenvalues()[0] > 0;
    REQUIRE(is(found, "differential_stackelberg") == (follower && schur > 0));
  }
  CHECK(stable > 100);
  CHECK(nash > 50);
}

TEST_CASE("in general-sum games neither proposition holds: counterexamples are found") {
  std::mt19937 generator(18);
  int stable_but_none = 0, nash_but_not_led = 0;
  for (int game = 0; game < 2000; ++game) {
    const MatrixXd Q1 = random_symmetric(generator, 3), Q2 = random_symmetric(generator, 3);
    const Probe found = probe(spec_of("quadratic", quadratic({Q1, Q2}, {1, 2})), {0, 0, 0});
    stable_but_none += is(found, "stable_stackelberg") && !is(found, "differential_stackelberg");
    nash_but_not_led += is(found, "differential_nash") && !is(found, "differential_stackelberg");
  }
  CHECK(stable_but_none > 0);
  CHECK(nash_but_not_led > 0);
}

// An eigenvalue of the follower's Hessian planted at, above and below 0, in a rotated basis.
TEST_CASE("verdicts change where the planted eigenvalue changes its sign") {
  std::mt19937 generator(19);
  const MatrixXd turn = MatrixXd(random_symmetric(generator, 3).householderQr().householderQ());
  for (const auto& [planted, positive] :
       {std::pair{1e-6, true}, {0.0, false}, {-1e-6, false}, {1.0, true}}) {
    const VectorXd values = (VectorXd(3) << 2, 5, planted).finished();
    MatrixXd follower = MatrixXd::Zero(4, 4);
    follower.bottomRightCorner(3, 3) = turn * values.asDiagonal() * turn.transpose();
    const MatrixXd leader = MatrixXd::Identity(4, 4);
    const Probe found =
        probe(spec_of("quadratic", quadratic({leader, follower}, {1, 3})), {0, 0, 0, 0});
    const double value = planted;
    CAPTURE(value);
    CHECK(is(found, "differential_nash") == positive);
    CHECK(is(found, "stable_simultaneous") == positive);
    CHECK(is(found, "marginal_simultaneous") == (planted == 0));
  }
}

// J of a game with scalar actions can be any matrix: f_i = x_i (J x)_i - J_ii x_i^2 / 2.
std::string scalar_game(const MatrixXd& J) {
  std::vector<MatrixXd> Q;
  for (Eigen::Index i = 0; i < J.rows(); ++i) {
    Q.push_back(MatrixXd::Zero(J.rows(), J.rows()));
    Q.back().row(i) = J.row(i);
    Q.back().col(i) = J.row(i).transpose();
  }
  return quadratic(Q, std::vector<int>(static_cast<std::size_t>(J.rows()), 1));
}

// Blocks of a real Jordan form: an eigenvalue or a complex pair, `size` times in one chain.
MatrixXd jordan(double real, double imaginary, Eigen::Index size) {
  const Eigen::Index width = imaginary == 0 ? 1 : 2;
  MatrixXd m = MatrixXd::Zero(width * size, width * size);
  for (Eigen::Index b = 0; b < size; ++b) {
    auto block = m.block(b * width, b * width, width, width);
    block.diagonal().setConstant(real);
    if (width == 2) block(0, 1) = imaginary, block(1, 0) = -imaginary;
    if (b + 1 < size) m.block(b * width, (b + 1) * width, width, width).setIdentity();
  }
  return m;
}
MatrixXd beside(const MatrixXd& a, const MatrixXd& b) {
  MatrixXd m = MatrixXd::Zero(a.rows() + b.rows(), a.rows() + b.rows());
  m.topLeftCorner(a.rows(), a.rows()) = a;
  m.bottomRightCorner(b.rows(), b.rows()) = b;
  return m;
}

TEST_CASE("planted spectra of nonsymmetric matrices: pairs, Jordan blocks, on and off the axis") {
  std::mt19937 generator(21);
  std::uniform_real_distribution<double> uniform(0.3, 2);
  int counts[3] = {0, 0, 0};
  for (int trial = 0; trial < 3000; ++trial) {
    const int sign = trial % 3 - 1;
    const Eigen::Index size = 1 + trial / 3 % 3;
    const double imaginary = trial / 9 % 2 == 0 ? 0 : uniform(generator);
    const MatrixXd planted = jordan(sign * uniform(generator), imaginary, size);
    const double right = 2 + uniform(generator);
    const MatrixXd form =
        beside(planted, beside(jordan(right, uniform(generator), 1), jordan(right, 0, 2)));
    // Rotated and scaled, to condition numbers up to 100.
    const Eigen::Index n = form.rows();
    const MatrixXd U = random_symmetric(generator, n).householderQr().householderQ();
    const MatrixXd V = random_symmetric(generator, n).householderQr().householderQ();
    VectorXd stretch(n);
    for (double& s : stretch) s = std::pow(10, uniform(generator) - 1);
    const MatrixXd S = U * stretch.asDiagonal() * V;
    const double unit = std::pow(10, trial % 7 - 3);
    // The products with S and its inverse are right to about 1e-14 of the norm.
    const MatrixXd m = unit * S * form * S.inverse();
    const Least least = least_real_part({m, MatrixXd::Constant(n, n, 1e-13 * m.norm())});
    CAPTURE(size);
    CAPTURE(imaginary);
    CAPTURE(sign);
    CHECK(least.positive() == (sign > 0));
    CHECK(least.negative() == (sign < 0));
    ++counts[sign + 1];
  }
  for (const int count : counts) CHECK(count == 1000);
}

TEST_CASE("a defective eigenvalue 0 is neither stable nor unstable") {
  std::mt19937 generator(22);
  for (int trial = 0; trial < 60; ++trial) {
    const int sign = trial % 3 - 1;
    const MatrixXd T = random_symmetric(generator, 3).householderQr().householderQ();
    const MatrixXd form = beside(jordan(0.5 * sign, 0, 2), jordan(2, 0, 1));
    const Probe found =
        probe(spec_of("quadratic", scalar_game(T * form * T.transpose())), {0, 0, 0});
    CHECK(is(found, "stable_simultaneous") == (sign > 0));
    CHECK(is(found, "marginal_simultaneous") == (sign == 0));
  }
}

// f_1 = a x_1^2 / 2 + x_1 x_2, f_2 = x_2^2 / 2 + x_1 x_2: J = [a 1; 1 1], J_S = [a - 1, 1; 1 1],
// and regularized [a - 1 / (1 + eta), 1; 1 1]: singular at a = 1, 2 and 1 + 1 / (1 + eta). A third
// player that does not interact with the others changes nothing.
TEST_CASE("every field is marginal exactly where its eigenvalue is 0") {
  const auto game = [](double a, int players) {
    std::vector<MatrixXd> Q(static_cast<std::size_t>(players), MatrixXd::Zero(players, players));
    Q[0].topLeftCorner(2, 2) << a, 1, 1, 0;
    Q[1].topLeftCorner(2, 2) << 0, 1, 1, 1;
    if (players == 3) Q[2](2, 2) = 1;
    return spec_of("quadratic", quadratic(Q, std::vector<int>(Q.size(), 1)));
  };
  for (const double a : {0.5, 1.0, 1.5, 2.0, 3.0}) {
    CAPTURE(a);
    const Probe two = probe(game(a, 2), {0, 0}), three = probe(game(a, 3), {0, 0, 0});
    CHECK(is(two, "marginal_simultaneous") == (a == 1));
    CHECK(is(two, "stable_simultaneous") == (a > 1));
    for (const auto& [at, kind] : {std::pair{two, "stackelberg"},
                                   {three, "stackelberg"},
                                   {three, "simultaneous_followers"}}) {
      CHECK(is(at, std::string("marginal_") + kind) == (a == 2));
      CHECK(is(at, std::string("stable_") + kind) == (a > 2));
    }
    for (const Verdict& v : probe_regularized(game(a, 2), {0, 0}, 1).verdicts) {
      if (v.name == "marginal_regularized") CHECK(v.holds == (a == 1.5));
      if (v.name == "stable_regularized") CHECK(v.holds == (a > 1.5));
    }
  }
}

TEST_CASE(
    "flat costs alone make no point critical, and verdicts do not depend on the costs' unit") {
  const MatrixXd first = VectorXd{{2e-7, 0}}.asDiagonal(),
                 second = VectorXd{{0, 1e-7}}.asDiagonal();
  const ExperimentSpec small = spec_of("quadratic", quadratic({first, second}, {1, 1}));
  for (const char* name : {"critical_simultaneous", "differential_nash", "critical_stackelberg",
                           "differential_stackelberg"}) {
    CHECK_FALSE(is(probe(small, {0.9, 0.9}), name));
    CHECK(is(probe(small, {0, 0}), name));
  }
  CHECK_FALSE(is(probe(spec_of("exp-poly", ""), {60, 60}), "critical_simultaneous"));

  std::mt19937 generator(23);
  std::map<std::string, int> held;
  for (int game = 0; game < 300; ++game) {
    MatrixXd Q[2] = {random_symmetric(generator, 3), random_symmetric(generator, 3)};
    Q[0](0, 0) += 3;
    Q[1].diagonal().array() += 3;
    const std::vector<double> x =
        game % 2 == 0 ? std::vector{0.0, 0.0, 0.0} : std::vector{1e-3, -2e-4, 5.0};
    const auto at = [&](double unit1, double unit2) {
      return probe(spec_of("quadratic", quadratic({unit1 * Q[0], unit2 * Q[1]}, {1, 2})), x);
    };
    const Probe found = at(1, 1);
    for (const double unit : {1e-9, 1e9}) {
      const Probe both = at(unit, unit), one = at(unit, 1);
      for (const Verdict& v : found.verdicts) {
        CHECK_MESSAGE(is(both, v.name) == v.holds, v.name);
        held[v.name] += v.holds;
      }
      // Verdicts that do not depend on play together are unchanged when the players' units differ.
      for (const char* name : {"critical_simultaneous", "differential_nash", "critical_stackelberg",
                               "differential_stackelberg"})
        CHECK_MESSAGE(is(one, name) == is(found, name), name);
    }
  }
  for (const char* name : {"critical_simultaneous", "differential_nash", "stable_simultaneous",
                           "differential_stackelberg", "non_nash_attractor"})
    CHECK_MESSAGE(held[name] > 0, name);
}

// On the torus with alpha_1 = 1 there are critical points at which D_11 f_1 is 0; what its terms,
// which cancel, leave of each other is within what the digits of x leave open.
TEST_CASE("the rounding error of terms that cancel is not taken for a positive eigenvalue") {
  const ExperimentSpec spec = spec_of("torus", "");
  const SearchBox box = default_box(Game(spec.game.plugin, spec.game.params).shape());
  int flat = 0;
  for (const Probe& point : critical_points(spec, box, 300).simultaneous) {
    if (std::abs(point.hessians[0](0, 0)) > 1e-12) continue;
    ++flat;
    CHECK_FALSE(is(point, "differential_nash"));
    for (const Verdict& v : point.verdicts)
      if (v.name == "differential_nash") {
        CHECK_FALSE(v.open.empty());
        CHECK(std::abs(v.value) <= v.bound);
        CHECK(v.bound < 1e-12);
      }
  }
  CHECK(flat == 2);
}

TEST_CASE("a verdict shows the condition that fails") {
  const auto number = [](const Probe& probe, const std::string& name) {
    for (const Verdict& v : probe.verdicts)
      if (v.name == name) return v.number + " " + v.relation;
    return std::string();
  };
  const ExperimentSpec bowl = spec_of(
      "quadratic", quadratic({2 * MatrixXd::Identity(2, 2), 4 * MatrixXd::Identity(2, 2)}, {1, 1}));
  // Positive definite everywhere, but critical only at 0.
  CHECK(number(probe(bowl, {1, 1}), "differential_nash") == "largest |omega| <=");
  CHECK(number(probe(bowl, {1, 1}), "differential_stackelberg") == "largest |omega_S| <=");
  CHECK(number(probe(bowl, {0, 0}), "differential_nash") ==
        "least eigenvalue of the own Hessians >");
  // Stable and critical, but Nash, and therefore no non-Nash attractor.
  CHECK(number(probe(bowl, {0, 0}), "non_nash_attractor") ==
        "least eigenvalue of the own Hessians <=");
}

TEST_CASE("J_S of a hierarchy is the derivative of its field, in any order of play") {
  for (const auto& place : {std::vector<std::uint32_t>{0, 1, 2}, {2, 0, 1}}) {
    const ExperimentSpec spec = spec_of("quartic-hierarchy", "dims = [1, 2, 1]", place);
    for (const auto& x : random_points(3, 4, -0.7, 0.7)) {
      const Probe here = probe(spec, x);
      REQUIRE(here.J_S);
      // Differences of sixth order.
      const double h = 1e-2, weights[] = {45.0 / 60, -9.0 / 60, 1.0 / 60};
      for (std::size_t c = 0; c < 4; ++c) {
        VectorXd slope = VectorXd::Zero(4);
        for (int m = 1; m <= 3; ++m)
          for (const int side : {1, -1}) {
            std::vector<double> moved = x;
            moved[c] += side * m * h;
            slope += side * weights[m - 1] / h * *probe(spec, moved).omega_s;
          }
        CHECK((here.J_S->col(static_cast<Eigen::Index>(c)) - slope).norm() <=
              1e-8 * (1 + slope.norm()));
      }
    }
  }
}

// A game written by hand with third-derivative products agrees with its series.
TEST_CASE("a game that offers only products is probed with them") {
  const Probe found =
      probe(spec_of("covariance-gan", "m = 1\nsigma = [[2.0]]\neta = 0.5"), {1.2, 0.3});
  // f = W (S - V^2): D f_1 = -2 V W - (2 / eta) V (S - V^2).
  const double V = 1.2, W = 0.3, S = 2, eta = 0.5;
  REQUIRE(found.omega_s);
  CHECK((*found.omega_s)[0] ==
        doctest::Approx(-2 * V * W - 2 / eta * V * (S - V * V)).epsilon(1e-13));
  CHECK((*found.J_S)(0, 0) == doctest::Approx(-2 * W - 2 / eta * (S - 3 * V * V)).epsilon(1e-12));
  CHECK((*found.J_S)(0, 1) == doctest::Approx(-2 * V).epsilon(1e-13));
}

// The x of the points whose verdict `holds` is true; of all points if it is "".
std::vector<std::vector<double>> where(const std::vector<Probe>& points, const std::string& holds) {
  std::vector<std::vector<double>> all;
  for (const Probe& point : points)
    if (holds.empty() || is(point, holds)) all.push_back(point.x);
  return all;
}
bool near(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  for (std::size_t c = 0; c < a.size(); ++c)
    if (std::abs(a[c] - b[c]) > tolerance) return false;
  return true;
}

TEST_CASE("the torus game's equilibria are found once each, at the paper's points and costs") {
  const ExperimentSpec spec = spec_of("torus", "");
  const Game game(spec.game.plugin, spec.game.params);
  const CriticalPoints found = critical_points(spec, default_box(game.shape()), 400);
  CHECK(found.simultaneous.size() == 6);
  CHECK(found.stackelberg.size() == 6);
  const auto nash = where(found.simultaneous, "differential_nash");
  REQUIRE(nash.size() == 2);
  CHECK(near(nash[0], {-0.78, 1.18}, 0.005));
  CHECK(near(nash[1], {1.57, -0.40}, 0.005));
  const auto led = where(found.stackelberg, "differential_stackelberg");
  REQUIRE(led.size() == 2);
  CHECK(near(led[0], {-0.53, 1.25}, 0.005));
  CHECK(near(led[1], {1.31, -0.46}, 0.005));
  for (const Probe& point : found.simultaneous)
    if (is(point, "differential_nash")) CHECK(near(point.cost, {-0.77, -1.3}, 0.005));
  for (const Probe& point : found.stackelberg)
    if (is(point, "differential_stackelberg")) CHECK(near(point.cost, {-0.81, -1.05}, 0.005));
  // Every point is a zero of its field.
  for (const Probe& point : found.simultaneous) CHECK(point.omega.norm() <= 1e-12);
  for (const Probe& point : found.stackelberg) CHECK(point.omega_s->norm() <= 1e-12);
}

TEST_CASE("Example 1 has nine critical points, two of them non-Nash attractors") {
  const ExperimentSpec spec = spec_of("exp-poly", "");
  const CriticalPoints found = critical_points(spec, {{-20, -20}, {20, 20}}, 1000);
  CHECK(found.simultaneous.size() == 9);
  CHECK(where(found.simultaneous, "non_nash_attractor").size() == 2);
  CHECK(where(found.simultaneous, "differential_nash").size() == 2);
  // In zero-sum games the critical points of simultaneous play are also critical for the leader,
  // who has others besides.
  for (const auto& x : where(found.simultaneous, "")) {
    bool there = false;
    for (const auto& y : where(found.stackelberg, "")) there = there || near(x, y, 1e-9);
    CHECK(there);
  }
}

TEST_CASE("a market has one equilibrium for each way of play, and none on its flat part") {
  const ExperimentSpec spec = spec_of("duopoly", "");
  const CriticalPoints found = critical_points(spec, {{0, 0}, {100, 100}}, 300);
  REQUIRE(found.simultaneous.size() == 1);
  CHECK(near(found.simultaneous[0].x, {92.0 / 3, 101.0 / 3}, 1e-12));
  REQUIRE(found.stackelberg.size() == 1);
  CHECK(near(found.stackelberg[0].x, {46, 26}, 1e-12));
  CHECK(critical_points(spec, {{0, 0}, {20, 20}}, 100).simultaneous.empty());  // outside the box
}

TEST_CASE("firms in sequence: the hierarchy's equilibrium is its closed form") {
  const ExperimentSpec spec = spec_of("oligopoly-chain", "c = [4.0, 4.0, 4.0]");
  const CriticalPoints found = critical_points(spec, {{0, 0, 0}, {90, 90, 90}}, 20);
  REQUIRE(found.stackelberg.size() == 1);
  CHECK(near(found.stackelberg[0].x, {48, 24, 12}, 1e-10));
  CHECK(is(found.stackelberg[0], "differential_stackelberg"));
}

TEST_CASE("solve prints what it finds, and refuses invalid boxes") {
  const std::string torus = SOURCE_TREE "/experiments/torus.toml";
  const Outcome found = host("solve " + torus + " --starts 200 --json");
  REQUIRE(found.code == 0);
  CHECK(found.out.find("\"exhaustive\":false") != std::string::npos);
  CHECK(found.out.find("\"differential_nash\":true") != std::string::npos);
  CHECK(
      host("solve " + torus + " --starts 200").out.find("simultaneous play: 6 critical points\n") ==
      0);
  const auto said = [&](const std::string& box) {
    const Outcome outcome = host("solve " + torus + " --box \"" + box + "\"");
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  const std::string right =
      ": it needs a pair lo,hi for each of the 2 coordinates, like \"-1,1;0,2\"\n";
  CHECK(said("0,1") == "--box \"0,1\" has 1 pairs" + right);
  CHECK(said("0,1;2") == "--box \"0,1;2\" has '2', which is not a pair" + right);
  CHECK(said("0,1;3,2") == "--box \"0,1;3,2\" has '3,2', where lo is above hi" + right);
}

TEST_CASE("probe prints the verdicts with the numbers that decide them") {
  const Outcome outcome = host("probe " SOURCE_TREE "/experiments/duopoly.toml --at 46,26");
  CHECK(outcome.out.find("  differential_stackelberg  yes  least eigenvalue of the total second "
                         "derivatives 1, must be above ") != std::string::npos);
  CHECK(outcome.out.find("  critical_simultaneous     no   largest |omega| 23, must be at most "
                         "0.0003\n") != std::string::npos);
  const Outcome json = host("probe " SOURCE_TREE "/experiments/duopoly.toml --at 46,26 --json");
  CHECK(json.out.find("\"class\":{\"critical_simultaneous\":false,\"stable_simultaneous\":true,"
                      "\"differential_nash\":false,") != std::string::npos);
}

}  // namespace
