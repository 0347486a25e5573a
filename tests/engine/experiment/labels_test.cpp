// The labels of runs and their reasons are the same bits for any batches, threads and
// interruptions.
#include <set>

#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::test;

// A bowl, a game whose path turns towards a circle, and the map of Henon, by learners each of which
// comes to another end: together they come to every end but that of the clock.
constexpr const char* every_label = R"toml(
[experiment]
name = "labels"
steps = 12000
seeds = 20
start = { uniform = [0.05, 0.2] }
refused = "skip"
warnings = false
budget = { products = 60000 }

[game]
players = { x = 1, y = 1 }
cost = [
  "bowl*x^2/2 + turn*(x^2/2 - 1.1*(c*x^2/2 - s*x*y) + 0.1*(c*x^4/4 - s*x^3*y/3) + 0.1*y^2*(c*x^2/2 - s*x*y)) + henon*(x^2/2 - x + 1.4*x^3/3 - x*y)",
  "bowl*(y - x/2)^2/2 + turn*(y^2/2 - 1.1*(s*x*y + c*y^2/2) + 0.1*x^2*(s*x*y + c*y^2/2) + 0.1*(s*x*y^3/3 + c*y^4/4)) + henon*(y^2/2 - 0.3*x*y)",
]
params = { bowl = 0.0, turn = 0.0, henon = 0.0, c = 0.998046307749216, s = 0.06247853701998265 }

[[learner]]
name = "whole steps"
rule = "gradient-play"
step = 1.0
[[learner]]
name = "tiny steps"
rule = "gradient-play"
step = 1e-6
[[learner]]
name = "steps that die out"
rule = "gradient-play"
step = { exponential = [0.1, 0.5] }
[[learner]]
name = "noise"
rule = "gradient-play"
step = 0.3
noise = { normal = 1e-4 }
[[learner]]
name = "steps too long"
rule = "gradient-play"
step = 5.0
[[learner]]
name = "costly"
players = [{ rule = "unrolled", params = { steps = 3000 }, step = 0.1 }, { rule = "gradient-play", step = 0.1 }]
[[learner]]
name = "no leader"
players = [{ rule = "gradient-play", step = 0.1 }, { rule = "unrolled", step = 0.1 }]
[[learner]]
name = "impatient"
players = [{ rule = "stackelberg", step = 0.1 }, { rule = "best-response", params = { iterations = 1 } }]

[sweep]
mode = "zip"
"game.params.bowl" = [1.0, 0.0, 0.0]
"game.params.turn" = [0.0, 1.0, 0.0]
"game.params.henon" = [0.0, 0.0, 1.0]
)toml";

std::vector<std::string> labels(const fs::path& results) {
  return query(results,
               "SELECT id || '/' || learner || '/' || replicate || '/' || status || '/' || outcome "
               "|| '/' || reason || '/' || coalesce(end_class, 'NULL') || '/' || end_class_reason "
               "|| '/' || steps || '/' || products FROM run ORDER BY id");
}

struct Labelled {
  TempFolder folder;
  Labelled() { write_file(folder / "m.toml", every_label); }
  std::string command(const std::string& out, const std::string& arguments) const {
    return "run " + (folder / "m.toml").string() + " --out " + (folder / out).string() + " " +
           arguments;
  }
  std::vector<std::string> of(const std::string& out, const std::string& arguments) const {
    const Outcome outcome = host(command(out, "--fresh " + arguments));
    REQUIRE_MESSAGE(outcome.code == 1, outcome.err);  // some runs fail
    return labels(folder / out);
  }
};

TEST_CASE("labels and reasons do not depend on batches or threads or interruptions") {
  const Labelled experiment;
  const auto reference = experiment.of("alone", "--jobs 1 --set experiment.batch=1");
  CHECK(reference.size() == 480);
  const auto outcomes =
      query(experiment.folder / "alone", "SELECT DISTINCT outcome FROM run ORDER BY 1");
  CHECK(outcomes == std::vector<std::string>{"budget spent", "converged", "cycling", "diverged",
                                             "failed", "irregular", "skipped", "stationary noise",
                                             "steps died out", "still moving"});
  CHECK(experiment.of("batch", "--jobs 1 --set experiment.batch=64") == reference);
  CHECK(experiment.of("threads", "--jobs 2 --set experiment.batch=2") == reference);

  // Interrupted after the first run: what the host prints of all runs does not fit into a pipe that
  // nobody reads, so that it cannot have finished.
  const std::string at = (experiment.folder / "cut").string();
  const Outcome cut =
      shell("{ FIRSTMOVE_PLUGIN_PATH=" FIXTURES " " HOST " " +
            experiment.command("cut", "--fresh --jobs 1 --set experiment.batch=3 --json-lines & ") +
            "echo $! > " + at + ".pid; wait $!; echo $? > " + at +
            ".code; } | { grep -m 1 -q '\"event\":\"run\"'; kill -TERM $(cat " + at +
            ".pid); cat > " + at + ".rest; }; exit $(cat " + at + ".code)");
  REQUIRE_MESSAGE(cut.code == 130, cut.err);
  const std::size_t kept = labels(experiment.folder / "cut").size();
  CHECK(kept > 0);
  CHECK(kept < reference.size());
  // The rest on more threads; the stored runs are no longer among those that share a batch.
  const Outcome rest =
      host(experiment.command("cut", "--resume --jobs 2 --set experiment.batch=3"));
  REQUIRE_MESSAGE(rest.code == 1, rest.err);
  CHECK(labels(experiment.folder / "cut") == reference);
}

}  // namespace
