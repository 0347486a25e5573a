// The outcomes of runs: the tests that decide them, on paths whose outcome is known, and each
// outcome through the host.
#include "play/outcome.hpp"

#include <cmath>
#include <functional>
#include <numbers>

#include "play/population.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using firstmove::test::host;
using firstmove::test::query;
using firstmove::test::shell;
using firstmove::test::TempFolder;
using firstmove::test::write_file;
using firstmove::test::fs::path;
using Kind = firstmove::engine::Outcome;

constexpr fm_domain line = {FM_DOMAIN_REAL, 0, 0, 0};
constexpr fm_domain circle = {FM_DOMAIN_PERIODIC, 0, -std::numbers::pi, std::numbers::pi};

Shape plane(const std::vector<fm_domain>& domains) {
  return {{static_cast<std::uint32_t>(domains.size())},
          {0, static_cast<std::uint32_t>(domains.size())},
          domains,
          {},
          {}};
}

// The outcome of a path with this number of steps.
Kind judged(const std::vector<fm_domain>& domains, std::uint64_t steps,
            const std::function<std::vector<double>(std::uint64_t)>& at,
            Cause cause = Cause::steps) {
  const Shape shape = plane(domains);
  Population population(shape, 1);
  PathMemory memory(shape, population);
  population.place(0, at(0));
  memory.see(0);
  for (std::uint64_t k = 1; k <= steps; ++k) {
    population.begin_step();
    population.place(0, at(k));
    memory.see(k);
  }
  return memory.judge(0, cause, {});
}

std::vector<double> on_circle(double radius, double angle) {
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

TEST_CASE("paths that converge, cycle, diverge or drift are distinguished") {
  const std::vector<fm_domain> two = {line, line};
  for (const std::uint64_t steps : {100u, 1000u, 12345u}) {
    CAPTURE(steps);
    const auto n = static_cast<double>(steps);
    const auto spiral = [&](double growth, double turns) {
      return judged(two, steps, [=](std::uint64_t k) {
        const double t = static_cast<double>(k) / n;
        return on_circle(std::exp(growth * t), 2 * std::numbers::pi * turns * t);
      });
    };
    CHECK(spiral(0, 8) == Kind::cycling);
    CHECK(spiral(0.7, 20) == Kind::cycling);
    CHECK(spiral(-12, 8) == Kind::converged);
    CHECK(spiral(20, 8) == Kind::diverged);
    CHECK(judged(two, steps, [n](std::uint64_t k) {
            return std::vector<double>{static_cast<double>(k) / n, 1.0};
          }) == Kind::budget_spent);
    // Two alternating points: every update reverses the previous one.
    CHECK(judged(two, steps, [](std::uint64_t k) {
            return std::vector<double>{k % 2 == 0 ? 1.0 : -1.0, 0.5};
          }) == Kind::cycling);
  }
  CHECK(judged(two, 10, [](std::uint64_t k) { return on_circle(1, static_cast<double>(k)); }) ==
        Kind::budget_spent);
}

TEST_CASE("an angle that keeps rotating cycles; one that rests at the seam has converged") {
  CHECK(judged({circle}, 2000, [](std::uint64_t k) {
          return std::vector<double>{
              std::remainder(0.05 * static_cast<double>(k), 2 * std::numbers::pi)};
        }) == Kind::cycling);
  CHECK(judged({circle}, 2000, [](std::uint64_t k) {
          return std::vector<double>{(k % 2 == 0 ? 1 : -1) * (std::numbers::pi - 1e-3)};
        }) == Kind::converged);
}

TEST_CASE(
    "cycles are found in many coordinates too, and the sketch does not make up a rest point") {
  const std::vector<fm_domain> many(100, line);
  const auto path = [&](double radius, double drift) {
    return judged(many, 4000, [=](std::uint64_t k) {
      std::vector<double> x(100);
      const double t = static_cast<double>(k);
      for (std::size_t c = 0; c < x.size(); ++c)
        x[c] = radius * std::sin(0.02 * t + static_cast<double>(c)) + drift * t;
      return x;
    });
  };
  CHECK(path(1, 0) == Kind::cycling);
  CHECK(path(1e-5, 0) == Kind::converged);
  CHECK(path(0, 1e-3) == Kind::budget_spent);
}

TEST_CASE("noise around a rest point is almost never taken for a cycle") {
  // x+ = x - g (x + w): a stationary process of standard deviation s; 0.5 s is far above the
  // tolerance, so the run has not converged either.
  std::mt19937_64 generator(7);
  std::normal_distribution<double> normal;
  int cycling = 0, converged = 0;
  constexpr int runs = 400;
  for (int i = 0; i < runs; ++i) {
    std::vector<double> x = {0.0, 0.0};
    const Kind kind = judged({line, line}, 3000, [&](std::uint64_t) {
      for (double& c : x) c -= 0.05 * (c + 3 * normal(generator));
      return x;
    });
    cycling += kind == Kind::cycling;
    converged += kind == Kind::converged;
  }
  CHECK(cycling <= 4);
  CHECK(converged == 0);
}

TEST_CASE("the cause of a run's end takes precedence over the shape of its path") {
  const auto still = [](std::uint64_t) { return std::vector<double>{1.0}; };
  CHECK(judged({line}, 50, still, Cause::seconds) == Kind::timed_out);
  CHECK(judged({line}, 50, still, Cause::infinite) == Kind::diverged);
  CHECK(judged({line}, 50, still, Cause::fault) == Kind::failed);
  CHECK(judged({line}, 50, still, Cause::nan) == Kind::failed);
  CHECK(judged({line}, 5, still, Cause::stop_rule) == Kind::converged);
  CHECK(judged({line}, 50, still, Cause::products) == Kind::converged);
  const auto grows = [](std::uint64_t k) { return std::vector<double>{std::pow(10.0, k)}; };
  CHECK(judged({line}, 20, grows, Cause::nan) == Kind::diverged);
}

std::string manifest(const std::string& game, const std::string& learner,
                     const std::string& experiment = "steps = 2000") {
  return "[experiment]\nname = \"o\"\nseeds = 3\nwarnings = false\n" + experiment + "\n[game]\n" +
         game + "\n[[learner]]\nname = \"l\"\n" + learner + "\n";
}

std::vector<std::string> ran(const std::string& text, int code = 0) {
  const TempFolder folder;
  write_file(folder / "m.toml", text);
  const auto outcome =
      host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "r").string());
  CHECK_MESSAGE(outcome.code == code, outcome.err);
  return query(folder / "r", "SELECT DISTINCT outcome || ': ' || reason FROM run");
}

TEST_CASE("every outcome is recorded") {
  using Said = std::vector<std::string>;
  const std::string play = "rule = \"gradient-play\"\nstep = ";
  CHECK(ran(manifest("plugin = \"duopoly\"", play + "0.2")) == Said{"converged: "});
  CHECK(ran(manifest("plugin = \"duopoly\"", play + "0.2", "steps = 10")) ==
        Said{"budget spent: "});
  const std::string pennies = "plugin = \"matching-pennies\"";
  CHECK(ran(manifest(pennies, play + "0.05",
                     "steps = 20000\nstart = { at = [1.0, 0.0, 0.0, 0.0] }")) == Said{"cycling: "});
  CHECK(ran(manifest("plugin = \"hamiltonian\"", play + "0.5",
                     "steps = 200\nstart = { at = [1.0, 1.0] }")) == Said{"diverged: "});
  CHECK(ran(manifest("plugin = \"duopoly\"", play + "0.2",
                     "steps = 2000\nbudget = { products = 60 }\nstart = { at = [1.0, 1.0] }")) ==
        Said{"converged: the budget of 60 oracle products is spent"});
  CHECK(ran(manifest("plugin = \"duopoly\"", play + "1e-9",
                     "steps = 1000000000\nbudget = { seconds = 0.02 }")) ==
        Said{"timed out: the time budget of 0.02 s is spent"});
  const std::string chain = "plugin = \"oligopoly-chain\"\nparams = { c = [1.0, 1.0, 1.0] }";
  const auto skipped = ran(manifest(chain, "rule = \"competitive-gradient\"\nstep = 0.1",
                                    "steps = 10\nrefused = \"skip\""));
  REQUIRE(skipped.size() == 1);
  CHECK(skipped[0].starts_with("skipped: learner 'l': rule 'competitive-gradient' cannot play"));
}

TEST_CASE("a run is charged for its own requests to the game, not for those of its neighbours") {
  const auto charged = [](const std::string& learner, const std::string& batch) {
    const TempFolder folder;
    write_file(folder / "m.toml",
               manifest("plugin = \"torus\"", learner, "steps = 40\nbatch = " + batch));
    const auto outcome =
        host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "r").string());
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return query(folder / "r", "SELECT products FROM run ORDER BY id");
  };
  using Counts = std::vector<std::string>;
  // D_1 f_1 and D_2 f_2.
  CHECK(charged("rule = \"gradient-play\"\nstep = 0.1", "3") == Counts{"80", "80", "80"});
  // D_1 f_1, D_2 f_1, D_12 f_2 and D_22 f_2 of one column each; D_2 f_2.
  CHECK(charged("players = [{ rule = \"stackelberg\", step = 0.1 }, "
                "{ rule = \"gradient-play\", step = 0.1 }]",
                "3") == Counts{"200", "200", "200"});
  // Each replica takes the Newton steps to its best response that it needs.
  const std::string answers =
      "players = [{ rule = \"gradient-play\", step = 0.1 }, { rule = \"best-response\" }]";
  const Counts alone = charged(answers, "1");
  CHECK(charged(answers, "3") == alone);
  CHECK(alone[0] != alone[1]);
}

TEST_CASE("budgets and tests of outcomes are checked") {
  const auto said = [](const std::string& experiment) {
    const TempFolder folder;
    write_file(folder / "m.toml", manifest("plugin = \"torus\"", "rule = \"lola\"\nstep = 0.1",
                                           "steps = 10\n" + experiment));
    const auto outcome = shell("cd " + folder.path().string() + " && " HOST " run m.toml");
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  CHECK(said("budget = { produts = 3 }") ==
        "m.toml:6:12: unknown key 'produts' in 'budget'; did you mean 'products'?\n");
  CHECK(said("budget = { seconds = 0 }") == "m.toml:6:22: seconds must be above 0, and is 0\n");
  CHECK(said("outcome = { tolerance = -1 }") ==
        "m.toml:6:25: tolerance must be above 0, and is -1\n");
  CHECK(said("refused = \"skpi\"") ==
        "m.toml:6:11: refused must be 'error' or 'skip', and is 'skpi'; did you mean 'skip'?\n");
}

}  // namespace
