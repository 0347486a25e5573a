// Units of costs and actions change no analysis.
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

#include "analysis/flow.hpp"
#include "analysis/newton.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

// Actions in units of s, costs in units of c. The critical points of simultaneous play are
// x / s = 0 and +- sqrt(0.99), with y = x / 10.
struct Scaled {
  TempFolder folder;
  std::string path(double s, double c, double k) {
    write_file(folder / "m.toml",
               fmt::format("[experiment]\nname = 'x'\nsteps = 200\nseeds = 3\n"
                           "[game]\nplayers = {{ x = 1, y = 1 }}\n"
                           "cost = ['c*((x/s)^4/4 - (x/s)^2/2 + 0.1*(x/s)*(y/s))', "
                           "'k*((y/s)^2/2 - 0.1*(x/s)*(y/s))']\n"
                           "params = {{ s = {0:.17g}, c = {1:.17g}, k = {2:.17g} }}\n"
                           "box = [{3:.17g}, {4:.17g}]\n"
                           "[[learner]]\nname = 'l'\nrule = 'gradient-play'\nstep = {5:.17g}\n",
                           s, c, k, -2 * s, 2 * s, 0.01 * s * s / c));
    return (folder / "m.toml").string();
  }
  nlohmann::json solve(double s, double c, double k) {
    const Outcome found = host("solve " + path(s, c, k) + " --starts 200 --json");
    REQUIRE_MESSAGE(found.code == 0, found.err);
    return nlohmann::json::parse(found.out);
  }
};

TEST_CASE("solve finds and classifies the same points in any unit of actions and costs") {
  Scaled game;
  const double one[] = {-std::sqrt(0.99), 0, std::sqrt(0.99)};
  const auto expected = game.solve(1, 1, 1);
  for (const auto& [s, c, k] :
       {std::tuple{1.0, 1.0, 1.0}, std::tuple{1e-9, 1.0, 1.0}, std::tuple{1e9, 1.0, 1.0},
        std::tuple{1.0, 1e-12, 1e-12}, std::tuple{1.0, 1e12, 1e12}, std::tuple{1.0, 1.0, 1e-12},
        std::tuple{1e-9, 1e12, 1e-12}, std::tuple{1e9, 1e-12, 1e12}}) {
    CAPTURE(s);
    CAPTURE(c);
    CAPTURE(k);
    const auto found = game.solve(s, c, k);
    for (const char* play : {"simultaneous", "stackelberg"}) {
      REQUIRE(found[play].size() == expected[play].size());
      for (std::size_t i = 0; i < found[play].size(); ++i) {
        const std::string equilibrium =
            play == std::string("simultaneous") ? "differential_nash" : "differential_stackelberg";
        CHECK(found[play][i]["class"][equilibrium] == expected[play][i]["class"][equilibrium]);
        if (c == k)
          for (const char* verdict : {"stable_simultaneous", "stable_stackelberg"})
            CHECK_MESSAGE(found[play][i]["class"][verdict] == expected[play][i]["class"][verdict],
                          verdict);
      }
    }
    REQUIRE(found["simultaneous"].size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      const std::vector<double> x = found["simultaneous"][i]["x"];
      CHECK(std::abs(x[0] / s - one[i]) < 1e-12);
      CHECK(std::abs(x[1] / s - one[i] / 10) < 1e-12);
      CHECK(found["simultaneous"][i]["class"]["differential_nash"] == (i != 1));
    }
  }
}

TEST_CASE("powers of two as units change no bit of the points") {
  Scaled game;
  const auto one = game.solve(1, 1, 1);
  const double s = std::ldexp(1.0, -30), c = std::ldexp(1.0, 40);
  const auto found = game.solve(s, c, 1 / c);
  for (const char* play : {"simultaneous", "stackelberg"}) {
    REQUIRE(found[play].size() == one[play].size());
    for (std::size_t i = 0; i < found[play].size(); ++i)
      for (std::size_t a = 0; a < 2; ++a)
        CHECK(found[play][i]["x"][a].get<double>() / s == one[play][i]["x"][a].get<double>());
  }
}

TEST_CASE("flows in any unit take the same path") {
  Scaled game;
  const auto flow_of = [&](double s, double c) {
    // Time is in units of s^2 / c.
    const Outcome found =
        host(fmt::format("flow {} --at={:.17g},{:.17g} --time {:.17g} --points 4 "
                         "--field stackelberg --json",
                         game.path(s, c, c), 1.5 * s, -s, 3 * s * s / c));
    REQUIRE_MESSAGE(found.code == 0, found.err);
    return nlohmann::json::parse(found.out)["x"];
  };
  const auto one = flow_of(1, 1);
  for (const auto& [s, c] : {std::pair{1e-9, 1.0}, std::pair{1e9, 1e-12}, std::pair{1.0, 1e12},
                             std::pair{1e-9, 1e-12}}) {
    const auto found = flow_of(s, c);
    for (std::size_t i = 0; i < one.size(); ++i)
      for (std::size_t a = 0; a < 2; ++a)
        CHECK(found[i][a].get<double>() / s ==
              doctest::Approx(one[i][a].get<double>()).epsilon(1e-8));
  }
  const double s = std::ldexp(1.0, -30), c = std::ldexp(1.0, 40);
  const auto exact = flow_of(s, c);
  for (std::size_t i = 0; i < one.size(); ++i)
    for (std::size_t a = 0; a < 2; ++a)
      CHECK(exact[i][a].get<double>() / s == one[i][a].get<double>());
}

// x^2 - e^2 has two zeros however close they are, as long as their slopes are not lost to rounding.
TEST_CASE("zeros are merged if they are one, not if they are close") {
  Shape line;
  line.dims = {1};
  line.offsets = {0, 1};
  line.domains = {fm_domain{FM_DOMAIN_REAL, 0, 0, 0}};
  for (const double e : {1e-2, 1e-4, 1e-6}) {
    const FieldAt field = [e](const std::vector<double>& x) {
      Field at{Eigen::VectorXd(1), Eigen::MatrixXd(1, 1)};
      at.value[0] = (x[0] - e) * (x[0] + e);
      at.jacobian(0, 0) = 2 * x[0];
      return std::optional(at);
    };
    const NewtonEnd right = newton(line, {1}, field, {0.7}),
                    left = newton(line, {1}, field, {-0.6});
    const NewtonEnd again = newton(line, {1}, field, {0.9});
    REQUIRE(right.kind == NewtonEnd::Kind::zero);
    REQUIRE(left.kind == NewtonEnd::Kind::zero);
    CHECK(right.x[0] == doctest::Approx(e).epsilon(1e-9));
    CHECK_FALSE(same_zero(line, {1}, field, right.x, left.x));
    CHECK(same_zero(line, {1}, field, right.x, again.x));
  }
}

// (x - 1)^2 / 2 + x y over y = x + x^2 / 10: x^2 / 10 + 2 x = 1.
TEST_CASE("a follower responds, and is tracked, whatever the unit of its cost") {
  const TempFolder folder;
  const auto play = [&](const std::string& follower, const std::string& name) {
    write_file(folder / "m.toml",
               "[experiment]\nname = 'x'\nsteps = 2000\nseeds = 1\nstart = { at = [2.0, 0.0] }\n"
               "warnings = false\n[game]\nplayers = { x = 1, y = 1 }\n"
               "cost = ['(x - 1)^2/2 + x*y', 'c*(y - x - 0.1*x^2)^2/2']\nparams = { c = 1.0 }\n"
               "box = [-4, 4]\n[[learner]]\nname = 'l'\n"
               "players = [{ rule = 'gradient-play', step = 0.01 }, " +
                   follower +
                   "]\n[[observer]]\nplugin = 'follower-tracking'\n"
                   "[sweep]\n'game.params.c' = [1.0, 1e-6, 1e-8, 1e-11, 1e12]\n");
    const Outcome run =
        host("run " + (folder / "m.toml").string() + " -q --out " + (folder / name).string());
    REQUIRE_MESSAGE(run.code == 0, run.err);
    return folder / name;
  };
  const auto played = play("{ rule = 'best-response' }", "responding");
  const double x = (std::sqrt(4.4) - 2) / 0.2;
  for (const auto& [player, end] : {std::pair{0, x}, std::pair{1, x + x * x / 10}}) {
    const auto ends = numbers(
        played,
        fmt::format("select printf('%!.17g', value) from final_state where player = {}", player));
    REQUIRE(ends.size() == 5);
    for (const double one : ends) CHECK(one == doctest::Approx(end).epsilon(1e-9));
  }
  // A follower that hardly moves: its response to 2 is 2.4.
  const auto first = numbers(play("{ rule = 'gradient-play', step = 1e-30 }", "resting"),
                             "select value from metric where name = 'tracking' and step = 0");
  REQUIRE(first.size() == 5);
  for (const double distance : first) CHECK(distance == doctest::Approx(2.4).epsilon(1e-9));
}

TEST_CASE("powers of two as units change no bit of a run") {
  const auto ends = [](double s, double c) {
    Scaled game;
    const std::string manifest = game.path(s, c, c);
    const double step = 0.01 * s * s / c;
    std::ofstream(manifest, std::ios::app) << fmt::format(
        "[[learner]]\nname = 'led'\nplayers = [{{ rule = 'stackelberg', step = {0:.17g} }}, "
        "{{ rule = 'gradient-play', step = {0:.17g} }}]\n"
        "[[learner]]\nname = 'answered'\nplayers = [{{ rule = 'gradient-play', step = {0:.17g} }}, "
        "{{ rule = 'best-response' }}]\n"
        "[[learner]]\nname = 'ahead'\nrule = 'extragradient'\nstep = {0:.17g}\n"
        "[[learner]]\nname = 'optimistic'\nrule = 'optimistic'\nstep = {0:.17g}\n"
        "[[learner]]\nname = 'lola'\nrule = 'lola'\nstep = {0:.17g}\n"
        "[[learner]]\nname = 'newton'\nrule = 'newton-lola'\nstep = {0:.17g}\n"
        "[[learner]]\nname = 'follow'\nplayers = [{{ rule = 'gradient-play', step = {0:.17g} }}, "
        "{{ rule = 'follow-the-ridge', step = {0:.17g} }}]\n",
        step);
    const std::string out = (game.folder / "out").string();
    const Outcome run = host("run " + manifest + " -q --out " + out);
    REQUIRE_MESSAGE(run.code == 0, run.err);
    return numbers(out, "select printf('%!.17g', value) from final_state order by run, player");
  };
  const double s = std::ldexp(1.0, -30), c = std::ldexp(1.0, 40);
  const auto one = ends(1, 1);
  REQUIRE(one.size() == 8u * 3u * 2u);
  for (const auto& [unit, cost] : {std::pair{s, c}, std::pair{1 / s, 1 / c}, std::pair{s, 1 / c}}) {
    const auto found = ends(unit, cost);
    REQUIRE(found.size() == one.size());
    for (std::size_t i = 0; i < one.size(); ++i) CHECK(found[i] / unit == one[i]);
  }
}

}  // namespace
