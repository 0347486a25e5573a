// The shipped observers, in runs and by their output.
#include <sys/wait.h>

#include <bit>

#include "support/played_host.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

constexpr const char* manifest = R"(
[experiment]
name = "watched"
steps = 50
start = { grid = [[-1, 1, 3], [0.5, 0.5, 1]] }
warnings = false

[game]
plugin = "torus"

[[learner]]
name = "play"
rule = "gradient-play"
step = { power = [0.5, 0.5] }
)";

Outcome run(const TempFolder& folder, const std::string& observers,
            const std::string& arguments = "") {
  write_file(folder / "m.toml", manifest + observers);
  return host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string() + " " +
              arguments);
}

TEST_CASE("full-rate paths in .npy files agree with the thinned table") {
  const TempFolder folder;
  const Outcome outcome = run(folder, R"(
[[observer]]
plugin = "trajectory"
params = { store = "npy" }
every = { steps = 1 }
[[observer]]
plugin = "trajectory"
every = { steps = 7 }
)");
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  CHECK(query(folder / "r", "SELECT DISTINCT step FROM trajectory") ==
        std::vector<std::string>{"0", "7", "14", "21", "28", "35", "42", "49", "50"});
  for (int r = 0; r < 3; ++r) {
    const auto file = [&](const char* name) {
      return folder / "r" /
             query(folder / "r", std::string("SELECT path FROM file WHERE name = '") + name +
                                     "' AND run = " + std::to_string(r))
                 .at(0);
    };
    const Npy path = read_npy(file("trajectory.npy")), steps = read_npy(file("steps.npy"));
    CHECK(path.header.starts_with("{'descr': '<f8', 'fortran_order': False, 'shape': (51, 2), }"));
    CHECK(steps.header.starts_with("{'descr': '<u8', 'fortran_order': False, 'shape': (51,), }"));
    REQUIRE(path.cells.size() == 102);
    for (std::uint64_t k = 0; k < 51; ++k) CHECK(steps.cells[k] == k);
    for (const int step : {0, 7, 42, 50})
      for (const int player : {0, 1})
        CHECK(std::bit_cast<double>(path.cells[static_cast<std::size_t>(2 * step + player)]) ==
              numbers(folder / "r", "SELECT quote(value) FROM trajectory WHERE run = " +
                                        std::to_string(r) + " AND step = " + std::to_string(step) +
                                        " AND player = " + std::to_string(player))
                  .at(0));
  }
}

TEST_CASE("log-spaced steps include the first and the last step") {
  const TempFolder folder;
  REQUIRE(run(folder, "[[observer]]\nplugin = \"trajectory\"\nevery = { log = 5 }\n").code == 0);
  CHECK(query(folder / "r", "SELECT DISTINCT step FROM trajectory") ==
        std::vector<std::string>{"0", "1", "3", "7", "19", "50"});
}

TEST_CASE("a path ends with the last step before its run failed") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"(
[experiment]
name = "wall"
steps = 20
start = { at = [5.0, 0.0] }
seeds = 1
[game]
plugin = "faulty"
params = { fault = "nan" }
[[learner]]
name = "up"
rule = "gradient-play"
step = 1.0
[[observer]]
plugin = "trajectory"
every = { steps = 3 }
)");
  CHECK(host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string()).code ==
        1);
  CHECK(query(folder / "r", "SELECT step || ':' || value FROM trajectory WHERE player = 0") ==
        std::vector<std::string>{"0:5.0", "3:8.0", "6:11.0", "7:11.0"});
}

TEST_CASE("the summary is one table for each learner, with medians, ranges and failures") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"(
[experiment]
name = "wall"
steps = 6
start = { grid = [[0, 6, 4], [1, 1, 1]] }
[game]
plugin = "faulty"
params = { fault = "nan", wall = 10.5 }
[[learner]]
name = "up"
rule = "gradient-play"
step = 1.0
[[observer]]
plugin = "summary"
)");
  const Outcome outcome =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
  CHECK(outcome.code == 1);
  CHECK(outcome.err.find(R"(
up  wall
 4 replicates   median   least   most     spread
─────────────────────────────────────────────────
 x1                  8       6     10   █   █  █
 x2                  7       7      7
 cost f1            -7     -10    inf
 cost f2            -7      -7    inf
 steps               6       6      6
 3 budget spent, 1 failed
 1 of 4 runs failed or diverged: their costs count as inf, their actions and steps not
   1 x player 1's direction is nan at step 6
)") != std::string::npos);
}

TEST_CASE("without a terminal progress is plain lines, with a last one in any case") {
  const TempFolder folder;
  const Outcome outcome = run(folder, "[[observer]]\nplugin = \"progress\"\n");
  CHECK(outcome.err.starts_with("100%  3/3 runs  "));
  CHECK(outcome.err.find('\r') == std::string::npos);
  CHECK(outcome.err.find('\033') == std::string::npos);
}

TEST_CASE("on a terminal progress is a bar, coloured unless NO_COLOR is set") {
  const TempFolder folder;
  write_file(folder / "m.toml", std::string(manifest) + "[[observer]]\nplugin = \"progress\"\n");
  const std::string common =
      " " HOST " run " + (folder / "m.toml").string() + " --out " + (folder / "r").string();
  // script of util-linux gives the command a terminal.
  const auto on_terminal = [&](const std::string& environment, const std::string& out) {
    return shell("script -qec 'env TERM=xterm " + environment + common + out + "' /dev/null").out;
  };
  const std::string bar = on_terminal("", "1"), plain = on_terminal("NO_COLOR=1", "2");
  CHECK(bar.find("━") != std::string::npos);
  CHECK(bar.find("\033[36m") != std::string::npos);
  CHECK(plain.find("━") != std::string::npos);
  CHECK(plain.find("\033[36m") == std::string::npos);
}

TEST_CASE("quiet runs print nothing if there is no error") {
  const TempFolder folder;
  const Outcome outcome =
      run(folder, "[[observer]]\nplugin = \"progress\"\n[[observer]]\nplugin = \"summary\"\n",
          "--quiet");
  CHECK(outcome.code == 0);
  CHECK(outcome.err == "");
  CHECK(outcome.out == "");
}

TEST_CASE("metrics are the costs and gradient norms of the game, at the cadence") {
  const TempFolder folder;
  const Outcome outcome = run(folder, R"(
[[observer]]
plugin = "metrics"
every = { steps = 25 }
[[observer]]
plugin = "trajectory"
every = { steps = 25 }
)");
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  CHECK(query(folder / "r", "SELECT DISTINCT name FROM metric ORDER BY name") ==
        std::vector<std::string>{"cost-1", "cost-2", "gradient-norm-1", "gradient-norm-2"});
  CHECK(query(folder / "r", "SELECT DISTINCT step FROM metric ORDER BY step") ==
        std::vector<std::string>{"0", "25", "50"});
  for (int run = 0; run < 3; ++run)
    for (const int step : {0, 25, 50}) {
      const std::string at =
          " WHERE run = " + std::to_string(run) + " AND step = " + std::to_string(step);
      const auto x =
          numbers(folder / "r", "SELECT value FROM trajectory" + at + " ORDER BY player");
      const auto metric = [&](const std::string& name) {
        return numbers(folder / "r", "SELECT value FROM metric" + at + " AND name = '" + name + "'")
            .at(0);
      };
      const double phi = std::acos(-1.0) / 8;
      CHECK(metric("cost-1") ==
            doctest::Approx(-std::cos(x[0] - phi) + std::cos(x[0] - x[1])).epsilon(1e-12));
      CHECK(metric("gradient-norm-2") ==
            doctest::Approx(std::abs(1.3 * std::sin(x[1] - phi) - std::sin(x[1] - x[0])))
                .epsilon(1e-10));
    }
  const TempFolder other;
  REQUIRE(run(other, "[[observer]]\nplugin = \"metrics\"\nparams = { gradients = false }\n").code ==
          0);
  CHECK(query(other / "r", "SELECT DISTINCT name FROM metric ORDER BY name") ==
        std::vector<std::string>{"cost-1", "cost-2"});
}

TEST_CASE(
    "the standings are one table with a line for each learner; failures count as infinite costs") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"(
[experiment]
name = "standings"
steps = 400
seeds = 3
start = { at = [1.0] }
warnings = false
[game]
plugin = "quadratic"
params = { Q = [[[2]]], q = [[-4]] }
[[learner]]
name = "finds it"
rule = "gradient-play"
step = 0.1
[[learner]]
name = "does not"
rule = "gradient-play"
step = 1e300
[[observer]]
plugin = "standings"
)");
  const Outcome outcome =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
  CHECK(outcome.code == 1);
  // (x - 2)^2 - 4 at its minimum.
  CHECK(outcome.err.find(R"(
 medians    cost f1   steps   runs   failed or diverged
────────────────────────────────────────────────────────
 finds it        -4     400      3                    0
 does not       inf     n/a      3                    3
)") != std::string::npos);
}

}  // namespace
