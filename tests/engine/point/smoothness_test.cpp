// At a kink no verdict rests on one-sided derivatives: for games that bound their derivatives, and
// for games of which only values on both sides are known.
#include "point/smoothness.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove::engine;
using namespace firstmove::test;

// "yes", "no" or "open".
std::string answer(const Probe& at, const std::string& name) {
  for (const Verdict& v : at.verdicts)
    if (v.name == name) return !v.open.empty() ? "open" : v.holds ? "yes" : "no";
  FAIL("no verdict " << name);
  return "";
}
// The second one gives no bounds, though it is the same game.
std::vector<ExperimentSpec> both(const std::string& costs) {
  const ExperimentSpec bounded = spec_of("pairs", "F = '" + costs + "'");
  ExperimentSpec unbounded = bounded;
  unbounded.game.teams = {{0}, {1}};
  return {bounded, unbounded};
}

TEST_CASE("on a kink of the second derivative, only the gradient decides") {
  for (const ExperimentSpec& spec : both("bent")) {
    CAPTURE(spec.game.teams.empty());
    const Probe at = probe(spec, {0, 0});  // x |x| / 2 is no minimum there
    CHECK(answer(at, "critical_simultaneous") == "yes");
    for (const char* name :
         {"stable_simultaneous", "differential_nash", "non_nash_attractor", "marginal_simultaneous",
          "critical_stackelberg", "differential_stackelberg"})
      CHECK(answer(at, name) == "open");
    CHECK(at.verdicts[1].open ==
          "not smooth here: a branch of a cost changes at this point, to within rounding");
    // Close to it, where a run ends, the point may stand for the one at 0.
    for (const double x : {1e-92, 1e-300, 1e-12, -1e-9})
      CHECK(answer(probe(spec, {x, 0}), "differential_nash") != "yes");
    const Probe beside = probe(spec, {0.3, 0});
    CHECK(answer(beside, "critical_simultaneous") == "no");
    CHECK(answer(beside, "stable_simultaneous") == "yes");
    CHECK(answer(beside, "differential_nash") == "no");
  }
}

TEST_CASE("on a kink of the gradient, nothing is decided unless another gradient is not 0") {
  for (const ExperimentSpec& spec : both("corner")) {
    CAPTURE(spec.game.teams.empty());
    const Probe at = probe(spec, {0.25, 0});
    for (const char* name : {"critical_simultaneous", "stable_simultaneous", "differential_nash"})
      CHECK(answer(at, name) == "open");
    const Probe moving = probe(spec, {0.25, 0.5});
    CHECK(answer(moving, "critical_simultaneous") == "no");
    CHECK(answer(moving, "differential_nash") == "no");
    CHECK(answer(moving, "stable_simultaneous") == "open");
    CHECK(answer(probe(spec, {0.5, 0}), "critical_simultaneous") == "no");
  }
  for (const ExperimentSpec& spec : both("ramp")) {
    CAPTURE(spec.game.teams.empty());
    CHECK(answer(probe(spec, {0, 0}), "critical_simultaneous") == "open");
    CHECK(answer(probe(spec, {-1, 0}), "critical_simultaneous") == "yes");
    CHECK(answer(probe(spec, {-1, 0}), "marginal_simultaneous") == "yes");
  }
}

TEST_CASE("a kink across both players' actions is met where they are equal") {
  for (const ExperimentSpec& spec : both("diagonal")) {
    CAPTURE(spec.game.teams.empty());
    CHECK(answer(probe(spec, {0.3, 0.3}), "stable_simultaneous") == "open");
    CHECK(answer(probe(spec, {0.1 + 0.2, 0.3}), "stable_simultaneous") == "open");
    CHECK(answer(probe(spec, {0.3, 0.29}), "stable_simultaneous") == "yes");
  }
}

TEST_CASE("a search lists a kink where the field is 0, without a class") {
  const CriticalPoints found =
      critical_points(spec_of("pairs", "F = 'bent'"), {{-1, -1}, {1, 1}}, 50);
  REQUIRE(found.simultaneous.size() == 1);
  CHECK(std::abs(found.simultaneous[0].x[0]) <= 1e-12);
  CHECK(answer(found.simultaneous[0], "critical_simultaneous") == "yes");
  CHECK(answer(found.simultaneous[0], "differential_nash") == "open");
}

TEST_CASE("smooth games have no kinks, wherever they are probed") {
  for (const char* game : {"torus", "exp-poly", "matching-pennies", "iterated-prisoners-dilemma",
                           "stag-hunt", "chain", "covariance-gan"}) {
    CAPTURE(game);
    const ExperimentSpec spec = spec_of(game, "");
    const std::uint32_t n = Game(spec.game.plugin, spec.game.params).shape().coordinates();
    std::vector<std::vector<double>> places = random_points(3, n, -1, 1);
    places.emplace_back(n, 0.0);
    places.emplace_back(n, 1.0);
    for (const std::vector<double>& x : places) {
      Point at(spec, x);
      CHECK(smoothness(at, Eigen::VectorXd::Zero(n)).smooth);
      ExperimentSpec teams = spec;
      for (std::uint32_t p = 0; p < at.shape().players(); ++p) teams.game.teams.push_back({p});
      Point unbounded(teams, x);
      CHECK(smoothness(unbounded, Eigen::VectorXd::Zero(n)).smooth);
    }
  }
}

}  // namespace
