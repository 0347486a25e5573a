// The observers that use the analysis: the classification of final points, and the distance of
// followers from their best responses.
#include <map>
#include <nlohmann/json.hpp>

#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

struct Ran {
  TempFolder folder;
  Outcome run;
  explicit Ran(const std::string& manifest) {
    write_file(folder / "m.toml", manifest);
    run = host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "out").string());
  }
  std::vector<std::string> get(const std::string& sql) const { return query(folder / "out", sql); }
};

constexpr const char* torus = R"([experiment]
name = "ends"
steps = 400
seeds = 5
warnings = false
[game]
plugin = "torus"
[[learner]]
name = "nash"
rule = "gradient-play"
step = 0.3
[[learner]]
name = "leader"
players = [{ rule = "stackelberg", step = 0.05 }, { rule = "gradient-play", step = 0.3 }]
[[observer]]
plugin = "classification"
)";

TEST_CASE("runs are classified where they end, as probe does there") {
  const Ran ran(torus);
  REQUIRE_MESSAGE(ran.run.code == 0, ran.run.err);
  const ExperimentSpec spec = spec_of("torus", "");
  std::size_t nash = 0, stackelberg = 0;
  for (int run = 0; run < 10; ++run) {
    const std::string where = " where run = " + std::to_string(run);
    const std::vector<double> x =
        numbers(ran.folder / "out",
                "select printf('%!.17g', value) from final_state" + where + " order by player");
    for (const Verdict& verdict : probe(spec, x).verdicts) {
      const auto stored = [&](const std::string& prefix) {
        return ran.get("select printf('%!.17g', value) from metric" + where + " and name = '" +
                       prefix + verdict.name + "' and step = 400");
      };
      REQUIRE(stored("class.").size() == 1);
      CHECK(std::stod(stored("class.")[0]) == (verdict.holds ? 1 : 0));
      CHECK(std::stod(stored("decides.")[0]) == verdict.value);
      REQUIRE(stored("bound.").size() == 1);
      CHECK(std::stod(stored("bound.")[0]) == verdict.bound);
      nash += run < 5 && verdict.name == "differential_nash" && verdict.holds;
      stackelberg += run >= 5 && verdict.name == "differential_stackelberg" && verdict.holds;
    }
  }
  CHECK(nash >= 3);
  CHECK(stackelberg >= 1);
}

// x |x| / 2 has a kink of the second derivative at 0.
TEST_CASE("an open verdict is recorded as neither, and JSON has null beside the reason") {
  const Ran ran(R"([experiment]
name = "kink"
steps = 20
seeds = 1
warnings = false
start = { at = [0.0, 0.0] }
[game]
players = { x = 1, y = 1 }
cost = ["x*abs(x)/2", "y^2/2"]
[[learner]]
name = "l"
rule = "gradient-play"
step = 0.1
[[observer]]
plugin = "classification"
)");
  REQUIRE_MESSAGE(ran.run.code == 0, ran.run.err);
  const auto stored = [&](const std::string& name) {
    return ran.get("select coalesce(value, 'NULL') from metric where name = 'class." + name +
                   "' and step = 20");
  };
  CHECK(stored("differential_nash") == std::vector<std::string>{"NULL"});
  CHECK(stored("critical_simultaneous") == std::vector<std::string>{"1.0"});
  const auto json = nlohmann::json::parse(
      host("probe " + (ran.folder / "m.toml").string() + " --at 0,0 --json").out);
  CHECK(json["class"]["differential_nash"].is_null());
  CHECK(json["class"]["critical_simultaneous"] == true);
  CHECK(json.dump().find("not smooth here") != std::string::npos);
}

// r(q_1) = (A - q_1 - c_2) / 2 as long as the price is positive.
TEST_CASE("the follower's distance from its best response, against the duopoly's formula") {
  const Ran ran(R"([experiment]
name = "tracking"
steps = 60
seeds = 4
start = { uniform = [5.0, 40.0] }
warnings = false
[game]
plugin = "duopoly"
[[learner]]
name = "slow leader"
players = [{ rule = "stackelberg", step = 0.02 }, { rule = "gradient-play", step = 0.1 }]
noise = { normal = 0.1 }
[[observer]]
plugin = "follower-tracking"
every = { steps = 7 }
[[observer]]
plugin = "trajectory"
every = { steps = 7 }
)");
  REQUIRE_MESSAGE(ran.run.code == 0, ran.run.err);
  std::size_t compared = 0;
  for (int run = 0; run < 4; ++run)
    for (const int step : {0, 7, 28, 60}) {
      const std::string where =
          " where run = " + std::to_string(run) + " and step = " + std::to_string(step);
      const std::vector<double> q =
          numbers(ran.folder / "out",
                  "select printf('%!.17g', value) from trajectory" + where + " order by player");
      const std::vector<double> tracked =
          numbers(ran.folder / "out", "select printf('%!.17g', value) from metric" + where);
      REQUIRE(q.size() == 2);
      REQUIRE(tracked.size() == 1);
      CHECK(tracked[0] == doctest::Approx(std::abs(q[1] - (100 - q[0] - 2) / 2)).epsilon(1e-8));
      ++compared;
    }
  CHECK(compared == 16);
}

TEST_CASE(
    "if costs are so large that no gradient reaches the tolerance, the response still counts") {
  // sin(x_1 - x_2) + 1e9 sin(x_2 - 0.3) = 0 at 0.3 + sin(0.2) / 1e9, and the smallest gradient at
  // any double is about 1e-8.
  const Ran ran(R"([experiment]
name = "large"
steps = 1
seeds = 1
start = { at = [0.1, 1.1] }
[game]
plugin = "torus"
params = { alpha = [1.0, 1e9], phi = [0.0, 0.3] }
[[learner]]
name = "still"
rule = "gradient-play"
step = { list = [1e-300] }
[[observer]]
plugin = "follower-tracking"
)");
  REQUIRE_MESSAGE(ran.run.code == 0, ran.run.err);
  const std::vector<double> tracked =
      numbers(ran.folder / "out", "select printf('%!.17g', value) from metric where step = 0");
  REQUIRE(tracked.size() == 1);
  CHECK(tracked[0] == doctest::Approx(0.8 - std::sin(0.2) * 1e-9).epsilon(1e-12));
}

// f_2 = scale (c x_2^2 / 2 - x_1 x_2): r(x_1) = x_1 / c for c > 0, and no minimum for c < 0.
std::vector<double> tracked_quadratic(double scale, double c, double x1, double x2) {
  std::ostringstream text;
  text.precision(17);
  text << "[experiment]\nname = 'q'\nsteps = 1\nseeds = 1\nstart = { at = [" << x1 << ", " << x2
       << "] }\nwarnings = false\n[game]\nplugin = 'quadratic'\nparams = { Q = [[[1.0, 0.0], [0.0, "
          "0.0]], [[0.0, "
       << -scale << "], [" << -scale << ", " << scale * c
       << "]]] }\n[[learner]]\nname = 'still'\nrule = 'gradient-play'\nstep = { list = [1e-300] }\n"
          "[[observer]]\nplugin = 'follower-tracking'\n";
  const Ran ran(text.str());
  REQUIRE_MESSAGE(ran.run.code == 0, ran.run.err);
  return numbers(ran.folder / "out", "select printf('%!.17g', value) from metric where step = 0");
}

TEST_CASE("tracking with costs of any size, and of a follower at a maximum") {
  for (const double scale : {1.0, 1e6, 1e12}) {
    CHECK(tracked_quadratic(scale, 3.7, 1.7, 40.1)[0] ==
          doctest::Approx(40.1 - 1.7 / 3.7).epsilon(1e-10));
    CHECK(tracked_quadratic(scale, 3, 3, 1)[0] < 1e-12);  // at its best response
    CHECK(tracked_quadratic(scale, -1, 3, -3).empty());   // its worst response
    CHECK(tracked_quadratic(scale, -1, 3, -2).empty());   // a path to infinity
  }
}

TEST_CASE("on a circle the distance is the shorter arc") {
  // The follower's cost has its minimum opposite the leader or close to it: r is found on a fine
  // grid.
  const Ran ran(R"([experiment]
name = "circle"
steps = 1
seeds = 1
start = { at = [0.1, 3.1] }
[game]
plugin = "torus"
params = { alpha = [1.0, 1.3], phi = [0.0, -3.0] }
[[learner]]
name = "still"
rule = "gradient-play"
step = { list = [1e-300] }
[[observer]]
plugin = "follower-tracking"
)");
  REQUIRE_MESSAGE(ran.run.code == 0, ran.run.err);
  double best = 0, least = INFINITY;
  for (int i = 0; i < 2000000; ++i) {
    const double y = -3.141592653589793 + i * 3.141592653589793e-6;
    const double f = -1.3 * std::cos(y + 3.0) + std::cos(0.1 - y);
    if (f < least) {
      least = f;
      best = y;
    }
  }
  const std::vector<double> tracked =
      numbers(ran.folder / "out", "select printf('%!.17g', value) from metric where step = 0");
  REQUIRE(tracked.size() == 1);
  CHECK(tracked[0] == doctest::Approx(std::abs(best + 2 * 3.141592653589793 - 3.1)).epsilon(1e-4));
}

TEST_CASE("an observation that is impossible is recorded as a warning, and the runs end as usual") {
  const auto refused = [](const std::string& observer) {
    const Ran ran(std::string(torus) + observer);
    CHECK(ran.run.code == 0);
    return ran.get("select text from warning where run is not null").front();
  };
  CHECK(refused("params = { most_coordinates = 1 }").find("has 2 coordinates, more than") !=
        std::string::npos);
  CHECK(refused("[[observer]]\nplugin = 'follower-tracking'\nparams = { follower = 3 }")
            .find("'follower' is 3, and the game has 2 players") != std::string::npos);
}

}  // namespace
