// Targets reached, against the closed form of gradient play on squares, and the figures of reports.
#include <cmath>
#include <nlohmann/json.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;
using Json = nlohmann::json;

// After k steps of size g the distance to (0, 0) is (1 - g)^k times that of the start.
const std::string shrinking = R"(
[experiment]
name = "shrinking"
steps = 10
seeds = 3
start = { normal = [0.0, 1.0] }
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2", "y^2/2"]
[[learner]]
name = "half"
rule = "gradient-play"
step = 0.5
[[learner]]
name = "tenth"
rule = "gradient-play"
step = 0.1
[[learner]]
name = "away"
rule = "gradient-play"
step = 1e200
[[observer]]
plugin = "trajectory"
every = { steps = 1 }
)";

TEST_CASE("targets reached, against the closed form, a run that diverges reaches none") {
  const TempFolder folder;
  write_file(folder / "m.toml", shrinking);
  const std::string results = (folder / "r").string();
  const Outcome run = host("run " + (folder / "m.toml").string() + " -q --out " + results);
  REQUIRE_MESSAGE(run.code <= 1, run.err);
  const Outcome compared = host("compare " + results + " --json");
  REQUIRE_MESSAGE(compared.code == 0, compared.err);
  const Json found = Json::parse(compared.out)["experiments"][0]["targets"];
  CHECK(found["runs"] == 9);
  CHECK(found["left_out"] == 0);
  CHECK(found["targets"].size() == 51);
  const Json learners = found["learners"];
  REQUIRE(learners.size() == 3);
  // Targets 10^(-0.12 j) of the farthest start, on a run that begins at a share of it.
  for (const double step : {0.5, 0.1}) {
    const Json learner = learners[step == 0.5 ? 0 : 1];
    const double total = learner["shares"].back();
    CHECK(total > 0);
    // Of the run that begins farthest all targets down to (1 - step)^10 are reached, of others
    // more.
    const double least = std::floor(-10 * std::log10(1 - step) / 0.12) + 1;
    CHECK(total * 3 * 51 >= least);
    CHECK(learner["products"].size() == learner["shares"].size());
    for (std::size_t i = 1; i < learner["products"].size(); ++i)
      CHECK(learner["products"][i - 1] < learner["products"][i]);
  }
  CHECK(learners[0]["shares"].back() > learners[1]["shares"].back());
  CHECK(learners[2]["shares"].empty());
}

TEST_CASE("with one start the shares are those of the closed form") {
  const TempFolder folder;
  std::string manifest = shrinking;
  manifest.replace(manifest.find("start = { normal = [0.0, 1.0] }"), 31,
                   "start = { at = [1.0, 1.0] }");
  write_file(folder / "m.toml", manifest);
  const std::string results = (folder / "r").string();
  const Outcome run = host("run " + (folder / "m.toml").string() + " -q --out " + results);
  REQUIRE_MESSAGE(run.code <= 1, run.err);
  const Outcome compared = host("compare " + results + " --json");
  REQUIRE_MESSAGE(compared.code == 0, compared.err);
  const Json learners = Json::parse(compared.out)["experiments"][0]["targets"]["learners"];
  REQUIRE(learners.size() == 3);
  const Json products = learners[0]["products"], shares = learners[0]["shares"];
  REQUIRE(shares.size() == 11);  // some targets at the start, more at each step
  for (std::size_t k = 0; k <= 10; ++k) {
    const double reached = std::floor(static_cast<double>(k) * std::log10(2.0) / 0.12) + 1;
    CHECK(shares[k].get<double>() == doctest::Approx(reached / 51));
  }
  const double each = products[1].get<double>() - products[0].get<double>();
  CHECK(products[10].get<double>() == doctest::Approx(products[0].get<double>() + 10 * each));
}

TEST_CASE("reports show targets and critical differences") {
  const TempFolder folder;
  write_file(folder / "m.toml", shrinking);
  const std::string results = (folder / "r").string();
  REQUIRE(host("run " + (folder / "m.toml").string() + " -q --out " + results).code <= 1);
  const Outcome made = host("report --page-only " + results);
  REQUIRE_MESSAGE(made.code == 0, made.err);
  const std::string page = read_file(folder / "r" / "report.html");
  CHECK(page.find("Targets reached over oracle products") != std::string::npos);
  CHECK(page.find("Mean ranks and their critical difference") != std::string::npos);
}

}  // namespace
