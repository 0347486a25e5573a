// Learners that diverge, fail, stop elsewhere or are skipped, in all numbers of `firstmove
// compare`.
#include <cmath>

#include "support/compare_support.hpp"

namespace {

using namespace firstmove::test;

// Learner "runs away" diverges in every run; its last finite cost is about -1e41.
const std::string diverged_wins = R"(
[experiment]
name = "diverged-wins"
steps = 1000
seeds = 25
start = { normal = [0.5, 1.0] }
warnings = false
[game]
plugin = "quadratic"
params = { Q = [[[-1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, -1.0]]] }
)";
const std::string two_learners = R"(
[[learner]]
name = "runs away"
rule = "gradient-play"
step = 0.05
[[learner]]
name = "stands still"
rule = "gradient-play"
step = 1e-9
)";

TEST_CASE("a learner that diverges loses, in every number that is compared") {
  const Experiment experiment(diverged_wins + two_learners);
  for (int player = 0; player < 2; ++player) {
    const Json costs = experiment.costs(player);
    CHECK(costs["learners"][0]["failed"] == 25);
    CHECK(costs["learners"][0]["median"]["value"] == "inf");
    CHECK(costs["learners"][0]["interquartile_mean"]["value"] == "inf");
    const Json pair = costs["pairs"][0];
    CHECK(pair["replicates"] == 25);
    CHECK(pair["failed_first"] == 25);
    CHECK(pair["failed_second"] == 0);
    CHECK(pair["difference"]["value"] == "inf");
    CHECK(pair["verdict"] == "second is lower");
    CHECK(pair["test"]["effect"] == 1);
    CHECK(pair["test"]["improvement"]["value"] == 0);
    CHECK(pair["test"]["p"] == std::ldexp(1.0, -24));  // 2 of 2^25 choices of signs
    const Json ranks = costs["ranks"]["learners"];
    CHECK(ranks[0]["mean_rank"] == 2);
    CHECK(ranks[0]["failed"] == 25);
    CHECK(ranks[1]["mean_rank"] == 1);
    CHECK(ranks[1]["best"] == 25);
  }
}

TEST_CASE(
    "a learner that diverges loses in claims, cross-play, over a sweep and in the page's tables") {
  const Experiment experiment(diverged_wins + R"(
[[cross_play]]
name = "runs"
rule = "gradient-play"
step = 0.05
[[cross_play]]
name = "stands"
rule = "gradient-play"
step = 1e-9
[[claim]]
text = "an enormous profit"
learner = "runs | runs"
measure = "cost f1"
value = -1e10
within = 1e99
[[observer]]
plugin = "standings"
[[observer]]
plugin = "summary"
[[observer]]
plugin = "cross-play"
[sweep]
"experiment.steps" = [1000, 1100]
)");
  const std::string page = experiment.report();
  CHECK_FALSE(says(page, "e41"));
  CHECK_FALSE(says(page, "e+41"));
  CHECK_FALSE(says(page, "e45"));
  CHECK(says(page, "differs"));
  CHECK(says(page, "∞"));
}

TEST_CASE("the observers that print tables count diverged runs as +infinity, too") {
  TempFolder folder;
  write_file(folder / "m.toml", diverged_wins + two_learners + R"(
[[observer]]
plugin = "standings"
[[observer]]
plugin = "summary"
)");
  const Outcome run =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
  CHECK_FALSE(says(run.err, "e+41"));
  CHECK_FALSE(says(run.out, "e+41"));
  CHECK(says(run.err, "25 of 25 runs failed or diverged"));
}

// The cost x^2/2 - x^4/4 has its minimum at 0 and falls without bound beyond 1.
TEST_CASE("ranks count the failures of a learner that fails on most replicates") {
  const Experiment experiment(R"(
[experiment]
name = "fails-often"
steps = 400
seeds = 25
start = { normal = [0.0, 25.0] }
warnings = false
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2 - x^4/4", "y^2/2"]
[[learner]]
name = "plays"
rule = "gradient-play"
step = 0.05
[[learner]]
name = "stands still"
rule = "gradient-play"
step = 1e-12
)");
  const double diverged = numbers(experiment.results,
                                  "SELECT count(*) FROM run WHERE learner_index = 0 AND outcome IN "
                                  "('diverged', 'failed')")[0];
  REQUIRE(diverged >= 15);
  REQUIRE(diverged < 25);
  const Json ranks = experiment.costs(0)["ranks"]["learners"];
  CHECK(ranks[0]["failed"] == diverged);
  CHECK(ranks[0]["mean_rank"] == doctest::Approx((25 + diverged) / 25));
  CHECK(ranks[1]["mean_rank"] == doctest::Approx((50 - diverged) / 25));
}

// Steps die out, and runs stop early wherever they are: those that are not at 0 never will be.
TEST_CASE("runs that stop elsewhere never reach the critical point, they are not censored") {
  const Experiment experiment(R"(
[experiment]
name = "dies-out"
steps = 1000
seeds = 100
start = { uniform = [-0.2, 0.2] }
stop = { update_norm = 1e-9 }
warnings = false
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2", "y^2/2"]
[[learner]]
name = "dies out"
rule = "gradient-play"
step = { exponential = [0.5, 0.5] }
[[observer]]
plugin = "trajectory"
every = { steps = 1 }
)");
  const Json times = experiment.compared()["times"][0];
  const double arrived = numbers(experiment.results,
                                 "SELECT count(*) FROM (SELECT run, sum(value * value) AS s FROM "
                                 "final_state GROUP BY run) WHERE s <= 0.005")[0];
  REQUIRE(arrived > 5);
  REQUIRE(arrived < 50);
  CHECK(times["reached"] == arrived);
  CHECK(times["steps"]["median"] == "inf");
  CHECK(times["steps"]["upper"] == "inf");
}

TEST_CASE("skipped learners are listed, and are not in Holm's family") {
  const Experiment experiment(R"(
[experiment]
name = "skips"
steps = 50
seeds = 10
start = { uniform = [0.0, 1.0] }
warnings = false
refused = "skip"
[game]
plugin = "oligopoly-chain"
params = { c = [1.0, 1.0, 1.0] }
[[learner]]
name = "for two players"
rule = "competitive-gradient"
step = 0.1
[[learner]]
name = "a"
rule = "gradient-play"
step = 0.1
[[learner]]
name = "b"
rule = "gradient-play"
step = 0.05
)");
  const Json compared = experiment.compared();
  REQUIRE(compared["skipped"].size() == 1);
  CHECK(compared["skipped"][0]["learner"] == "for two players");
  CHECK(compared["skipped"][0]["runs"] == 10);
  const Json costs = compared["groups"][0]["costs"][0];
  CHECK(costs["learners"].size() == 2);
  REQUIRE(costs["pairs"].size() == 1);
  CHECK(costs["pairs"][0]["test"]["p"] == costs["pairs"][0]["test"]["p_holm"]);
  CHECK(costs["ranks"]["learners"].size() == 2);
  const std::string page = experiment.report();
  CHECK(says(page, "Not compared, because they were skipped: for two players in 10 runs"));
}

}  // namespace
