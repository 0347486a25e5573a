// Games in which translations of a player's action change no cost: their critical points are found,
// classified across the translations and proven there.
#include <Eigen/Eigenvalues>

#include <nlohmann/json.hpp>

#include "analysis/flow.hpp"
#include "proof/certificates.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Eigen::MatrixXd;

SearchBox box_of(const ExperimentSpec& spec) {
  return default_box(Game(spec.game.plugin, spec.game.params).shape());
}

// Rock, paper, scissors: both mix evenly, whatever is added to all logits of a player.
constexpr const char* three_actions =
    "A = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]\nB = [[0, 1, -1], [-1, 0, 1], [1, -1, 0]]";
// A fourth action that the equilibrium plays with probability 0.
constexpr const char* four_actions =
    "A = [[0,-1,1,1],[1,0,-1,-1],[-1,1,0,-1],[-1,1,1,0]]\n"
    "B = [[0,1,-1,-1],[-1,0,1,1],[1,-1,0,1],[1,-1,-1,0]]";
constexpr const char* pure = "A = [[-3, 3], [-3, 5]]\nB = [[2, 7], [4, 2]]";

TEST_CASE("mixed equilibria are found once, whatever is added to all logits of a player") {
  for (const auto& [game, params, actions] :
       {std::tuple{"bimatrix", three_actions, 3u}, std::tuple{"matching-pennies", "", 2u}}) {
    const ExperimentSpec spec = spec_of(game, params);
    const CriticalPoints found = critical_points(spec, box_of(spec), 100);
    REQUIRE(found.simultaneous.size() == 1);
    const Probe& point = found.simultaneous[0];
    for (const double logit : point.x) CHECK(std::abs(logit) < 1e-12);
    CHECK(found.across.held == std::vector<std::uint32_t>{actions - 1, 2 * actions - 1});
    CHECK(found.across.along.sum() == 2 * (actions - 1));
    CHECK(is(point, "critical_simultaneous"));
    // Costs are bilinear in the strategies: play circles, and no player's cost is curved.
    CHECK(is(point, "marginal_simultaneous"));
    CHECK_FALSE(is(point, "stable_simultaneous"));
    CHECK_FALSE(is(point, "differential_nash"));
    CHECK(why_none(found.simultaneous_ends).empty());
    // The follower's second derivative is 0 wherever the leader makes it indifferent.
    CHECK(found.stackelberg.empty());
    CHECK_FALSE(why_none(found.stackelberg_ends).empty());
  }
}

TEST_CASE("where equilibria lie at infinite logits, 0 points are found and the reason is given") {
  for (const char* params : {four_actions, pure}) {
    const ExperimentSpec spec = spec_of("bimatrix", params);
    const CriticalPoints found = critical_points(spec, box_of(spec), 100);
    CHECK(found.simultaneous.empty());
    CHECK(found.across.held.size() == 2);
    CHECK(found.simultaneous_ends.ran_away > 50);
    CHECK(why_none(found.simultaneous_ends).find("infinite logits") != std::string::npos);
  }
}

// f_i over u = x_1 - x_2 and v = y_1 - y_2 alone, so that both players' sums of actions are free.
std::string of_differences(const std::array<double, 2>& leader,
                           const std::array<double, 2>& follower, double through) {
  // f_1 = a u^2 / 2 + b u v + through v^2 / 2, f_2 = d v^2 / 2 + c u v.
  const auto form = [](double uu, double uv, double vv) {
    std::string rows;
    const double q[2][2] = {{uu, uv}, {uv, vv}};
    for (int r = 0; r < 4; ++r) {
      rows += r == 0 ? "[" : ", ";
      for (int c = 0; c < 4; ++c) {
        const double sign = (r % 2 == c % 2) ? 1 : -1;
        rows += fmt::format("{}{}", c == 0 ? "[" : ", ", sign * q[r / 2][c / 2]);
      }
      rows += "]";
    }
    return rows + "]";
  };
  return fmt::format(
      "dims = [2, 2]\nQ = [{}, {}]\nq = [[0.5, -0.5, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]",
      form(leader[0], leader[1], through), form(0, follower[0], follower[1]));
}
std::string of_scalars(const std::array<double, 2>& leader, const std::array<double, 2>& follower,
                       double through) {
  return fmt::format(
      "Q = [[[{0}, {1}], [{1}, {2}]], [[0.0, {3}], [{3}, {4}]]]\nq = [[0.5, 0.0], [0.0, 0.0]]",
      leader[0], leader[1], through, follower[0], follower[1]);
}

TEST_CASE("points are classified across the translations as in the game of the differences") {
  std::map<std::string, int> held;
  for (const auto& [leader, follower, through] :
       {std::tuple{std::array{2.0, 0.7}, std::array{-0.4, 1.5}, 0.9},
        std::tuple{std::array{-0.5, 2.0}, std::array{-2.0, 1.5}, 0.0},
        std::tuple{std::array{-2.0, 0.1}, std::array{0.2, 1.5}, -1.0},
        std::tuple{std::array{1.0, 2.0}, std::array{1.5, 1.0}, 0.5},
        std::tuple{std::array{1.0, 0.5}, std::array{0.5, -1.0}, 0.25}}) {
    const ExperimentSpec whole = spec_of("quadratic", of_differences(leader, follower, through));
    const ExperimentSpec scalar = spec_of("quadratic", of_scalars(leader, follower, through));
    const CriticalPoints found =
        critical_points(whole, {std::vector(4, -3.0), std::vector(4, 3.0)}, 20);
    const CriticalPoints known = critical_points(scalar, {{-6, -6}, {6, 6}}, 20);
    for (const auto& [points, expected] : {std::pair{&found.simultaneous, &known.simultaneous},
                                           std::pair{&found.stackelberg, &known.stackelberg}}) {
      REQUIRE(expected->size() == 1);
      REQUIRE(points->size() == 1);
      const Probe &point = points->front(), &one = expected->front();
      CHECK(point.x[0] - point.x[1] == doctest::Approx(one.x[0]).epsilon(1e-12));
      CHECK(point.x[2] - point.x[3] == doctest::Approx(one.x[1]).epsilon(1e-12));
      for (const Verdict& v : one.verdicts) {
        CHECK_MESSAGE(is(point, v.name) == v.holds, v.name);
        held[v.name] += v.holds;
      }
      // The same anywhere along the line of points.
      std::vector<double> moved = point.x;
      for (std::size_t c = 0; c < 4; ++c) moved[c] += c < 2 ? 0.75 : -1.5;
      const Probe there = probe(whole, moved);
      for (const Verdict& v : one.verdicts) CHECK_MESSAGE(is(there, v.name) == v.holds, v.name);
    }
  }
  for (const char* name : {"differential_nash", "stable_simultaneous", "non_nash_attractor",
                           "differential_stackelberg", "stable_stackelberg"})
    CHECK_MESSAGE(held[name] > 0, name);
}

TEST_CASE("proofs are about the game across the translations") {
  const ExperimentSpec spec = spec_of("quadratic", of_differences({2.0, 0.7}, {-0.4, 1.5}, 0.9));
  const SearchBox box{std::vector(4, -3.0), std::vector(4, 3.0)};
  const CriticalPoints known = critical_points(spec, box, 20);
  const Certificates found = certify(spec, box, known, {1000, 1e9});
  for (const auto& [proofs, points] : {std::pair{&found.simultaneous, &known.simultaneous},
                                       std::pair{&found.stackelberg, &known.stackelberg}}) {
    CHECK(proofs->complete());
    REQUIRE(proofs->points.size() == 1);
    const CertifiedPoint& proven = proofs->points[0];
    for (std::size_t c = 0; c < 4; ++c) {
      CHECK(std::abs(proven.zero.tight[c].middle() - points->front().x[c]) < 1e-12);
      CHECK(proven.zero.tight[c].radius() < 1e-12);
    }
    CHECK(proven.zero.tight[1].holds(0));  // held
    for (const ProvenVerdict& v : proven.verdicts) {
      CHECK_MESSAGE(v.holds == is(points->front(), v.name), v.name);
      CHECK_MESSAGE(v.fails == !is(points->front(), v.name), v.name);
    }
  }
  // Spectra are those of play over both logits: the differences of two coordinates move at twice
  // the rate of one.
  const MatrixXd twice{{4.0, 1.4}, {-0.8, 3.0}};
  const double least = twice.eigenvalues().real().minCoeff();
  CHECK(found.simultaneous.points[0].verdicts[0].bounds.holds(least));
}

TEST_CASE("a mixed equilibrium is proven") {
  const ExperimentSpec spec = spec_of("bimatrix", three_actions);
  const SearchBox box = box_of(spec);
  const Certificates found = certify(spec, box, critical_points(spec, box, 20), {100, 1e9});
  REQUIRE(found.simultaneous.points.size() == 1);
  for (const Interval& side : found.simultaneous.points[0].zero.tight) {
    CHECK(side.holds(0));
    CHECK(side.radius() < 1e-12);
  }
}

TEST_CASE("it is proven that there is no other mixed equilibrium in a box of logits") {
  const ExperimentSpec spec = spec_of("bimatrix", three_actions);
  const CriticalPoints known = critical_points(spec, box_of(spec), 20);
  REQUIRE(known.simultaneous.size() == 1);
  EnclosedGame game(spec, known.across, std::vector(6, 0.0));
  const SearchBox differences{std::vector(4, -1.0), std::vector(4, 1.0)};
  // Where probabilities are bounded factor by factor, it takes several times as many boxes.
  const ExhaustiveSearch found = search_exhaustively(
      [&](const Box& box) { return game.simultaneous(box); }, game.shape(), differences,
      {known.across.free_of(known.simultaneous[0].x)}, {25000, 1e9});
  CHECK(found.undecided.empty());
  CHECK(found.unexplored.empty());
  CHECK(found.zeros.size() == 1);
}

TEST_CASE("the Stackelberg flow does not move along translations") {
  const ExperimentSpec whole = spec_of("quadratic", of_differences({2.0, 0.7}, {-0.4, 1.5}, 0.9));
  const ExperimentSpec scalar = spec_of("quadratic", of_scalars({2.0, 0.7}, {-0.4, 1.5}, 0.9));
  for (const auto kind : {FlowKind::Of::stackelberg, FlowKind::Of::reduced}) {
    // Both coordinates of a player move, in opposite directions: differences move twice as fast.
    const FlowPath path = flow(whole, {kind, nullptr}, {2, 1, 0.5, 1}, 1, 3, 1, 1e-11);
    const FlowPath one = flow(scalar, {kind, nullptr}, {1, -0.5}, 2, 3, 1, 1e-11);
    for (std::size_t i = 0; i < path.x.size(); ++i) {
      CHECK(path.x[i][0] - path.x[i][1] == doctest::Approx(one.x[i][0]).epsilon(1e-8));
      CHECK(path.x[i][2] - path.x[i][3] == doctest::Approx(one.x[i][1]).epsilon(1e-8));
      CHECK(path.x[i][0] + path.x[i][1] == doctest::Approx(3).epsilon(1e-12));
    }
  }
}

TEST_CASE("games without such translations have none") {
  for (const char* game : {"torus", "duopoly", "tandem", "exp-poly", "hamiltonian"}) {
    const ExperimentSpec spec =
        spec_of(game, std::string(game) == "hamiltonian" ? "A = [[1.0]]" : "");
    Point at(spec, box_of(spec).lower);
    look_for_translations(at);
    CHECK_MESSAGE(at.translations().none(), game);
  }
}

TEST_CASE("solve names the translations, and says why it finds nothing") {
  const TempFolder folder;
  const auto manifest = [&](const char* params) {
    write_file(folder / "m.toml", std::string("[experiment]\nname = 'x'\nsteps = 1\nseeds = 1\n"
                                              "[game]\nplugin = 'bimatrix'\n[game.params]\n") +
                                      params +
                                      "\n[[learner]]\nname = 'l'\nrule = 'gradient-play'\n"
                                      "step = 0.1\n");
    return (folder / "m.toml").string();
  };
  const Outcome found = host("solve " + manifest(three_actions) + " --starts 50");
  REQUIRE_MESSAGE(found.code == 0, found.err);
  CHECK(found.out.find("no cost changes along player 1: (1, 1, 1), player 2: (1, 1, 1)") !=
        std::string::npos);
  CHECK(found.out.find("simultaneous play: 1 critical point\n") != std::string::npos);
  const auto json =
      nlohmann::json::parse(host("solve " + manifest(four_actions) + " --starts 50 --json").out);
  CHECK(json["simultaneous"].empty());
  CHECK(json["why_none"]["simultaneous"].get<std::string>().find("infinite") != std::string::npos);
  CHECK(json["translations"]["held"] == std::vector<int>{3, 7});
  // A learner's own field has the same translations.
  const auto played =
      nlohmann::json::parse(host("solve " + manifest("A = [[2, 0], [0, 1]]\nB = [[2, 0], [0, 1]]") +
                                 " --starts 20 --learner l --json")
                                .out);
  REQUIRE(played["learner"]["points"].size() == 1);
  // Both players coordinate with probability 1 / 3 on the first action: a saddle.
  const std::vector<double> x = played["learner"]["points"][0]["x"];
  CHECK(x[0] - x[1] == doctest::Approx(-std::log(2)).epsilon(1e-9));
  CHECK(x[2] - x[3] == doctest::Approx(-std::log(2)).epsilon(1e-9));
  CHECK(played["learner"]["points"][0]["class"]["critical_learner"] == true);
  CHECK(played["learner"]["points"][0]["class"]["stable_learner"] == false);
  CHECK(played["learner"]["points"][0]["class"]["marginal_learner"] == false);
}

}  // namespace
