// What iterative solves leave of their equations is recorded, and told if it is large.
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::test;

struct Solved {
  Outcome run;
  std::vector<double> residuals;
  std::vector<std::string> steps, warnings;
};
Solved solved(const std::string& follower, const std::string& solver, std::size_t steps,
              const std::string& more = "") {
  const TempFolder temp;
  write_file(temp / "m.toml",
             "[experiment]\nname = 's'\nsteps = " + std::to_string(steps) +
                 "\nseeds = 2\nstart = { at = [0.5, 0.7, 0.8] }\n" + more +
                 "\n[game]\nplayers = { x = 1, y = 2 }\ncost = ['x^2/2 + y[1] + y[2]*x', '" +
                 follower +
                 "']\n[[learner]]\nname = 'l'\nplayers = [{ rule = 'stackelberg', step = 0.05, "
                 "params = { " +
                 solver + " } }, { rule = 'gradient-play', step = 0.1 }]\n");
  const Outcome run =
      host("run " + (temp / "m.toml").string() + " --out " + (temp / "out").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  return {run, numbers(temp / "out", "select value from residual order by run, player"),
          query(temp / "out", "select step from residual order by run, player"),
          query(temp / "out",
                "select run || ' ' || step from warning where text like '%iterative solve%' order "
                "by run")};
}

// D_22 f_2 is ((1, 1), (1, 1)), so of the right-hand side (1, x) the part along (1, -1) is left:
// |1 - x| / sqrt(2) of sqrt(1 + x^2), with x = 0.5.
TEST_CASE("GMRES on a singular system tells the part that no solution can take away") {
  const Solved one = solved("(y[1] + y[2] - x)^2/2", "solver = \"gmres\"", 1);
  REQUIRE(one.residuals.size() == 2);
  for (const double value : one.residuals)
    CHECK(value == doctest::Approx(0.5 / std::sqrt(2 * 1.25)).epsilon(1e-12));
  CHECK(one.steps == std::vector<std::string>{"1", "1"});
  CHECK(one.warnings == std::vector<std::string>{"0 1", "1 1"});
  const std::string text =
      "warning: learner 'l': an iterative solve of player 1 left a relative residual of more than "
      "1e-06, so that the player does not follow its rule; the most that it left in a run is in "
      "the "
      "table 'residual' (in 2 of 2 runs)\n";
  CHECK_MESSAGE(one.run.err.find(text) != std::string::npos, one.run.err);

  const Solved many = solved("(y[1] + y[2] - x)^2/2", "solver = \"gmres\"", 100);
  CHECK(many.warnings == std::vector<std::string>{"0 1", "1 1"});  // once
  CHECK(many.residuals[0] >= one.residuals[0]);
  CHECK(many.residuals[0] == many.residuals[1]);
}

TEST_CASE("solves that succeed are recorded without a warning, and those cut short with one") {
  const std::string follower = "y[1]^2 + y[1]*y[2]/2 + 2*y[2]^2 - x*y[1]";
  for (const char* solver : {"solver = \"gmres\"", "solver = \"cg\""}) {
    const Solved good = solved(follower, solver, 50);
    REQUIRE(good.residuals.size() == 2);
    CHECK(good.residuals[0] <= 1e-12);
    CHECK(good.warnings.empty());
    const Solved cut = solved(follower, solver + std::string(", iterations = 1"), 1);
    CHECK(cut.residuals[0] > 1e-3);
    CHECK(cut.warnings == std::vector<std::string>{"0 1", "1 1"});
    const Solved quiet =
        solved(follower, solver + std::string(", iterations = 1"), 1, "warnings = false");
    CHECK(quiet.residuals == cut.residuals);
    CHECK(quiet.warnings.empty());
  }
  CHECK(solved(follower, "solver = \"dense\"", 50).residuals.empty());
}

// A leader that stays where it is, and a follower that responds.
Solved responded(const std::string& follower, const std::string& start, const std::string& params) {
  const TempFolder temp;
  write_file(temp / "m.toml",
             "[experiment]\nname = 's'\nsteps = 3\nseeds = 1\nstart = { at = " + start +
                 " }\n[game]\nplayers = { x = 1, y = 1 }\ncost = ['(x - 0.1)^2/2', '" + follower +
                 "']\n[[learner]]\nname = 'l'\nplayers = [{ rule = 'gradient-play', step = 0.05 }, "
                 "{ rule = 'best-response', params = { " +
                 params + " } }]\n");
  const Outcome run =
      host("run " + (temp / "m.toml").string() + " --out " + (temp / "out").string());
  Solved solved{run,
                numbers(temp / "out", "select value from residual where player = 1"),
                {},
                query(temp / "out", "select text from warning where text like '%iterative%'")};
  solved.steps = query(temp / "out", "select value from final_state where player = 1");
  return solved;
}

// e^y - 2y has its minimum at log 2; its gradient and curvature at y are e^y - 2 and e^y.
TEST_CASE("a best response records what it left of its gradient in proportion to its terms") {
  const std::string follower = "exp(y) - 2*y";
  const Solved rough = responded(follower, "[0.1, 0.3]", "tolerance = 0.05");
  CHECK(rough.run.code == 0);
  REQUIRE(rough.residuals.size() == 1);
  double y = 0.3;  // two steps of Newton's method are enough
  for (int step = 0; step < 2; ++step) y += (2 - std::exp(y)) / std::exp(y);
  CHECK(rough.residuals[0] ==
        doctest::Approx(std::abs(std::exp(y) - 2) / (std::exp(y) * y)).epsilon(1e-9));
  CHECK(rough.residuals[0] > 1e-3);
  CHECK(rough.warnings.size() == 1);

  const Solved fine = responded(follower, "[0.1, 0.3]", "");
  REQUIRE(fine.residuals.size() == 1);
  CHECK(fine.residuals[0] <= 1e-10);
  CHECK(fine.warnings.empty());
}

// The response to x = 0.1 is a rounding error of terms of 0.3 and 0.7: its gradient is as large as
// what the curvature changes it by on the way to 0, and the curvature is constant.
TEST_CASE("a best response that is a rounding error leaves nothing") {
  const Solved zero = responded("(y + 3*x - 0.3)^2 + 0.37*(y - 7*x + 0.7)^2", "[0.1, 0.0]", "");
  CHECK(zero.run.code == 0);
  REQUIRE(zero.residuals.size() == 1);
  CHECK(std::abs(std::stod(zero.steps.at(0))) <= 1e-15);
  CHECK(zero.residuals[0] <= 1e-10);
  CHECK(zero.warnings.empty());
}

TEST_CASE("a best response that is not found records how far it was from being one") {
  const Solved none = responded("exp(y) - 2*y", "[0.1, 0.3]", "iterations = 1");
  CHECK(none.run.code == 1);
  REQUIRE(none.residuals.size() == 1);
  // From 0.3 Newton's step ends at 0.3 + (2 - e^0.3) / e^0.3.
  const double y = 2 / std::exp(0.3) - 0.7;
  CHECK(none.residuals[0] == doctest::Approx((std::exp(y) - 2) / (std::exp(y) * y)).epsilon(1e-12));
  CHECK(none.warnings.size() == 1);
}

}  // namespace
