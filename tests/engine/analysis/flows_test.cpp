// Flows against matrix exponentials, paths against flows, and the shares of runs that stay close to
// an equilibrium against complete trajectories.
#include <unsupported/Eigen/MatrixFunctions>

#include <nlohmann/json.hpp>

#include "analysis/direction_field.hpp"
#include "analysis/flow.hpp"
#include "analysis/integrate.hpp"
#include "analysis/lock_in.hpp"
#include "analysis/shadowing.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// f_i = x' Q_i x / 2 with omega = J x and omega_S = J_S x, derived by hand from Q.
struct Linear {
  MatrixXd J{{2.0, 0.7}, {-0.4, 1.5}};
  double through = 0.9;  // D_22 f_1
  TempFolder folder;
  Catalog catalog{std::vector<fs::path>{PLUGINS, FIXTURES}};
  Manifest manifest;

  explicit Linear(const std::string& learners =
                      "[[learner]]\nname = 'l'\nrule = 'gradient-play'\n"
                      "step = 0.05\n",
                  const std::string& experiment = "seeds = 1\nstart = { at = [1.0, -0.8] }\n")
      : manifest([&] {
          write_file(folder / "m.toml",
                     "[experiment]\nname = 'x'\nsteps = 400\nwarnings = false\n" + experiment +
                         "[game]\nplugin = 'quadratic'\nparams = { Q = [[[2.0, 0.7], [0.7, 0.9]], "
                         "[[0.3, -0.4], [-0.4, 1.5]]] }\n" +
                         learners);
          return read_manifest(folder / "m.toml", {}, catalog);
        }()) {}
  const ExperimentSpec& spec() const { return manifest.variants.front().spec; }
  const LearnerSpec& learner() const { return spec().learners.front(); }
  // D f_1 = D_1 f_1 - D_12 f_2 (D_22 f_2)^-1 D_2 f_1, D_2 f_1 = 0.7 x_1 + 0.9 x_2.
  MatrixXd J_S() const {
    const double lambda = -0.4 / 1.5;
    return MatrixXd{{2.0 - lambda * 0.7, 0.7 - lambda * through}, {-0.4, 1.5}};
  }
};

VectorXd vector(const std::vector<double>& x) {
  return Eigen::Map<const VectorXd>(x.data(), static_cast<Eigen::Index>(x.size()));
}
const std::vector<double> start = {1.0, -0.8};

void check_path(const FlowPath& path, const MatrixXd& generator, double tolerance) {
  for (std::size_t i = 0; i < path.times.size(); ++i) {
    const VectorXd expected = MatrixXd(-generator * path.times[i]).exp() * vector(start);
    CHECK((vector(path.x[i]) - expected).norm() < tolerance);
  }
}

TEST_CASE("flows of linear fields are matrix exponentials") {
  const Linear game;
  using Of = FlowKind::Of;
  check_path(flow(game.spec(), {Of::simultaneous, nullptr}, start, 3, 10, 1, 1e-11), game.J, 1e-9);
  check_path(flow(game.spec(), {Of::stackelberg, nullptr}, start, 3, 10, 1, 1e-11), game.J_S(),
             1e-9);
  MatrixXd slowed = game.J_S();
  slowed.row(0) *= 0.1;  // equation (10)
  check_path(flow(game.spec(), {Of::stackelberg, nullptr}, start, 3, 10, 0.1, 1e-11), slowed, 1e-9);
  // Gradient play descends omega.
  check_path(flow(game.spec(), {Of::learner, &game.learner()}, start, 3, 10, 1, 1e-11), game.J,
             1e-9);
  // A looser tolerance gives a larger error.
  const FlowPath loose = flow(game.spec(), {Of::simultaneous, nullptr}, start, 3, 1, 1, 1e-2);
  const VectorXd exact = MatrixXd(-game.J * 3).exp() * vector(start);
  CHECK((vector(loose.x[1]) - exact).norm() > 1e-9);
}

TEST_CASE("the flow reduced to the leader keeps the follower at its best response") {
  const Linear game;
  const FlowPath path = flow(game.spec(), {FlowKind::Of::reduced, nullptr}, start, 2, 8, 1, 1e-11);
  const double r = 0.4 / 1.5;  // x_2 = r x_1
  const double slope = game.J_S()(0, 0) + game.J_S()(0, 1) * r;
  for (std::size_t i = 0; i < path.times.size(); ++i) {
    const double x1 = std::exp(-slope * path.times[i]);
    CHECK(path.x[i][0] == doctest::Approx(x1).epsilon(1e-9));
    CHECK(path.x[i][1] == doctest::Approx(r * x1).epsilon(1e-9));
  }
}

TEST_CASE("a rotation returns to its start without loss") {
  const ExperimentSpec spec = spec_of("hamiltonian", "A = [[1.0]]");
  const double turn = 2 * 3.141592653589793;
  const FlowPath path = flow(spec, {}, {0.6, 0.8}, 10 * turn, 40, 1, 1e-12);
  for (const auto& x : path.x) CHECK(std::hypot(x[0], x[1]) == doctest::Approx(1).epsilon(1e-9));
  CHECK(path.x.back()[0] == doctest::Approx(0.6).epsilon(1e-8));
  CHECK(std::abs(path.x[2][0] - 0.6) > 0.5);  // half a turn away
}

// D_22 f_2 is 0 where the market is empty, so that omega_S is not defined there: trial steps that
// reach it are shortened.
TEST_CASE("the number of points changes neither whether a flow arrives nor where") {
  const ExperimentSpec spec = spec_of("duopoly", "");
  const FlowKind kind{FlowKind::Of::stackelberg, nullptr};
  const FlowPath fine = flow(spec, kind, {20, 20}, 50, 100, 1, 1e-10);
  CHECK(fine.x.back()[0] == doctest::Approx(46).epsilon(1e-9));
  CHECK(fine.x.back()[1] == doctest::Approx(26).epsilon(1e-9));
  for (const std::uint32_t points : {1u, 2u, 5u, 50u}) {
    const FlowPath path = flow(spec, kind, {20, 20}, 50, points, 1, 1e-10);
    for (std::uint32_t i = 0; i <= points; ++i) CHECK(path.x[i] == fine.x[i * (100 / points)]);
  }
}

TEST_CASE("a flow that becomes infinite ends where it does") {
  // x' = x^2 from 1 is 1 / (1 - t).
  const VelocityAt square = [](const std::vector<double>& x, std::vector<double>& velocity) {
    velocity = {x[0] * x[0]};
    return std::string();
  };
  const Integral found = integrate(square, {1}, {1}, 3, 1e-10, {0, 0.5, 0.9, 2});
  CHECK(found.end == doctest::Approx(1).epsilon(1e-6));
  CHECK(found.why.find("infinite") != std::string::npos);
  REQUIRE(found.x.size() == 3);
  CHECK(found.x[1][0] == doctest::Approx(2).epsilon(1e-8));
  CHECK(found.x[2][0] == doctest::Approx(10).epsilon(1e-7));
}

TEST_CASE("a flow that is not defined is an error") {
  const ExperimentSpec spec = spec_of("hamiltonian", "A = [[1.0]]");  // D_22 f_2 = 0
  CHECK_THROWS_AS(flow(spec, {FlowKind::Of::reduced, nullptr}, {1, 1}, 1, 2, 1, 1e-8), InputError);
}

// ---- Paths and flows ---------------------------------------------------------------------------

TEST_CASE("the distance of gradient play from its flow, against closed forms") {
  const Linear game;
  const std::uint64_t window = 20;
  const auto found = shadowing(game.spec(), game.learner(), 0,
                               {FlowKind::Of::simultaneous, nullptr}, {40, 0}, window, 1e-12);
  REQUIRE(found.size() == 2);
  CHECK(found[0].from == 0);
  const MatrixXd step = MatrixXd::Identity(2, 2) - 0.05 * game.J;
  VectorXd x = vector(start);
  std::vector<VectorXd> path = {x};
  for (int k = 0; k < 60; ++k) path.push_back(x = step * x);
  for (const ShadowedWindow& w : found) {
    double largest = 0;
    for (std::uint64_t h = 0; h <= window; ++h) {
      const VectorXd flowed =
          MatrixXd(-game.J * (0.05 * static_cast<double>(h))).exp() * path[w.from];
      largest = std::max(largest, (flowed - path[w.from + h]).norm());
    }
    CHECK(w.distance == doctest::Approx(largest).epsilon(1e-8));
  }
}

// Proposition 9: with noise and vanishing steps the leader's path approaches the flow of its
// reduced cost.
TEST_CASE("two timescales: the leader's path approaches its flow") {
  const Linear game(
      "[[learner]]\nname = 'l'\nnoise = { normal = 0.1 }\nplayers = [\n"
      "{ rule = 'stackelberg', step = { power = [0.5, 1.0] } },\n"
      "{ rule = 'gradient-play', step = { power = [0.5, 0.6] } }]\n",
      "seeds = 3\nstart = { at = [1.0, -0.8] }\n");
  for (const std::uint32_t replicate : {0u, 1u, 2u}) {
    const auto found =
        shadowing(game.spec(), game.learner(), replicate, {FlowKind::Of::reduced, nullptr},
                  {1, 10, 100, 1000, 10000}, 50, 1e-10);
    CHECK(found.back().distance < 0.02 * found.front().distance);
  }
  CHECK_THROWS_AS(shadowing(game.spec(), game.learner(), 3, {}, {0}, 5, 1e-10), InputError);
}

TEST_CASE("each player's step sizes define its own time") {
  const Linear game(
      "[[learner]]\nname = 'l'\nplayers = [\n"
      "{ rule = 'gradient-play', step = 0.01 },\n"
      "{ rule = 'gradient-play', step = 0.04 }]\n");
  MatrixXd weighted = game.J;
  weighted.row(0) *= 0.01;
  weighted.row(1) *= 0.04;
  const auto found = shadowing(game.spec(), game.learner(), 0,
                               {FlowKind::Of::learner, &game.learner()}, {0}, 1, 1e-12);
  const VectorXd flowed = MatrixXd(-weighted).exp() * vector(start);
  const VectorXd stepped = vector(start) - weighted * vector(start);
  CHECK(found[0].distance == doctest::Approx((flowed - stepped).norm()).epsilon(1e-8));
}

// ---- Lock-in -----------------------------------------------------------------------------------

constexpr const char* noisy =
    "[[learner]]\nname = 'l'\nrule = 'gradient-play'\nstep = { power = [0.5, 0.7] }\n"
    "noise = { normal = 0.05 }\n"
    "[[observer]]\nplugin = 'trajectory'\nevery = { steps = 1 }\n";

TEST_CASE("locked-in shares, against complete trajectories") {
  const Linear game(noisy, "seeds = 70\nstart = { uniform = [-1.0, 1.0] }\n");
  const Outcome run = host("run " + (game.folder / "m.toml").string() + " -q --out " +
                           (game.folder / "out").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  const std::vector<double> x =
      numbers(game.folder / "out",
              "select printf('%!.17g', value) from trajectory order by run, "
              "step, player");
  REQUIRE(x.size() == 70u * 401u * 2u);
  LockInQuestion question;
  question.target = {0.01, -0.02};
  question.epsilons = {0.3, 0.05};
  question.from = {0, 30, 200};
  for (const bool second : {false, true})
    for (const bool conditioned : {false, true}) {
      if (second) question.player = 1;
      if (conditioned) question.reached = {0.4, 10};
      const auto found = lock_in(game.spec(), game.learner(), question, 2);
      const auto alone = lock_in(game.spec(), game.learner(), question, 1);
      REQUIRE(found.size() == 6);
      for (std::size_t cell = 0; cell < 6; ++cell) {
        CHECK(found[cell].locked == alone[cell].locked);
        std::uint64_t locked = 0, runs = 0;
        for (std::size_t r = 0; r < 70; ++r) {
          const auto apart = [&](std::size_t k, bool joint) {
            const double a = x[(r * 401 + k) * 2] - 0.01, b = x[(r * 401 + k) * 2 + 1] + 0.02;
            return joint ? std::hypot(a, b) : std::abs(b);
          };
          if (conditioned && apart(10, true) > 0.4) continue;
          ++runs;
          bool inside = true;
          for (std::size_t k = found[cell].from; k <= 400; ++k)
            inside = inside && apart(k, !second) <= found[cell].epsilon;
          locked += inside;
        }
        CHECK(found[cell].runs == runs);
        CHECK(found[cell].locked == locked);
      }
      if (!conditioned && !second) {
        CHECK(found[1].locked > 0);  // some runs, not all
        CHECK(found[5].locked < 70);
      }
    }
}

TEST_CASE("runs that fail are not locked in") {
  const Linear game("[[learner]]\nname = 'l'\nrule = 'gradient-play'\nstep = 1e200\n");
  LockInQuestion question;
  question.target = {1.0, -0.8};
  question.epsilons = {1e300};
  question.from = {0};
  const auto found = lock_in(game.spec(), game.learner(), question, 1);
  CHECK(found[0].runs == 1);
  CHECK(found[0].locked == 0);
}

// ---- The commands ------------------------------------------------------------------------------

TEST_CASE("flow, shadow and lock-in as commands") {
  const Linear game;
  const std::string m = (game.folder / "m.toml").string();
  const auto json = [](const std::string& arguments) {
    const Outcome outcome = host(arguments + " --json");
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return nlohmann::json::parse(outcome.out);
  };
  const auto path = json("flow " + m + " --at start --time 2 --points 4");
  CHECK(path["x"].size() == 5);
  CHECK(path["x"][0] == std::vector<double>{1.0, -0.8});
  CHECK(json("shadow " + m + " --learner l --from 0,7 --window 3")["windows"].size() == 2);
  const auto locked = json("lock-in " + m + " --target 0,0 --epsilon 0.1 --from 0,399");
  CHECK(locked["learners"][0]["shares"][0]["locked"] == 0);
  CHECK(locked["learners"][0]["shares"][1]["locked"] == 1);

  const auto refused = [](const std::string& arguments, const std::string& why) {
    const Outcome outcome = host(arguments);
    CHECK(outcome.code == 2);
    CHECK_MESSAGE(outcome.err.find(why) != std::string::npos, outcome.err);
  };
  refused("flow " + m + " --time 1 --field omega", "no field 'omega'");
  refused("flow " + m + " --time 1 --field stackelburg", "did you mean 'stackelberg'");
  refused("flow " + m + " --time 1 --field learner", "needs --learner");
  refused("flow " + m + " --time -1", "--time: '-1' is not a number above 0\n");
  refused("flow " + m + " --time inf", "--time: 'inf' is not a number above 0\n");
  refused("flow " + m + " --time 1 --tau x", "--tau: 'x' is not a number above 0\n");
  refused("shadow " + m + " --learner l --from 1.5", "is not a step");
  refused("lock-in " + m + " --target 0,0 --epsilon 0 --from 1", "is not above 0");
  refused("lock-in " + m + " --target 0,0 --epsilon 1 --from 401", "beyond the experiment's 400");
  refused("lock-in " + m + " --target 0,0 --epsilon 1 --from 4 --player 3", "has 2 players");
  refused("lock-in " + m + " --target 0,0 --epsilon 1 --from 4 --reached 1", "a radius and a step");
}

}  // namespace
