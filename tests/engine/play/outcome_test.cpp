// The outcomes of runs, through the host.
#include "support/support.hpp"

namespace {

using firstmove::test::host;
using firstmove::test::query;
using firstmove::test::shell;
using firstmove::test::TempFolder;
using firstmove::test::write_file;

std::string manifest(const std::string& game, const std::string& learner,
                     const std::string& experiment = "steps = 2000") {
  return "[experiment]\nname = \"o\"\nseeds = 3\nwarnings = false\n" + experiment + "\n[game]\n" +
         game + "\n[[learner]]\nname = \"l\"\n" + learner + "\n";
}

std::vector<std::string> ran(const std::string& text, int code = 0) {
  const TempFolder folder;
  write_file(folder / "m.toml", text);
  const auto outcome =
      host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "r").string());
  CHECK_MESSAGE(outcome.code == code, outcome.err);
  return query(folder / "r", "SELECT DISTINCT outcome || ': ' || reason FROM run");
}

TEST_CASE("every outcome is recorded") {
  using Said = std::vector<std::string>;
  const std::string play = "rule = \"gradient-play\"\nstep = ";
  CHECK(ran(manifest("plugin = \"duopoly\"", play + "0.2")) == Said{"converged: "});
  CHECK(ran(manifest("plugin = \"duopoly\"", play + "0.2", "steps = 10")) ==
        Said{"budget spent: "});
  const std::string pennies = "plugin = \"matching-pennies\"";
  CHECK(ran(manifest(pennies, play + "0.05",
                     "steps = 20000\nstart = { at = [1.0, 0.0, 0.0, 0.0] }")) == Said{"cycling: "});
  CHECK(ran(manifest("plugin = \"hamiltonian\"", play + "0.5",
                     "steps = 200\nstart = { at = [1.0, 1.0] }")) == Said{"diverged: "});
  CHECK(ran(manifest("plugin = \"duopoly\"", play + "0.2",
                     "steps = 2000\nbudget = { products = 60 }\nstart = { at = [1.0, 1.0] }")) ==
        Said{"converged: the budget of 60 oracle products is spent"});
  CHECK(ran(manifest("plugin = \"duopoly\"", play + "1e-9",
                     "steps = 1000000000\nbudget = { seconds = 0.02 }")) ==
        Said{"timed out: the time budget of 0.02 s is spent"});
  const std::string chain = "plugin = \"oligopoly-chain\"\nparams = { c = [1.0, 1.0, 1.0] }";
  const auto skipped = ran(manifest(chain, "rule = \"competitive-gradient\"\nstep = 0.1",
                                    "steps = 10\nrefused = \"skip\""));
  REQUIRE(skipped.size() == 1);
  CHECK(skipped[0].starts_with("skipped: learner 'l': rule 'competitive-gradient' cannot play"));
}

// Each learner's outcomes over all runs, as "learner: outcome".
std::vector<std::string> words(const std::string& text) {
  const TempFolder folder;
  write_file(folder / "m.toml", text);
  const auto outcome =
      host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "r").string());
  CHECK_MESSAGE(outcome.code == 0, outcome.err);
  return query(folder / "r",
               "SELECT learner || ': ' || outcome || CASE WHEN reason = '' THEN '' ELSE ': ' || "
               "reason END FROM run GROUP BY 1 ORDER BY min(id)");
}

std::string head(std::uint64_t steps, const std::string& start, std::uint64_t seeds = 1) {
  return "[experiment]\nname = \"o\"\nwarnings = false\nsteps = " + std::to_string(steps) +
         "\nseeds = " + std::to_string(seeds) + "\nstart = " + start + "\n";
}
std::string plain(const std::string& name, const std::string& step, const std::string& more = "") {
  return "[[learner]]\nname = \"" + name + "\"\nrule = \"gradient-play\"\nstep = " + step + "\n" +
         more + "\n";
}
using Words = std::vector<std::string>;

TEST_CASE("only a run at a point where the learner's direction vanishes has converged") {
  // x^2 / 2 from 5: 4.52, 4.52 and 1.86 are no points of rest.
  const std::string bowl = "[game]\nplayers = { x = 1, y = 1 }\ncost = [\"x^2/2\", \"y^2/2\"]\n";
  const std::string learners =
      plain("tiny", "1e-5") + plain("dying", "{ exponential = [0.1, 0.5] }") +
      plain("dying power", "{ power = [0.05, 3.0] }") +
      plain("one over k", "{ power = [0.1, 1.0] }") + plain("sound", "0.1");
  CHECK(words(head(10000, "{ at = [5.0, 5.0] }") + bowl + learners) ==
        Words{"tiny: still moving", "dying: steps died out", "dying power: steps died out",
              "one over k: still moving", "sound: converged"});
  // A start at the point of rest is at rest; so is one from where rounding keeps it.
  CHECK(words(head(100, "{ at = [0.0, 0.0] }") + bowl + plain("there", "0.1")) ==
        Words{"there: converged"});
  // A rule that stops where its steps are small is not at rest either.
  CHECK(words(head(10000, "{ at = [5.0, 5.0] }") + "stop = { update_norm = 1e-3 }\n" + bowl +
              plain("tiny", "1e-5") + plain("sound", "0.1")) ==
        Words{"tiny: still moving: update norm at most 0.001",
              "sound: converged: update norm at most 0.001"});
}

TEST_CASE("a drift for ever, a ghost of a saddle-node and a degenerate minimum are told apart") {
  const std::string game =
      "[game]\nplayers = { x = 1, y = 1, z = 1 }\n"
      "cost = [\"a*exp(-x) + (1-a)*x^2/2\", \"b*(y^3/3 + c*y) + (1-b)*y^2/2\", \"z^2/2\"]\n";
  const auto params = [](const std::string& abc) { return "params = { " + abc + " }\n"; };
  for (const std::uint64_t steps : {1000u, 10000u, 100000u})
    CHECK(words(head(steps, "{ at = [1.0, 1.0, 1.0] }") + game +
                params("a = 1.0, b = 0.0, c = 0.0") + plain("drift", "0.1")) ==
          Words{"drift: still moving"});
  CHECK(words(head(1000, "{ at = [1.0, 1.0, 1.0] }") + game + params("a = 0.0, b = 1.0, c = 1e-4") +
              plain("ghost", "0.1")) == Words{"ghost: still moving"});
  CHECK(words(head(10000, "{ at = [1.0, 1.0, 1.0] }") + game + params("a = 0.0, b = 1.0, c = 0.0") +
              plain("slowly", "0.1")) == Words{"slowly: converged"});
}

TEST_CASE("a pure start of a softmax game is not critical") {
  CHECK(
      words(head(2000, "{ at = [40.0, 0.0, 40.0, 0.0] }") +
            "[game]\nplugin = \"bimatrix\"\nparams = { A = [[1, 2], [4, 4]], B = [[1, 5], [2, 4]] "
            "}\n" +
            plain("both", "0.1")) == Words{"both: still moving"});
}

TEST_CASE("a point of rest at a bound of the game is one") {
  CHECK(
      words(
          head(500, "{ at = [0.5, 0.5] }") +
          "[game]\nplayers = { x = 1, y = 1 }\ncost = [\"x + x*y/8\", \"(y - x - 0.25)^2\"]\n"
          "domain = [0.0, 1.0]\n" +
          plain("to the bound", "0.1") +
          "[[learner]]\nname = \"responds\"\nplayers = [{ rule = \"gradient-play\", step = 0.1 }, "
          "{ rule = \"best-response\" }]\n") ==
      Words{"to the bound: converged", "responds: converged"});
}

TEST_CASE("noise about a point of rest is no cycle") {
  const std::string game =
      "[game]\nplugin = \"quadratic\"\n"
      "params = { Q = [[[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]] }\n";
  const auto noisy = [](const std::string& name, const std::string& step,
                        const std::string& more = "", const std::string& rule = "gradient-play") {
    return "[[learner]]\nname = \"" + name + "\"\nrule = \"" + rule + "\"\nstep = " + step +
           "\nnoise = { normal = 1.0 }\n" + more + "\n";
  };
  CHECK(words(head(2000, "{ normal = [0.0, 1.0] }", 200) + game + noisy("0.9", "0.9") +
              noisy("1.5", "1.5") + noisy("momentum", "0.05", "optimizer = { momentum = 0.9 }") +
              noisy("Adam", "0.05", "optimizer = \"adam\"") +
              noisy("optimistic", "0.3", "", "optimistic")) ==
        Words{"0.9: stationary noise", "1.5: stationary noise", "momentum: stationary noise",
              "Adam: stationary noise", "optimistic: stationary noise"});
}

TEST_CASE("cycles are found, slow ones, far ones and those of any period") {
  CHECK(words(head(20000, "{ uniform = [0.004, 0.005] }", 4) +
              "[game]\nplayers = { x = 1, y = 1 }\ncost = [\"x*y\", \"-x*y\"]\n" +
              plain("a circle", "1e-4")) == Words{"a circle: cycling"});
  // With step 1, a turn by an angle of which c and s are cosine and sine, about (m, 0), and towards
  // radius 1.
  const std::string turn =
      "[game]\nplayers = { u = 1, y = 1 }\nlet = { x = \"u - m\" }\n"
      "cost = [\"x^2/2 - 1.1*(c*x^2/2 - s*x*y) + 0.1*(c*x^4/4 - s*x^3*y/3) + 0.1*y^2*(c*x^2/2 - "
      "s*x*y)\", \"y^2/2 - 1.1*(s*x*y + c*y^2/2) + 0.1*x^2*(s*x*y + c*y^2/2) + 0.1*(s*x*y^3/3 + "
      "c*y^4/4)\"]\n";
  const auto turned = [&](double parts, double m) {
    const double angle = 2 * 3.14159265358979323846 / parts;
    char params[200];
    std::snprintf(params, sizeof(params), "params = { c = %.17g, s = %.17g, m = %.1f }\n",
                  std::cos(angle), std::sin(angle), m);
    char start[80];
    std::snprintf(start, sizeof(start), "{ at = [%.1f, 0.0] }", m + 0.9);
    return words(head(10000, start) + turn + params + plain("turn", "1.0"));
  };
  for (const double parts : {32.0, 64.0, 128.0, 100.5})
    CHECK(turned(parts, 0) == Words{"turn: cycling"});
  CHECK(turned(100.5, 100) == Words{"turn: cycling"});
}

// The eigenvalues of a step are 1 - s d + - i s: the path turns once in 314 steps, and s = 0.02
// loses 44 % of its radius in 2000 of them, s = 0.05 next to nothing.
TEST_CASE("a spiral towards a point is no cycle, and a drift with noise is still moving") {
  CHECK(words(head(2000, "{ at = [1.0, 0.0] }") +
              "[game]\nplayers = { x = 1, y = 1 }\n"
              "cost = [\"0.0245*x^2/2 + x*y\", \"0.0245*y^2/2 - x*y\"]\n" +
              plain("inwards", "0.02") + plain("around", "0.05")) ==
        Words{"inwards: still moving", "around: cycling"});
  CHECK(words(head(2000, "{ at = [5.0, 5.0] }", 50) +
              "[game]\nplayers = { x = 1, y = 1 }\ncost = [\"x\", \"y^2/2\"]\n" +
              plain("drift", "0.1", "noise = { normal = 1.0 }")) == Words{"drift: still moving"});
}

TEST_CASE("chaos is no cycle") {
  // x+ = 3.99 x (1 - x), and the map of Henon, with step 1.
  CHECK(words(head(10000, "{ at = [0.3, 0.1, 0.1] }") +
              "[game]\nplayers = { l = 1, x = 1, y = 1 }\n"
              "cost = [\"l^2/2 - 3.99*(l^2/2 - l^3/3)\", \"x^2/2\", \"y^2/2\"]\n" +
              plain("logistic", "1.0")) == Words{"logistic: irregular"});
  CHECK(words(head(10000, "{ at = [0.1, 0.1] }") +
              "[game]\nplayers = { x = 1, y = 1 }\n"
              "cost = [\"x^2/2 - x + 1.4*x^3/3 - x*y\", \"y^2/2 - 0.3*x*y\"]\n" +
              plain("Henon", "1.0")) == Words{"Henon: irregular"});
  CHECK(words(head(20000, "{ at = [1.0, 1.0, 20.0] }") +
              "[game]\nplayers = { x = 1, y = 1, z = 1 }\n"
              "cost = [\"5*x^2 - 10*x*y\", \"y^2/2 - x*y*(28 - z)\", \"4/3*z^2 - x*y*z\"]\n" +
              plain("Lorenz", "0.005")) == Words{"Lorenz: irregular"});
  // With step 0.02 this map would have a stable cycle. Its exponent of 3e-4 a step takes longer to
  // show than the run.
  for (const std::string& word :
       words(head(20000, "{ at = [1.0, 1.0, 0.0] }") +
             "[game]\nplayers = { x = 1, y = 1, z = 1 }\n"
             "cost = [\"x*(y + z)\", \"-x*y - 0.1*y^2\", \"-0.2*z - z^2/2*(x - 5.7)\"]\n" +
             plain("Roessler", "0.005")))
    CHECK(word != "Roessler: cycling");
}

TEST_CASE(
    "a path that stays ever longer at each saddle point of May and Leonard has not converged") {
  const std::string game =
      "[game]\nplayers = { x = 1, y = 1, z = 1 }\n"
      "cost = [\"-x^2/2 + x^3/3 + (0.8*y + 1.3*z)*x^2/2\", \"-y^2/2 + y^3/3 + (0.8*z + "
      "1.3*x)*y^2/2\", \"-z^2/2 + z^3/3 + (0.8*x + 1.3*y)*z^2/2\"]\n";
  for (const std::string& word :
       words(head(20000, "{ at = [0.5, 0.3, 0.2] }") + game + plain("0.05", "0.05") +
             plain("0.1", "0.1") + plain("0.2", "0.2"))) {
    CAPTURE(word);
    CHECK(word.find("converged") == std::string::npos);
    CHECK(word.find("cycling") == std::string::npos);
  }
}

TEST_CASE("a run diverges in whichever coordinates it runs away") {
  CHECK(
      words(
          head(1000, "{ at = [1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1] }") +
          "[game]\nplayers = { x = 8, y = 8 }\ncost = [\"-0.5*dot(x, x)\", \"-0.5*dot(y, y)\"]\n" +
          plain("away", "0.05")) == Words{"away: diverged"});
}

TEST_CASE("a run is charged for its own requests to the game, not for those of its neighbours") {
  const auto charged = [](const std::string& learner, const std::string& batch) {
    const TempFolder folder;
    write_file(folder / "m.toml",
               manifest("plugin = \"torus\"", learner, "steps = 40\nbatch = " + batch));
    const auto outcome =
        host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "r").string());
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return query(folder / "r", "SELECT products FROM run ORDER BY id");
  };
  using Counts = std::vector<std::string>;
  // D_1 f_1 and D_2 f_2.
  CHECK(charged("rule = \"gradient-play\"\nstep = 0.1", "3") == Counts{"80", "80", "80"});
  // D_1 f_1, D_2 f_1, D_12 f_2 and D_22 f_2 of one column each; D_2 f_2.
  CHECK(charged("players = [{ rule = \"stackelberg\", step = 0.1 }, "
                "{ rule = \"gradient-play\", step = 0.1 }]",
                "3") == Counts{"200", "200", "200"});
  // Each replica takes the Newton steps to its best response that it needs.
  const std::string answers =
      "players = [{ rule = \"gradient-play\", step = 0.1 }, { rule = \"best-response\" }]";
  const Counts alone = charged(answers, "1");
  CHECK(charged(answers, "3") == alone);
  CHECK(alone[0] != alone[1]);
}

TEST_CASE("budgets and tests of outcomes are checked") {
  const auto said = [](const std::string& experiment) {
    const TempFolder folder;
    write_file(folder / "m.toml", manifest("plugin = \"torus\"", "rule = \"lola\"\nstep = 0.1",
                                           "steps = 10\n" + experiment));
    const auto outcome = shell("cd " + folder.path().string() + " && " HOST " run m.toml");
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  CHECK(said("budget = { produts = 3 }") ==
        "m.toml:6:12: unknown key 'produts' in 'budget'; did you mean 'products'?\n");
  CHECK(said("budget = { seconds = 0 }") == "m.toml:6:22: seconds must be above 0, and is 0\n");
  CHECK(said("outcome = { tolerance = -1 }") ==
        "m.toml:6:25: tolerance must be above 0, and is -1\n");
  CHECK(said("refused = \"skpi\"") ==
        "m.toml:6:11: refused must be 'error' or 'skip', and is 'skpi'; did you mean 'skip'?\n");
}

}  // namespace
