// Best responses at costs near 0, in any unit, beside inflections, and where there is none.
#include "support/learners_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

std::vector<VectorXd> responses(const std::string& params,
                                const std::vector<std::vector<double>>& from) {
  Scene scene("pairs", params, from);
  return directions(scene, "best-response", 1);
}
std::string no_response(const std::string& params, const std::vector<double>& from,
                        const std::string& rule = "") {
  Scene scene("pairs", params, {from});
  Playing playing(scene, "best-response", 1, rule);
  const VectorXd left = playing.act()[0];
  const auto given_up = playing.learner().take_given_up();
  CAPTURE(left);
  REQUIRE(given_up.size() == 1);
  return given_up[0].text;
}
std::string text_of(double number) {
  std::ostringstream text;
  text.precision(17);
  text << number;
  return text.str();
}

TEST_CASE("a best response is found where the cost is a rounding error at it") {
  for (const auto& from : random_points(20, 2, -2, 2))
    CHECK(responses("F = 'square'", {from})[0][0] ==
          doctest::Approx(1 - from[0]).epsilon(1e-13).scale(1));
  CHECK(std::abs(responses("F = 'square'", {{1.0, 0.3}})[0][0]) <= 1e-15);
}

TEST_CASE("the units of costs and of actions do not matter") {
  for (const double cost : {1.0, 1e-11, 1e-200, 1e12, 1e200})
    for (const double action : {1.0, 1e-9, 1e9}) {
      CAPTURE(cost);
      CAPTURE(action);
      const std::string units = "\ncost = " + text_of(cost) + "\naction = " + text_of(action);
      for (const double x : {0.488088, 2.0, -1.5, 0.0}) {
        const std::vector<double> from = {x * action, 0.7 * action};
        CHECK(responses("F = 'curved'" + units, {from})[0][0] / action ==
              doctest::Approx(x + 0.1 * x * x).epsilon(1e-12).scale(1));
        CHECK(responses("F = 'exponential'" + units, {from})[0][0] / action ==
              doctest::Approx(std::log(2 + x * x)).epsilon(1e-12).scale(1));
      }
    }
}

TEST_CASE("no inflection is taken for a best response") {
  for (const double y : {0.0, 1e-3, 1.0})  // the cost y^3 on [-1, 1]
    CHECK(responses("F = 'bounded'", {{0.5, y}})[0][0] == -1);
  for (const double y : {2.0, 1.0, 1.0 + 1e-10, 1.0 - 1e-10, 0.3})
    CHECK(responses("F = 'inflection'", {{0.5, y}})[0][0] == doctest::Approx(0.25).epsilon(1e-9));
  for (const double y : {2.0, 1.0, 0.0, 0.1}) {
    const VectorXd r = responses("F = 'rotated'", {{0.5, y, y - 0.1}})[0];
    CHECK(r[0] == doctest::Approx(-0.375).epsilon(1e-9));
    CHECK(r[1] == doctest::Approx(-0.375).epsilon(1e-9));
  }
  // A minimum whose second derivative vanishes, and a cost that does not depend on the action.
  for (const double x : {0.5, -3.0})
    CHECK(responses("F = 'quartic'", {{x, 2.0}})[0][0] == doctest::Approx(x).epsilon(1e-8));
  CHECK(responses("F = 'flat'", {{0.5, 0.7}})[0][0] == 0.7);
}

// Example 1's follower. From the inner slope of a hump, just beside its top, the curvature is
// negative, and a long step would lead over the hump to where the cost has died out.
TEST_CASE("no step leads out of the basin in which a follower starts") {
  const auto cost = [](double x, double y) {
    const double high = std::pow(0.15 * x * x + y, 2) + std::pow(0.25 * y * y + x, 2);
    return std::exp(-0.01 * (x * x + y * y)) * high;
  };
  for (const auto& [x, y] : {std::pair(-11.7518078452523, -13.1751742400011),
                             std::pair(1.80670536720388, 10.8102853209893),
                             std::pair(-4.66959809096494, 14.0036238840515)}) {
    CAPTURE(x);
    // The first minimum downhill, by small steps.
    double slope = cost(x, y + 1e-6) - cost(x, y - 1e-6), at = y;
    const double step = slope > 0 ? -1e-3 : 1e-3;
    while (cost(x, at + step) < cost(x, at)) at += step;
    REQUIRE(std::abs(at) < 13);
    CHECK(responses("F = 'hump'", {{x, y}})[0][0] == doctest::Approx(at).epsilon(1e-3).scale(10));
  }
  // From the outer slopes it falls for ever, and where it has underflowed is no answer.
  for (const auto& [x, y] : {std::pair(14.7908803526874, 12.3297539938356),
                             std::pair(-1.61478283850672, 18.1672459560092)})
    CHECK(no_response("F = 'hump'", {x, y}).substr(0, 38) ==
          "player 2 has no best response in reach");
}

TEST_CASE("where the cost falls for ever there is no best response, and the reason is said") {
  const std::string none =
      "player 2 has no best response in reach: after 200 steps its cost still falls, and the steps "
      "do not grow shorter";
  CHECK(no_response("F = 'falling'", {1.0, 1.0}) == none);
  CHECK(no_response("F = 'steep'", {1.0, 1.0}) == none);
  // Until the derivatives have underflowed.
  CHECK(no_response("F = 'falling'", {1.0, 1.0}, "iterations = 1000").substr(0, 38) ==
        none.substr(0, 38));
  CHECK(no_response("F = 'exponential'", {1.0, 1.0}, "iterations = 1\ntolerance = 1e-12\n") ==
        "the best response of player 2 was not found to the tolerance 1e-12 in 1 iterations");
}

TEST_CASE(
    "local symplectic surgery arrives at an equilibrium whose gradients are rounding errors") {
  std::vector<std::vector<double>> close;
  for (const double off : {0.0, 1e-6, 1e-12, 1e-15, 2e-17})
    for (const double y : {0.0, 1e-9, -1e-16}) close.push_back({0.1 + off, y});
  Scene scene("pairs", "F = 'written-out'", close);
  for (const std::uint32_t player : {0u, 1u}) directions(scene, "local-symplectic-surgery", player);
}

}  // namespace
