// The output of the host before any run: the table of runs, and the final manifest.
#include <nlohmann/json.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;
using nlohmann::json;

constexpr const char* base = R"([experiment]
name = "plan"
steps = 200
seeds = 3
warnings = false

[game]
plugin = "duopoly"

[[learner]]
name = "play"
rule = "gradient-play"
step = 0.1

[[learner]]
name = "lead"
players = [{ rule = "stackelberg", step = 0.1 }, { rule = "gradient-play", step = 0.2 }]

[[observer]]
plugin = "trajectory"
every = { steps = 2 }
)";
constexpr const char* swept = R"(include = "base.toml"
[sweep]
"game.params.A" = [80.0, 100.0]
"learner.play.step" = { log = [0.01, 0.1, 2] }
exclude = [{ "game.params.A" = 80.0, "learner.play.step" = 0.1 }]
)";

struct Written {
  TempFolder folder;
  Written() {
    write_file(folder / "base.toml", base);
    write_file(folder / "m.toml", swept);
  }
  std::string manifest() const { return (folder / "m.toml").string(); }
  std::string out() const { return (folder / "r").string(); }
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("a dry run prints one line for each learner of each combination") {
  const Written files;
  const Outcome dry = host("run " + files.manifest() + " --dry-run --jobs 3 --out " + files.out());
  REQUIRE_MESSAGE(dry.code == 0, dry.err);
  const auto lines = lines_of(dry.out);
  REQUIRE(lines.size() == 9);
  CHECK(
      lines[0] ==
      "runs   variant  game.params.A  learner.play.step  learner  game     rules                   "
      "    steps  replicates");
  CHECK(
      lines[1] ==
      "0-2    0        80.0           0.01               play     duopoly  gradient-play           "
      "    200    3");
  CHECK(lines[6] ==
        "15-17  2        100.0          0.1                lead     duopoly  stackelberg, "
        "gradient-play  200    3");
  CHECK(lines[7].starts_with("time: "));
  CHECK(lines[7].find(" on 3 threads, if no run ends early; results: about ") != std::string::npos);
  CHECK(lines[8] == "18 runs into " + files.out() + "; nothing written");
  CHECK_FALSE(fs::exists(files.out()));
}

TEST_CASE("a dry run has the numbers of the real runs, and estimates the size of the results") {
  const Written files;
  const Outcome dry =
      host("run " + files.manifest() + " --set experiment.seeds=40 --dry-run --json");
  REQUIRE_MESSAGE(dry.code == 0, dry.err);
  const json plan = json::parse(dry.out);
  REQUIRE(
      host("-q run " + files.manifest() + " --set experiment.seeds=40 --out " + files.out()).code ==
      0);
  std::vector<std::string> planned;
  for (const json& learner : plan.at("learners"))
    planned.push_back(std::to_string(learner.at("variant").get<int>()) + " " +
                      learner.at("learner").get<std::string>() + " " + learner.at("sweep").dump() +
                      " " + std::to_string(learner.at("first_run").get<int>()) + " " +
                      std::to_string(learner.at("last_run").get<int>()) + " " +
                      std::to_string(learner.at("replicates").size()));
  CHECK(planned ==
        query(fs::path(files.out()),
              "select variant || ' ' || learner || ' ' || sweep_json || ' ' || min(id) || "
              "' ' || max(id) || ' ' || count(*) from run group by variant, learner_index "
              "order by min(id)"));
  CHECK(plan.at("runs") == 240);
  CHECK(plan.at("steps") == 240 * 200);
  CHECK(plan.at("estimate").at("seconds").get<double>() > 0);
  const double bytes = plan.at("estimate").at("bytes").get<double>();
  const auto real = static_cast<double>(fs::file_size(fs::path(files.out()) / "results.sqlite"));
  CHECK(bytes > real / 2);
  CHECK(bytes < real * 2);
}

TEST_CASE("a dry run leaves nothing in the temporary folder either") {
  const Written files;
  fs::create_directories(files.folder / "tmp");
  const Outcome dry = shell("TMPDIR=" + (files.folder / "tmp").string() +
                            " FIRSTMOVE_PLUGIN_PATH=" FIXTURES " " HOST " run " + files.manifest() +
                            " --set observer.trajectory.params.store=npy --dry-run");
  REQUIRE_MESSAGE(dry.code == 0, dry.err);
  CHECK(fs::is_empty(files.folder / "tmp"));
}

TEST_CASE("a mistake stops both a dry run and show") {
  const Written files;
  for (const std::string command : {"run --dry-run", "show", "show --origin", "show --json"}) {
    const Outcome wrong = host(command + " " + files.manifest() + " --set learner.plya.step=1");
    CHECK(wrong.code == 2);
    CHECK(wrong.out.empty());
    CHECK(wrong.err.find("must be an index from 0 to 1 or a name; did you mean 'play'?") !=
          std::string::npos);
  }
  CHECK(host("run " + files.manifest() + " --json").code == 2);
}

TEST_CASE("show prints a manifest that runs to the same bits") {
  const Written files;
  const Outcome shown = host("show " + files.manifest() + " --set experiment.seed=5");
  REQUIRE_MESSAGE(shown.code == 0, shown.err);
  write_file(files.folder / "shown.toml", shown.out);
  REQUIRE(
      host("-q run " + files.manifest() + " --set experiment.seed=5 --out " + files.out()).code ==
      0);
  REQUIRE(host("-q run " + (files.folder / "shown.toml").string() + " --out " + files.out() + "2")
              .code == 0);
  const std::string sql =
      "select run || ' ' || sweep_json || ' ' || player || ' ' || coordinate || ' ' || "
      "printf('%!.17g', value) from final_state join run on run.id = run order by run, player, "
      "coordinate";
  const auto ended = query(fs::path(files.out()), sql);
  CHECK(ended.size() == 18 * 2);
  CHECK(ended == query(fs::path(files.out() + "2"), sql));
  CHECK(read_file(fs::path(files.out()) / "manifest.toml") == shown.out);
}

TEST_CASE("show --origin and --json report the origin of each value") {
  const Written files;
  const Outcome told = host("show " + files.manifest() + " --origin --set experiment.steps=7");
  REQUIRE_MESSAGE(told.code == 0, told.err);
  const std::string folder = files.folder.path().string();
  const auto tells = [&](const std::string& value, const std::string& origin) {
    for (const std::string& line : lines_of(told.out))
      if (line.starts_with(value + " ") && line.ends_with("# " + origin)) return true;
    return false;
  };
  CHECK(tells("experiment.name = 'plan'", folder + "/base.toml:2:8"));
  CHECK(tells("experiment.steps = 7", "--set experiment.steps=7"));
  CHECK(tells("experiment.seed = 0", "default"));
  CHECK(tells("game.params.A = [80.0, 100.0]", "sweep, " + folder + "/m.toml:3:19"));
  CHECK(tells("learner.play.step = [0.01, 0.1]", "sweep, " + folder + "/m.toml:4:23"));

  const json document = json::parse(host("show " + files.manifest() + " --json").out);
  CHECK(document.at("variants") == 3);
  CHECK(document.at("manifest").at("experiment").at("steps") == 200);
  bool found = false;
  for (const json& setting : document.at("settings"))
    found = found || setting == json{{"key", "learner.lead.players.1.step"},
                                     {"value", 0.2},
                                     {"origin", folder + "/base.toml:17:83"}};
  CHECK(found);
}

}  // namespace
