// Experiments and what `firstmove compare` says of them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "support/support.hpp"

namespace firstmove::test {

using Json = nlohmann::json;

// Runs a manifest's text into DIR/r.
struct Experiment {
  TempFolder folder;
  std::string results = (folder / "r").string();
  explicit Experiment(const std::string& manifest) {
    write_file(folder / "m.toml", manifest);
    const Outcome run = host("run " + (folder / "m.toml").string() + " -q --out " + results);
    REQUIRE_MESSAGE(run.code <= 1, run.err);
  }
  // Of one experiment.
  Json compared(const std::string& options = "") const {
    const Outcome outcome = host("compare " + results + " --json " + options);
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return Json::parse(outcome.out)["experiments"][0];
  }
  Json costs(int player, const std::string& options = "") const {
    return compared(options)["groups"][0]["costs"][player];
  }
  std::string report() const {
    const Outcome outcome = host("report --page-only " + results);
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return read_file(folder / "r" / "report.html");
  }
};

inline bool says(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

// Two noisy learners that differ little.
inline const std::string of_nothing = R"(
[experiment]
name = "sweep-of-nothing"
steps = 200
seeds = 6
start = { normal = [0.5, 1.0] }
warnings = false
[game]
players = { x = 1, y = 1 }
cost = ["x^2/2 + 0.3*x*y + 0*idle*x", "y^2/2 - 0.3*x*y"]
params = { idle = 0.0 }
[[learner]]
name = "a"
rule = "gradient-play"
step = 0.05
noise = { normal = 1.0 }
[[learner]]
name = "b"
rule = "gradient-play"
step = 0.051
noise = { normal = 1.0 }
)";
inline const std::string idle_sweep = R"([sweep]
"game.params.idle" = { linear = [0.0, 1.0, 20] }
)";

}  // namespace firstmove::test
