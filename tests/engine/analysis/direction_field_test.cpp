// The Jacobians of the learners' directions: exact ones against finite differences and closed
// forms, finite differences against closed forms, and the zeros of the directions.
#include <nlohmann/json.hpp>

#include "analysis/direction_field.hpp"
#include "point/finite_differences.hpp"
#include "point/regularized.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// A rule and its parameters for each player; the step sizes are 0.1, 0.2, ..
LearnerSpec learner_of(const std::vector<std::pair<std::string, std::string>>& rules) {
  LearnerSpec learner;
  learner.name = "l";
  for (const auto& [rule, params] : rules) {
    PlayerSpec player;
    player.rule = catalog().find(FM_KIND_LEARNER, rule);
    player.params = parameters(player.rule, params);
    player.step = ConstantStep{0.1 * static_cast<double>(learner.players.size() + 1)};
    learner.players.push_back(player);
  }
  return learner;
}
// Finite differences of sixth order, with one call for each direction.
MatrixXd slopes(const ExperimentSpec& spec, const LearnerSpec& learner,
                const std::vector<double>& x) {
  const Index n = static_cast<Index>(x.size());
  const double h = 2e-3, weights[] = {45.0 / 60, -9.0 / 60, 1.0 / 60};
  MatrixXd J = MatrixXd::Zero(n, n);
  for (Index c = 0; c < n; ++c)
    for (int m = 1; m <= 3; ++m)
      for (const int side : {1, -1}) {
        std::vector<double> moved = x;
        moved[static_cast<std::size_t>(c)] += side * m * h;
        const std::vector<double> d = direction(spec, learner, moved);
        J.col(c) += side * weights[m - 1] / h * Eigen::Map<const VectorXd>(d.data(), n);
      }
  return J;
}
void check_exact(const ExperimentSpec& spec, const LearnerSpec& learner,
                 const std::vector<double>& x) {
  const LearnerField field = learner_field(spec, learner, x);
  CHECK(!field.error);
  const std::vector<double> d = direction(spec, learner, x);
  CHECK(field.direction == Eigen::Map<const VectorXd>(d.data(), field.direction.size()));
  const MatrixXd J = slopes(spec, learner, x);
  CHECK_MESSAGE((field.jacobian - J).norm() <= 1e-9 * (1 + J.norm()), field.jacobian);
}

TEST_CASE("rules for any players: their exact Jacobians against differences") {
  const ExperimentSpec spec = spec_of("quartic-hierarchy", "dims = [1, 2, 1]", {2, 0, 1});
  for (const auto& played :
       std::vector<std::pair<std::string, std::string>>{{"gradient-play", ""},
                                                        {"optimistic", ""},
                                                        {"lola", ""},
                                                        {"lola", "taylor = 'full'"},
                                                        {"look-ahead", ""},
                                                        {"newton-lola", ""},
                                                        {"consensus", "lambda = 0.7"},
                                                        {"sga", "lambda = 0.7"},
                                                        {"sga", "alignment = false"},
                                                        {"sos", ""},
                                                        {"sos", "a = 0.01"},
                                                        {"staggered", ""}})
    for (const auto& x : random_points(3, 4, -0.7, 0.7)) {
      CAPTURE(played.first);
      CAPTURE(played.second);
      check_exact(spec, learner_of({played, played, played}), x);
    }
  for (const auto& x : random_points(3, 4, -0.7, 0.7))  // player 2 leads, 3 leads 1
    check_exact(spec,
                learner_of({{"gradient-play", ""},
                            {"simultaneous-followers", ""},
                            {"regularized-stackelberg", "eta = 0.5"}}),
                x);
}

TEST_CASE("rules for two players: their exact Jacobians against differences") {
  const ExperimentSpec torus = spec_of("torus", "", {1, 0});
  const ExperimentSpec zero_sum = spec_of("exp-poly", "");
  for (const auto& x : random_points(4, 2, -1.5, 1.5)) {
    for (const auto& second :
         std::vector<std::pair<std::string, std::string>>{{"stackelberg", ""},
                                                          {"regularized-stackelberg", ""},
                                                          {"follow-the-ridge", ""},
                                                          {"competitive-gradient", ""}}) {
      CAPTURE(second.first);
      check_exact(torus, learner_of({{"gradient-play", ""}, second}), x);
    }
    const std::pair<std::string, std::string> ridge = {"follow-the-ridge", ""};
    check_exact(torus, learner_of({ridge, ridge}), x);
    const std::pair<std::string, std::string> surgery = {"local-symplectic-surgery", "xi2 = 0.3"};
    check_exact(zero_sum, learner_of({surgery, surgery}), x);
  }
}

TEST_CASE("the paper's fields: J, J_S, the regularized and the staggered one") {
  const ExperimentSpec spec = spec_of("torus", "");
  const std::vector<double> x = {0.4, -1.1};
  const Probe at = probe(spec, x);
  const auto gradient = std::pair{std::string("gradient-play"), std::string()};
  const auto jacobian = [&](const ExperimentSpec& of, const LearnerSpec& learner,
                            const std::vector<double>& where) {
    const LearnerField field = learner_field(of, learner, where);
    CHECK(!field.error);
    return field.jacobian;
  };
  const auto alike = [](const MatrixXd& a, const MatrixXd& b) {
    return (a - b).norm() <= 1e-13 * (1 + b.norm());
  };
  CHECK(alike(jacobian(spec, learner_of({gradient, gradient}), x), at.J));
  CHECK(alike(jacobian(spec, learner_of({{"stackelberg", ""}, gradient}), x), *at.J_S));
  CHECK(alike(jacobian(spec, learner_of({{"regularized-stackelberg", "eta = 0.7"}, gradient}), x),
              probe_regularized(spec, x, 0.7).J));
  const ExperimentSpec three = spec_of("quartic-hierarchy", "");
  const std::vector<double> y = {0.3, -0.4, 0.2};
  const Probe there = probe(three, y);
  CHECK(alike(jacobian(three, learner_of({{"staggered", ""}, {"staggered", ""}, gradient}), y),
              *there.J_S));
  CHECK(alike(jacobian(three, learner_of({{"simultaneous-followers", ""}, gradient, gradient}), y),
              there.over_simultaneous->J));
  // A game written by hand that offers only products.
  const ExperimentSpec hand = spec_of("covariance-gan", "m = 1\nsigma = [[2.0]]\neta = 0.5");
  const Probe gan = probe(hand, {1.2, 0.3});
  CHECK(alike(jacobian(hand, learner_of({{"stackelberg", ""}, gradient}), {1.2, 0.3}), *gan.J_S));
}

// J of extragradient is J(y) (I - Gamma J(x)), y = x - Gamma omega(x); for a best response r the
// row of x_2 - r(x_1) is (D_21 f_2 / D_22 f_2, 1) at r.
TEST_CASE(
    "rules that evaluate other points: extrapolated differences, within their error estimates") {
  const ExperimentSpec spec = spec_of("torus", "");
  const std::vector<double> x = {0.4, -1.1};
  const std::pair<std::string, std::string> extra = {"extragradient", ""};
  const LearnerField field = learner_field(spec, learner_of({extra, extra}), x);
  const Probe here = probe(spec, x);
  const VectorXd gamma{{0.1, 0.2}};
  const VectorXd y = VectorXd{{0.4, -1.1}} - gamma.cwiseProduct(here.omega);
  const MatrixXd expected = probe(spec, {y[0], y[1]}).J *
                            (MatrixXd::Identity(2, 2) - MatrixXd(gamma.asDiagonal()) * here.J);
  REQUIRE(field.error);
  const double off = (field.jacobian - expected).cwiseAbs().maxCoeff();
  CHECK(*field.error <= 1e-10);
  CHECK(off <= *field.error);
  CHECK(off <= 1e-11);

  const LearnerField led = learner_field(
      spec, learner_of({{"stackelberg", ""}, {"best-response", "tolerance = 1e-14"}}), x);
  const Probe reacted = probe(spec, {x[0], x[1] - led.direction[1]});
  CHECK(reacted.omega[1] == doctest::Approx(0).epsilon(1e-9));
  CHECK(led.jacobian(1, 0) == doctest::Approx(reacted.J(1, 0) / reacted.J(1, 1)).epsilon(1e-9));
  CHECK(led.jacobian(1, 1) == doctest::Approx(1).epsilon(1e-9));
  CHECK(led.jacobian.row(0) ==
        learner_field(spec, learner_of({{"stackelberg", ""}, extra}), x).jacobian.row(0));
  // Iterative solvers leave a residual.
  CHECK(learner_field(spec, learner_of({{"stackelberg", "solver = 'cg'"}, extra}), x).error);
}

TEST_CASE("differences detect a kink and stay inside boxes") {
  const auto shape = [](double lower) {
    Shape one{{1}, {0, 1}, {{FM_DOMAIN_BOX, 0, lower, 10}}, {}, {}};
    return one;
  };
  const auto field = [](auto f) {
    return [f](const std::vector<std::vector<double>>& points) {
      MatrixXd values(1, points.size());
      for (std::size_t p = 0; p < points.size(); ++p)
        values(0, static_cast<Index>(p)) = f(points[p][0]);
      return values;
    };
  };
  const FiniteDifferences smooth =
      finite_differences(shape(-10), {1.0}, field([](double x) { return std::exp(x); }));
  CHECK(std::abs(smooth.jacobian(0, 0) - std::exp(1)) <= smooth.error(0, 0));
  CHECK(smooth.error(0, 0) <= 1e-11);
  const FiniteDifferences kink =
      finite_differences(shape(-10), {1e-3}, field([](double x) { return std::max(x, 0.0); }));
  CHECK(std::abs(kink.jacobian(0, 0) - 1) <= kink.error(0, 0));
  // log is undefined left of the box.
  const FiniteDifferences edge =
      finite_differences(shape(0), {0.01}, field([](double x) { return std::log(x); }));
  CHECK(std::abs(edge.jacobian(0, 0) - 100) <= edge.error(0, 0));
  CHECK(edge.error(0, 0) <= 1e-7);
}

TEST_CASE("the zeros of a learner's own field are found and classified by its own Jacobian") {
  const ExperimentSpec spec = spec_of("torus", "");
  const SearchBox box = default_box(Game(spec.game.plugin, spec.game.params).shape());
  const CriticalPoints known = critical_points(spec, box, 300);
  const auto gradient = std::pair{std::string("gradient-play"), std::string()};
  const auto same = [&](const LearnerSpec& learner, const std::vector<Probe>& points,
                        const std::string& stable) {
    const std::vector<LearnerPoint> found = learner_points(spec, learner, box, 300).points;
    REQUIRE(found.size() == points.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      for (std::size_t c = 0; c < 2; ++c)
        CHECK(found[i].probe.x[c] == doctest::Approx(points[i].x[c]).epsilon(1e-9));
      CHECK(found[i].field.verdicts[0].holds);
      CHECK(found[i].field.verdicts[1].holds == is(points[i], stable));
    }
  };
  same(learner_of({gradient, gradient}), known.simultaneous, "stable_simultaneous");
  same(learner_of({{"stackelberg", ""}, gradient}), known.stackelberg, "stable_stackelberg");
  // Extragradient is at rest where the gradients vanish: its field is the gradient field one step
  // ahead.
  const std::pair<std::string, std::string> extra = {"extragradient", ""}, lola = {"lola", ""};
  const auto rests = learner_points(spec, learner_of({extra, extra}), box, 300).points;
  CHECK(rests.size() >= known.simultaneous.size());
  for (const LearnerPoint& point : rests) CHECK(point.field.error);
  // LOLA is at rest elsewhere than gradient play: the zeros of its field are not critical points.
  const auto shaped = learner_points(spec, learner_of({lola, lola}), box, 300).points;
  CHECK(!shaped.empty());
  for (const LearnerPoint& point : shaped) {
    CHECK(point.field.direction.norm() <= 1e-12);
    CHECK(point.field.verdicts[0].holds);
  }
  const std::pair<std::string, std::string> surgery = {"local-symplectic-surgery", ""};
  CHECK_THROWS_AS(learner_points(spec, learner_of({surgery, surgery}), box, 20), InputError);
}

TEST_CASE("solve and probe report a learner's field and a leader over simultaneous followers") {
  const std::string torus = SOURCE_TREE "/experiments/torus.toml";
  const TempFolder folder;
  write_file(folder / "m.toml", R"([experiment]
name = "chain"
steps = 10
seeds = 1
[game]
plugin = "oligopoly-chain"
[[learner]]
name = "l"
players = [{ rule = "simultaneous-followers", step = 0.1 }, { rule = "gradient-play", step = 0.1 },
           { rule = "gradient-play", step = 0.1 }]
)");
  const std::string file = (folder / "m.toml").string();
  const auto solved = nlohmann::json::parse(
      host("solve " + file + " --box '0,90;0,90;0,90' --starts 30 --learner l --json").out);
  // (45, 18, 17), see classification_test.cpp.
  REQUIRE(solved["simultaneous_followers"].size() == 1);
  REQUIRE(solved["learner"]["points"].size() == 1);
  for (const auto& point : {solved["simultaneous_followers"][0], solved["learner"]["points"][0]}) {
    CHECK(point["x"][0].get<double>() == doctest::Approx(45));
    CHECK(point["class"]["differential_stackelberg_simultaneous_followers"] == true);
  }
  const auto& own = solved["learner"]["points"][0];
  CHECK(own["class"]["stable_learner"] == true);
  CHECK(own["direction_jacobian_method"] == "exact");
  CHECK(own["spectrum"]["direction_jacobian"].size() == 3);
  const auto probed =
      nlohmann::json::parse(host("probe " + file + " --at 45,18,17 --learner l --json").out);
  CHECK(probed["direction_jacobian"] == probed["simultaneous_followers"]["J"]);
  CHECK(probed["direction_jacobian_error"] == 0);
  CHECK(probed["class"]["critical_learner"] == true);
  CHECK(host("probe " + file + " --at 45,18,17 --learner l")
            .out.find("direction_jacobian_method exact\n") != std::string::npos);
  CHECK(host("solve " + torus + " --learner nobody").code == 2);
}

TEST_CASE("commands for one experiment refuse a sweep, lock-in plays all combinations") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"([experiment]
name = "swept"
steps = 50
seeds = 20
start = { uniform = [0.5, 1.5] }
warnings = false
[game]
plugin = "torus"
[[learner]]
name = "l"
rule = "gradient-play"
step = 0.1
[sweep]
"learner.0.step" = [0.3, 0.001]
)");
  const std::string file = (folder / "m.toml").string();
  const std::string sentence =
      file +
      " sweeps 2 combinations, but this command needs a single one: remove the sweep with --set "
      "'sweep={}' and set its keys with --set KEY=VALUE\n";
  for (const std::string& command :
       {"probe " + file + " --at 1,1", "solve " + file, "flow " + file + " --at 1,1 --time 1",
        "spectrum " + file + " --at 1,1", "map " + file + " --out " + (folder / "map").string()}) {
    CAPTURE(command);
    const Outcome outcome = host(command);
    CHECK(outcome.code == 2);
    CHECK(outcome.err == sentence);
    CHECK(host(command + " --set 'sweep={}'").code == 0);
  }
  const std::string question =
      "lock-in " + file + " --target \"1.5707963,-0.3978\" --epsilon 0.2 --from 50";
  const auto told = nlohmann::json::parse(host(question + " --json").out);
  REQUIRE(told["learners"].size() == 2);
  CHECK(told["learners"][0]["sweep"]["learner.0.step"] == 0.3);
  CHECK(told["learners"][1]["sweep"]["learner.0.step"] == 0.001);
  // With small steps, 50 steps do not reach the target.
  CHECK(told["learners"][0]["shares"][0]["locked"] > told["learners"][1]["shares"][0]["locked"]);
  CHECK(host(question).out.find("l {\"learner.0.step\":0.3}\n") == 0);
}

}  // namespace
