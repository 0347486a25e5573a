// The paper's experiments, run from their manifests.
#include <nlohmann/json.hpp>
#include <numbers>

#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

const std::string manifests = SOURCE_TREE "/experiments/";

// Final actions of one player under one learner, one value for each replicate.
std::vector<double> finals(const fs::path& results, int learner, int player) {
  return numbers(results,
                 "SELECT quote(value) FROM final_state JOIN run ON run.id = run "
                 "WHERE learner_index = " +
                     std::to_string(learner) + " AND player = " + std::to_string(player) +
                     " ORDER BY replicate");
}

TEST_CASE("duopoly with noise: medians at Nash and at Stackelberg, section 4.1") {
  const TempFolder folder;
  const Outcome run = host("run " + manifests + "duopoly.toml --out " + (folder / "r").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  const double expected[2][2] = {{92.0 / 3, 101.0 / 3}, {46, 26}};
  for (const int learner : {0, 1})
    for (const int player : {0, 1}) {
      const auto x = finals(folder / "r", learner, player);
      CHECK(x.size() == 10);
      CHECK(std::abs(median(x) - expected[learner][player]) < 0.5);
    }
  CHECK(run.err.find("Stackelberg, two timescales") != std::string::npos);  // the table
  CHECK(run.err.find("median") != std::string::npos);
}

TEST_CASE("duopoly without noise: every replicate reaches the closed forms, to 1e-6") {
  const TempFolder folder;
  // Constant steps: 1/k leaves an error of the order of 1/k where the first step, of size 1, pushed
  // a start out of the market.
  const Outcome run =
      host("run " + manifests + "duopoly.toml --out " + (folder / "r").string() +
           " --set learner.0.noise=none --set learner.1.noise=none --set experiment.steps=2000"
           " --set learner.0.step=0.2 --set learner.1.players.0.step=0.05"
           " --set learner.1.players.1.step=0.2");
  REQUIRE_MESSAGE(run.code == 0, run.err);
  const double expected[2][2] = {{92.0 / 3, 101.0 / 3}, {46, 26}};
  const double cost[2][2] = {{-8464.0 / 9, -10201.0 / 9}, {-1058, -676}};
  for (const int learner : {0, 1})
    for (const int player : {0, 1}) {
      for (const double x : finals(folder / "r", learner, player))
        CHECK(std::abs(x - expected[learner][player]) < 1e-6);
      for (const double f :
           numbers(folder / "r",
                   "SELECT quote(value) FROM final_cost JOIN run ON run.id = run WHERE "
                   "learner_index = " +
                       std::to_string(learner) + " AND player = " + std::to_string(player)))
        CHECK(std::abs(f - cost[learner][player]) < 1e-4);
    }
}

TEST_CASE("duopoly with a follower that plays its best response, equation (7)") {
  const TempFolder folder;
  const Outcome run = host(
      "run " + manifests + "duopoly.toml --out " + (folder / "r").string() +
      " --set learner.1.noise=none --set 'learner.1.players.0.step=0.5' --set experiment.steps=200"
      " --set 'learner.1.players.1={ rule = \"best-response\" }'");
  REQUIRE_MESSAGE(run.code == 0, run.err);
  const auto x1 = finals(folder / "r", 1, 0), x2 = finals(folder / "r", 1, 1);
  for (std::size_t r = 0; r < x1.size(); ++r) {
    CHECK(std::abs(x1[r] - 46) < 1e-9);
    CHECK(std::abs(x2[r] - (98 - x1[r]) / 2) <
          1e-9);  // r(x_1) of this x_1, not of the previous one
  }
}

TEST_CASE("torus: every replicate ends near one of the paper's equilibria, section 4.2") {
  const TempFolder folder;
  const Outcome run = host("run " + manifests + "torus.toml --out " + (folder / "r").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  const double equilibria[2][2][2] = {{{-0.78, 1.18}, {1.57, -0.40}},
                                      {{-0.53, 1.25}, {1.31, -0.46}}};
  for (const int learner : {0, 1}) {
    const auto x1 = finals(folder / "r", learner, 0), x2 = finals(folder / "r", learner, 1);
    REQUIRE(x1.size() == 100);
    std::size_t reached[2] = {0, 0}, nowhere = 0;
    for (std::size_t r = 0; r < x1.size(); ++r) {
      bool near = false;
      for (const int e : {0, 1})
        if (std::hypot(x1[r] - equilibria[learner][e][0], x2[r] - equilibria[learner][e][1]) <
            0.1) {
          ++reached[e];
          near = true;
        }
      nowhere += !near;
    }
    CHECK(nowhere == 0);
    CHECK(reached[0] > 10);
    CHECK(reached[1] > 10);
  }
}

nlohmann::json probe(const std::string& arguments) {
  const Outcome outcome = host("probe " + manifests + arguments + " --json");
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  return nlohmann::json::parse(outcome.out);
}

TEST_CASE("probe at the duopoly's equilibria: profits and Jacobians by closed form") {
  const auto stackelberg = probe("duopoly.toml --at 46,26");
  CHECK(stackelberg["cost"] == nlohmann::json({-1058.0, -676.0}));
  CHECK(stackelberg["omega"] == nlohmann::json({23.0, 0.0}));
  CHECK(stackelberg["omega_s"] == nlohmann::json({0.0, 0.0}));
  CHECK(stackelberg["J"] == nlohmann::json({{2.0, 1.0}, {1.0, 2.0}}));
  CHECK(stackelberg["J_S"] == nlohmann::json({{1.5, 1.0}, {1.0, 2.0}}));
  CHECK(stackelberg["schur"] == nlohmann::json({{1.0}}));
  const auto nash = probe("duopoly.toml --at 30.666666666666668,33.666666666666664");
  CHECK(nash["cost"][0].get<double>() == doctest::Approx(-8464.0 / 9).epsilon(1e-14));
  CHECK(nash["cost"][1].get<double>() == doctest::Approx(-10201.0 / 9).epsilon(1e-14));
  CHECK(std::abs(nash["omega"][0].get<double>()) < 1e-13);
}

TEST_CASE("probe's Stackelberg Jacobian is the derivative of omega_S, with third derivatives") {
  for (const std::string& order : {std::string(""), std::string(" --set experiment.order=[2,1]")}) {
    const double x[2] = {-0.5, 1.2}, h = 1e-5;
    const auto at = [&](double a, double b) {
      std::ostringstream text;
      text.precision(17);
      text << "torus.toml --at " << a << "," << b << order;
      return probe(text.str());
    };
    const auto here = at(x[0], x[1]);
    for (const int column : {0, 1}) {
      const auto up = at(x[0] + h * (column == 0), x[1] + h * (column == 1));
      const auto down = at(x[0] - h * (column == 0), x[1] - h * (column == 1));
      for (const int row : {0, 1}) {
        const double slope =
            (up["omega_s"][row].get<double>() - down["omega_s"][row].get<double>()) / (2 * h);
        CHECK(here["J_S"][row][column].get<double>() == doctest::Approx(slope).epsilon(1e-7));
      }
    }
  }
}

TEST_CASE("probe prints the direction of a learner") {
  const auto found = probe("torus.toml --at -0.5,1.2 --learner 'Stackelberg, two timescales'");
  CHECK(found["direction"] == found["omega_s"]);
  const auto nash = probe("torus.toml --at -0.5,1.2 --learner 'Nash: gradient play'");
  CHECK(nash["direction"] == nash["omega"]);
}

}  // namespace
