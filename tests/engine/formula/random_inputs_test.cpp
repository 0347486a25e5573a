// Random inputs of formulas: costs of a minibatch, and what is wrong with a declaration.
#include "support/final_states.hpp"
#include "support/formula_support.hpp"

namespace {

using namespace firstmove::test;

std::vector<std::string> finals(const std::string& game, const std::string& how = "seeds = 3") {
  return final_states("[experiment]\nname = 'x'\nsteps = 40\n" + how + "\n[game]\n" + game +
                      "\n[[learner]]\nname = 'g'\nrule = 'gradient-play'\nstep = 0.05\n");
}

// The costs of the fixture `sampled`, with its streams: in alphabetical order, p is of stream 0.
const std::string formulas =
    "players = { x = 1, y = 1 }\n"
    "random = { p = 'pick(powers, 3)', u = 'uniform(4)', z = 'normal(8, 2)' }\n"
    "params = { powers = [1, 2, 4, 8, 16], c = 0.5 }\n"
    "cost = [\"sum(i = 1..8, sum(j = 1..2, (z[i, j] - x)^2)) / 32 + c * x * y\",\n"
    "  \"sum(k = 1..3, (p[k] * x - y)^2) / 6 + y * sum(u) / 4\"]\n";

TEST_CASE("formulas with random inputs run like a game with the same costs, whatever the batch") {
  const std::string same_start = "seeds = 3\nstart = { uniform = [-1.0, 1.0] }";
  const std::vector<std::string> plugins = finals("plugin = 'sampled'", same_start),
                                 ours = finals(formulas, same_start);
  REQUIRE(ours.size() == 6);
  REQUIRE(plugins.size() == 6);
  for (std::size_t i = 0; i < 6; ++i)
    CHECK(std::stod(ours[i]) == doctest::Approx(std::stod(plugins[i])).epsilon(1e-12));
  const std::vector<std::string> all = finals(formulas);
  CHECK(finals(formulas, "seeds = 3\nbatch = 1") == all);
  CHECK(finals(formulas, "seeds = 3\nseed = 1") != all);
}

// Gradient play on mean((z - x)^2) / 2 moves towards each step's mean of z: after one step from 0
// of size 1, x is that mean, whose deviation over many replicates is 1 / sqrt(16).
TEST_CASE("a step moves to the mean of its minibatch") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             "[experiment]\nname = 'x'\nsteps = 1\nseeds = 4000\nstart = { at = [0.0] }\n[game]\n"
             "players = { x = 1 }\nrandom = { z = 'normal(16)' }\n"
             "cost = [\"sum(i = 1..16, (z[i] - x)^2) / 32\"]\n[[learner]]\nname = 'g'\n"
             "rule = 'gradient-play'\nstep = 1.0\n");
  const Outcome run =
      host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "out").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  double sum = 0, squares = 0;
  for (const double x : numbers(folder / "out", "select quote(value) from final_state")) {
    sum += x;
    squares += x * x;
  }
  CHECK(std::abs(sum / 4000) < 5 * 0.25 / std::sqrt(4000.0));
  CHECK(std::abs(squares / 4000 * 16 - 1) < 5 * std::sqrt(2 / 4000.0));
}

std::string said(const std::string& random, const std::string& cost = "x^2 + sum(z)") {
  const TempFolder folder;
  write_file(folder / "m.toml", playing("players = { x = 1 }\nrandom = " + random + "\ncost = [\"" +
                                        cost + "\"]\nparams = { a = 1.0, data = [1, 2, 3] }\n"));
  const Outcome outcome =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
  CHECK(outcome.code == 2);
  CHECK_FALSE(fs::exists(folder / "r"));
  return outcome.err;
}
bool has(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE(text);
  return found;
}

TEST_CASE("mistakes in random inputs are reported at their place") {
  CHECK(has(said("{ z = 'normal(0)' }"),
            "m.toml:9:24: 'z' in random: a size of random inputs must be an integer from 1 to "
            "1000000"));
  CHECK(has(said("{ z = 'gauss(3)' }"),
            "'z' in random: random inputs are normal(n), normal(r, c), uniform(n), uniform(r, c), "
            "pick(data, n) or resample(data, n)"));
  CHECK(has(said("{ z = 'pick(data, 4)' }"),
            "4 different rows cannot be picked from 'data', which has 3"));
  CHECK(
      has(said("{ z = 'pick(dta, 2)' }"), "rows are picked from a parameter; did you mean 'data'"));
  CHECK(has(said("{ z = 'pick(a, 2)' }"),
            "rows are picked from a list or a matrix, but 'a' is a number"));
  CHECK(has(said("{ z = 3 }"), "'z'"));
  CHECK(has(said("{ x = 'normal(3)', z = 'normal(3)' }"), "the name 'x' is used twice"));
  CHECK(has(said("{ z = 'normal(3, 2)' }", "x^2 + z[4, 1]"), "the indices of 'z' run from 1 to 3"));
}

}  // namespace
