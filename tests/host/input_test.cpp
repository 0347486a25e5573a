// Invalid input: exit code 2 and a message that says where, what, and how to correct it; nothing is
// written.
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

constexpr const char* good = R"([experiment]
name = "good"
steps = 10
seeds = 2

[game]
plugin = "torus"

[[learner]]
name = "play"
rule = "gradient-play"
step = 0.1
)";

// Runs the valid manifest with one passage replaced; returns the error message.
std::string said(const std::string& from, const std::string& to,
                 const std::string& arguments = "") {
  const TempFolder folder;
  std::string text = good;
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  write_file(folder / "m.toml", text);
  const Outcome outcome = host("run " + (folder / "m.toml").string() + " --out " +
                               (folder / "r").string() + " " + arguments);
  CHECK(outcome.code == 2);
  CHECK(outcome.out == "");
  CHECK_FALSE(fs::exists(folder / "r"));
  std::string err = outcome.err;
  for (std::size_t p; (p = err.find(folder.path().string() + "/")) != std::string::npos;)
    err.erase(p, folder.path().string().size() + 1);
  return err;
}

TEST_CASE("the valid manifest runs") {
  const TempFolder folder;
  write_file(folder / "m.toml", good);
  CHECK(host("-q run " + (folder / "m.toml").string() + " --out " + (folder / "r").string()).code ==
        0);
}

TEST_CASE("unknown keys are reported with the nearest known one") {
  CHECK(said("steps = 10", "stesp = 10") ==
        "m.toml:1:1: [experiment] needs 'steps'\n"
        "m.toml:3:1: unknown key 'stesp' in [experiment]; did you mean 'steps'?\n");
  CHECK(said("[game]", "[gane]\n[game]") ==
        "m.toml:6:2: unknown key 'gane' in the manifest; did you mean 'game'?\n");
  CHECK(said("rule =", "rulle =") ==
        "m.toml:9:1: [[learner]] needs 'rule', for every player, or 'players', a list\n"
        "m.toml:11:1: unknown key 'rulle' in [[learner]]; did you mean 'rule'?\n");
}

TEST_CASE("wrong types and values are reported with the valid and the actual ones") {
  CHECK(said("steps = 10", "steps = \"ten\"") ==
        "m.toml:3:9: 'steps' in [experiment] must be an integer of at least 1, and is a string: "
        "'ten'\n");
  CHECK(said("steps = 10", "steps = 0") ==
        "m.toml:3:9: 'steps' in [experiment] must be an integer of at least 1, and is an integer: "
        "0\n");
  CHECK(said("name = \"good\"", "name = \"../good\"") ==
        "m.toml:2:8: name '../good' must be made of at most 200 letters, digits, '-', '_' and "
        "'.', and not begin with '.'; it names a folder\n");
  CHECK(said("step = 0.1", "step = -0.1") == "m.toml:12:8: step must be above 0; it is -0.1\n");
  CHECK(said("step = 0.1", "step = { powr = [1.0, 1.0] }") ==
        "m.toml:12:8: step has no kind 'powr'; did you mean 'power'?\n");
  CHECK(said("step = 0.1", "step = { exponential = [0.1, 1.5] }") ==
        "m.toml:12:8: step { exponential = [g, nu] } needs g above 0 and nu in (0, 1], for g nu^k; "
        "it "
        "is { exponential = [0.1, 1.5] }\n");
  CHECK(said("step = 0.1", "step = 0.1\nnoise = { normal = -1 }") ==
        "m.toml:13:9: noise { normal = v } needs v at least 0, for N(0, v); it is { normal = "
        "-1 }\n");
  CHECK(said("step = 0.1", "step = 0.1\noptimizer = \"adm\"") ==
        "m.toml:13:13: optimizer has no kind 'adm'; did you mean 'adam'?\n");
  CHECK(said("seeds = 2", "seeds = [1, 1]") ==
        "m.toml:4:13: seeds must be distinct integers from 0 to 4294967295, and 1 is not\n");
  CHECK(said("seeds = 2", "seeds = 2\norder = [1, 1]") ==
        "m.toml:5:9: order must list each of the players 1 to 2 once, and is [1, 1]\n");
  CHECK(said("seeds = 2", "seeds = 2\nstart = { at = [1.0] }") ==
        "m.toml:5:9: start { at = [..] } needs 2 numbers, one for each coordinate; it is { at = "
        "[1.0] "
        "}\n");
}

TEST_CASE("a syntax error is reported with its place") {
  CHECK(said("steps = 10", "steps = = 10").starts_with("m.toml:3:9: "));
}

TEST_CASE("all mistakes are reported in one pass") {
  const std::string all = said("steps = 10\nseeds = 2", "steps = 0\nseeds = -1\nbatch = 0");
  CHECK(std::count(all.begin(), all.end(), '\n') == 3);
}

TEST_CASE("missing and wrong plugins") {
  const std::string missing = said("\"torus\"", "\"toru\"");
  CHECK(
      missing.starts_with("m.toml:7:10: there is no game 'toru'; did you mean 'torus'? (looked for "
                          "toru.so in " FIXTURES ", "));
  CHECK(said("\"gradient-play\"", "\"torus\"") ==
        "m.toml:11:8: 'torus' is a game, not a learner\n");
  CHECK(said("\"torus\"", "\"abi-minor\"") ==
        "m.toml:7:10: " FIXTURES
        "/abi-minor.so needs ABI 1.700, but this firstmove offers 1.5; update "
        "firstmove, or rebuild the plugin with its headers\n");
  CHECK(said("\"torus\"", "\"no-symbol\"").find("does not export 'firstmove_library'") !=
        std::string::npos);
}

TEST_CASE("a file that is not a library, in the manifest's own folder") {
  const TempFolder folder;
  std::string text = good;
  text.replace(text.find("torus"), 5, "text");
  write_file(folder / "m.toml", text);
  write_file(folder / "text.so", "no library");
  const Outcome outcome =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("text.so cannot be loaded: ") != std::string::npos);
  CHECK_FALSE(fs::exists(folder / "r"));
}

TEST_CASE("parameters are checked against the plugin's schema") {
  const std::string t = "plugin = \"torus\"";
  CHECK(said(t, "plugin = \"torus\"\nparams = { alhpa = [1.0, 1.0] }") ==
        "m.toml:8:20: game 'torus' has no parameter 'alhpa'; did you mean 'alpha'?\n");
  CHECK(said(t, "plugin = \"torus\"\nparams = { alpha = 1.0 }") ==
        "m.toml:8:20: parameter 'alpha' of game 'torus' must be a list of finite numbers, and is a "
        "real: "
        "1.0 (weight of each player's preferred place, 2 reals)\n");
  CHECK(said(t, "plugin = \"torus\"\nparams = { alpha = [1.0, 2.0, 3.0] }") ==
        "m.toml:8:10: game 'torus' refuses its parameters: 'alpha' needs 2 numbers, one for each "
        "player, "
        "and has 3\n");
  CHECK(said(t, "plugin = \"duopoly\"\nparams = { A = 0 }") ==
        "m.toml:8:16: parameter 'A' of game 'duopoly' must be above 0, and is 0 (price at which "
        "demand is zero)\n");
  CHECK(
      said(t, "plugin = \"duopoly\"\nparams = { c = [1.0] }").find("at least 2 firms, and has 1") !=
      std::string::npos);
  CHECK(
      said(t, "plugin = \"quadratic\"") ==
      "m.toml:6:1: game 'quadratic' needs parameter 'Q' (a square matrix for each player, over the "
      "whole joint action; only its symmetric part counts)\n");
  CHECK(said(t, "plugin = \"quadratic\"\nparams = { Q = [[[1.0, 0.0], [0.0]]] }")
            .find("all of one size") != std::string::npos);
  CHECK(said("rule = \"gradient-play\"",
             "players = [{ rule = \"stackelberg\", params = { solver = \"dence\" } }, { rule = "
             "\"gradient-play\" }]") ==
        "m.toml:11:56: parameter 'solver' of learner 'stackelberg' cannot be 'dence'; did you mean "
        "'dense'? (how the follower's Hessian is inverted: directly; by conjugate gradients, for "
        "positive definite ones; by GMRES, for any)\n");
}

TEST_CASE("players and rules must match the game") {
  CHECK(said("rule = \"gradient-play\"", "players = [{ rule = \"gradient-play\" }]") ==
        "m.toml:11:11: the game 'torus' has 2 players, and this learner gives rules for 1\n");
  CHECK(said("rule = \"gradient-play\"", "rule = \"stackelberg\"") ==
        "m.toml: learner 'play': rule 'stackelberg' cannot play as player 2 of 'torus': player 2 "
        "is last "
        "in the order of play and leads nobody; use 'gradient-play' for it\n");
  CHECK(said("seeds = 2\n\n[game]\nplugin = \"torus\"\n\n[[learner]]\nname = \"play\"\nrule = "
             "\"gradient-play\"",
             "seeds = 2\nstart = { uniform = [0, 1] }\n[game]\nplugin = \"partial\"\nparams = { "
             "offers = \"gradients\" }\n\n[[learner]]\nname = \"play\"\n"
             "players = [{ rule = \"stackelberg\" }, { rule = \"gradient-play\" }]")
            .find("learner 'play': rule 'stackelberg' cannot play as player 1 of 'partial': the "
                  "game 'partial' "
                  "does not give D_22 f_2 as a dense block") != std::string::npos);
  CHECK(
      said("rule = \"gradient-play\"",
           "players = [{ rule = \"gradient-play\" }, { rule = \"best-response\", step = 0.1 }]") ==
      "m.toml:11:73: rule 'best-response' returns its action directly and takes no step\n");
}

TEST_CASE("a game without its own box needs a start") {
  const std::string text =
      said("plugin = \"torus\"", "plugin = \"partial\"\nparams = { offers = \"blocks\" }");
  CHECK(text == "m.toml:1:1: [experiment] needs 'start': the game names no box to start in\n");
}

TEST_CASE("overrides are checked like the manifest and named in the messages") {
  CHECK(said("good", "good", "--set experiment.steps=many") ==
        "--set experiment.steps=many: 'steps' in [experiment] must be an integer of at least 1, "
        "and is a "
        "string: 'many'\n");
  CHECK(said("good", "good", "--set steps") ==
        "--set steps: must be KEY=VALUE, like experiment.steps=100\n");
  CHECK(said("good", "good", "--set learner.3.step=1") ==
        "--set learner.3.step=1: '3' in 'learner.3.step' must be an index from 0 to 0\n");
  CHECK(said("good", "good", "--set experiment.name.x=1") ==
        "--set experiment.name.x=1: 'x' in 'experiment.name.x' is below a value that is not a "
        "table\n");
  CHECK(said("good", "good", "--set game.param.x=1") ==
        "--set game.param.x=1: unknown key 'param' in [game]; did you mean 'params'?\n");
}

TEST_CASE("sweeps are checked before the first run") {
  CHECK(said("[game]", "[sweep]\n\"game.params.alpha\" = [[1.0], [2.0]]\n[game]")
            .find("'alpha' needs 2 numbers") != std::string::npos);
  CHECK(said("[game]",
             "[sweep]\nmode = \"zip\"\n\"experiment.steps\" = [1, 2]\n\"experiment.seed\" = [1]\n"
             "[game]")
            .find("needs lists of the same length") != std::string::npos);
}

TEST_CASE("folders for results that exist, cannot be created, or hold no results") {
  const TempFolder folder;
  write_file(folder / "m.toml", good);
  const std::string manifest = (folder / "m.toml").string();
  fs::create_directory(folder / "r");
  write_file(folder / "r" / "precious", "kept");
  const Outcome there = host("run " + manifest + " --out " + (folder / "r").string());
  CHECK(there.code == 2);
  CHECK(there.err ==
        (folder / "r").string() + " exists already; choose another folder with --out\n");
  CHECK(read_file(folder / "r" / "precious") == "kept");
  CHECK(std::distance(fs::directory_iterator(folder / "r"), {}) == 1);

  // No folder can be created below a file.
  const Outcome below = host("run " + manifest + " --out " + manifest + "/a/b");
  CHECK(below.code == 2);
  CHECK(below.err == "the folder " + manifest +
                         "/a/b cannot be created: Not a directory; choose another one with "
                         "--out\n");

  const Outcome nothing = host("run " + manifest + " --resume --out " + (folder / "none").string());
  CHECK(nothing.code == 2);
  CHECK(nothing.err == "there are no results in " + (folder / "none").string() + "\n");
}

TEST_CASE("invalid commands and arguments") {
  const Outcome command = host("rnu");
  CHECK(command.code == 2);
  CHECK(host("").code == 2);
  CHECK(host("--help").code == 0);
  const Outcome missing = host("run nowhere.toml");
  CHECK(missing.code == 2);
  CHECK(missing.err ==
        "nowhere.toml: the manifest cannot be read: there is no file nowhere.toml\n");
  const Outcome path = host("plugins --plugin-path /nowhere");
  CHECK(path.code == 2);
  CHECK(path.err == "--plugin-path /nowhere: there is no such folder\n");
  const std::string torus = SOURCE_TREE "/experiments/torus.toml";
  CHECK(host("probe " + torus + " --at 1").err ==
        "--at \"1\" has 1 numbers, and the joint action has 2 coordinates\n");
  CHECK(host("probe " + torus + " --at 1,x").err == "--at \"1,x\": 'x' is not a finite number\n");
  CHECK(host("probe " + torus + " --at 1,1 --learner Nahs").code == 2);
}

TEST_CASE("the help lists the commands by group and rank, whatever order they are linked in") {
  const std::string help = host("--help").out;
  std::size_t at = 0;
  for (const std::string line :
       {"Run and follow:", "  run ",    "  status ",        "  show ",     "  lock ",
        "  reproduce ",    "  diff ",   "Look at results:", "  report ",   "  export ",
        "Analyse:",        "  probe ",  "  solve ",         "  spectrum ", "  map ",
        "  flow ",         "  shadow ", "  lock-in ",       "Plugins:",    "  plugins ",
        "  check ",        "  new ",    "  schema "}) {
    CAPTURE(line);
    at = help.find("\n" + line, at);
    REQUIRE_MESSAGE(at != std::string::npos, help);
  }
}

TEST_CASE("a dry run shows the planned runs and writes nothing") {
  const TempFolder folder;
  write_file(folder / "m.toml", good);
  const Outcome dry =
      host("run " + (folder / "m.toml").string() + " --dry-run --out " + (folder / "r").string());
  CHECK(dry.code == 0);
  CHECK(dry.out.find("2 runs into " + (folder / "r").string() + "; nothing written") !=
        std::string::npos);
  CHECK_FALSE(fs::exists(folder / "r"));
}

}  // namespace
