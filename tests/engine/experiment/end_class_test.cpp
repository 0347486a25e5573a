// The class of the point where each run came to rest: in results, exports, status and summaries.
#include <nlohmann/json.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::test;

// A run of some replicates from the origin's surroundings; returns the results folder.
fs::path run(const TempFolder& temp, const std::string& game, const std::string& learner,
             const std::string& more = "", const std::string& arguments = "") {
  write_file(temp / "m.toml",
             "[experiment]\nname = 'ends'\nsteps = 3000\nseeds = 3\nwarnings = false\nstart = { "
             "uniform = [-0.5, 0.5] }\n" +
                 more + "\n[game]\n" + game + "\n[[learner]]\nname = 'l'\n" + learner + "\n");
  const Outcome outcome = host("run " + (temp / "m.toml").string() + " --fresh " + arguments +
                               " --out " + (temp / "out").string());
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  return temp / "out";
}
std::string costs(const std::string& f, const std::string& g) {
  return "players = { x = 1, y = 1 }\ncost = ['" + f + "', '" + g + "']";
}
const std::string gradient_play = "rule = 'gradient-play'\nstep = 0.1";
const std::string led =
    "players = [{ rule = 'stackelberg', step = 0.02 }, { rule = 'gradient-play', step = 0.1 }]";

std::string class_of_ends(const std::string& game, const std::string& learner) {
  const TempFolder temp;
  const fs::path out = run(temp, game, learner);
  CHECK(query(out, "select outcome from run") == std::vector<std::string>(3, "converged"));
  CHECK(query(out, "select end_class_reason from run") == std::vector<std::string>(3, ""));
  const auto classes = query(out, "select distinct end_class from run");
  REQUIRE(classes.size() == 1);
  return classes[0];
}

TEST_CASE("the classes of end points by hand") {
  // Both fields vanish only at 0, where all second derivatives are positive.
  CHECK(class_of_ends(costs("x^2/2 + x*y/4", "(y - x/2)^2/2"), gradient_play) ==
        "differential Nash and Stackelberg");
  // Cournot's duopoly, 2 x + y = 1, x + 2 y = 1: with a leader x = 1/2, without 1/3.
  const std::string duopoly = costs("-x*(1 - x - y)", "-y*(1 - x - y)");
  CHECK(class_of_ends(duopoly, gradient_play) == "differential Nash");
  CHECK(class_of_ends(duopoly, led) == "differential Stackelberg");
  // D_11 f_1 = -0.1 and J = ((-0.1, 1), (-1, 1)) attracts. Through y = x the leader's second
  // derivative is -0.1 + 2 - 4 < 0 in the first game and -0.1 + 2 > 0 in the second.
  CHECK(class_of_ends(costs("-0.05*x^2 + x*y - 2*y^2", "y^2/2 - x*y"), gradient_play) ==
        "non-Nash attractor");
  CHECK(class_of_ends(costs("-0.05*x^2 + x*y", "y^2/2 - x*y"), gradient_play) ==
        "non-Nash attractor, differential Stackelberg");
}

TEST_CASE("a run that did not come to rest, and a game too large, have no class but a reason") {
  const TempFolder temp, large;
  fs::path out = run(temp, costs("x^2/2", "y^2/2"), gradient_play + "\nnoise = { normal = 1.0 }");
  CHECK(query(out,
              "select count(*) from run where end_class is null and end_class_reason = 'the "
              "run did not come to rest'") == std::vector<std::string>{"3"});
  out = run(large, "players = { x = 20, y = 20 }\ncost = ['dot(x, x)/2', 'dot(y, y)/2']",
            gradient_play);
  CHECK(query(out, "select distinct end_class_reason from run") ==
        std::vector<std::string>{
            "only joint actions of at most 32 coordinates are classified at the end of a run; the "
            "observer 'classification' takes more"});
  CHECK(query(out, "select count(end_class) from run") == std::vector<std::string>{"0"});
}

// Step sizes 1 / k average the samples: the path settles, and no direction is free of noise.
TEST_CASE("runs of a stochastic game that settle are undecided, and those that do not are noise") {
  const auto outcomes = [](const std::string& step) {
    const TempFolder temp;
    const fs::path out =
        run(temp, "plugin = 'minibatch'", "rule = 'gradient-play'\nstep = " + step);
    return query(out, "select distinct outcome || ': ' || reason from run");
  };
  CHECK(outcomes("{ power = [1.0, 1.0] }") ==
        std::vector<std::string>{"budget spent: undecided whether it is at rest: the game draws a "
                                 "sample at each step, and a direction is of one of them"});
  CHECK(outcomes("0.1") == std::vector<std::string>{"stationary noise: "});
}

TEST_CASE("a game that fails where it is classified takes nothing away from its runs") {
  for (const auto& [fault, says] :
       {std::pair("throw", "the game has no third derivatives after all"),
        std::pair("segfault", "crashed with SIGSEGV")}) {
    const TempFolder temp;
    const fs::path out =
        run(temp, std::string("plugin = 'brittle'\nparams = { fault = '") + fault + "' }",
            gradient_play);
    CHECK(query(out, "select distinct outcome from run") == std::vector<std::string>{"converged"});
    CHECK(query(out, "select count(end_class) from run") == std::vector<std::string>{"0"});
    for (const std::string& reason : query(out, "select end_class_reason from run"))
      CHECK_MESSAGE(reason.find(says) != std::string::npos, reason);
  }
}

TEST_CASE("status, events, exports and summaries count the classes") {
  const TempFolder temp;
  const std::string duopoly = costs("-x*(1 - x - y)", "-y*(1 - x - y)");
  const fs::path out =
      run(temp, duopoly, gradient_play, "", "--json-lines > " + (temp / "events").string());
  std::istringstream events(read_file(temp / "events"));
  std::size_t seen = 0;
  for (std::string line; std::getline(events, line);) {
    const auto event = nlohmann::json::parse(line);
    if (event["event"] == "run") {
      CHECK(event["end_class"] == "differential Nash");
      CHECK(event["end_class_reason"] == "");
      ++seen;
    }
    if (event["event"] == "end") CHECK(event["end_classes"]["differential Nash"] == 3);
  }
  CHECK(seen == 3);
  const Outcome status = host("status " + out.string());
  CHECK(status.out.find("at rest: 3 differential Nash\n") != std::string::npos);
  const auto json = nlohmann::json::parse(host("status --json " + out.string()).out);
  CHECK(json["learners"][0]["end_classes"] == nlohmann::json{{"differential Nash", 3}});
  CHECK(host("export " + out.string() + " --csv").code == 0);
  const std::string csv = read_file(out / "export/runs.csv");
  CHECK(csv.find(",outcome,reason,end_class,end_class_reason,steps,") != std::string::npos);
  CHECK(csv.find(",converged,,differential Nash,,") != std::string::npos);
  CHECK(host("reproduce " + out.string() + " 1").code == 0);
}

TEST_CASE("classes do not depend on batches, and runs that are reused keep them") {
  const TempFolder temp;
  const std::string game = costs("-x*(1 - x - y)", "-y*(1 - x - y)");
  const fs::path out = run(temp, game, led);
  for (const char* how : {"--set experiment.batch=1", "--set experiment.batch=2 --jobs 1"}) {
    const TempFolder other;
    CHECK(query(run(other, game, led, "", how), "select end_class || end_class_reason from run") ==
          query(out, "select end_class || end_class_reason from run"));
  }
  CHECK(host("run " + (temp / "m.toml").string() + " --out " + (temp / "again").string()).code ==
        0);
  CHECK(query(temp / "again", "select end_class from run") ==
        std::vector<std::string>(3, "differential Stackelberg"));
}

TEST_CASE("the summary counts the classes") {
  const TempFolder temp;
  write_file(temp / "m.toml",
             "[experiment]\nname = 'ends'\nsteps = 3000\nseeds = 2\nwarnings = false\n[game]\n"
             "plugin = 'duopoly'\n[[learner]]\nname = 'l'\nrule = 'gradient-play'\nstep = 0.05\n"
             "[[observer]]\nplugin = 'summary'\n");
  const Outcome outcome =
      host("run " + (temp / "m.toml").string() + " --out " + (temp / "out").string());
  CHECK_MESSAGE(outcome.err.find(" at rest: 2 differential Nash\n") != std::string::npos,
                outcome.err);
}

}  // namespace
