// Games written as formulas: their values and derivatives, and that they behave as any other game.
#include <spdlog/fmt/fmt.h>

#include "support/formula_support.hpp"

namespace {

using namespace firstmove::test;
using nlohmann::json;

// The formulas of `cost` in Python, at x = 0.7, y = -0.4, z = (0.3, -0.2, 0.9).
struct Sample {
  const char* formula;
  const char* python;
};
constexpr Sample samples[] = {
    {"x*y + 0.5*x^2", "x*y + 0.5*x**2"},
    {"-x^2", "-(x**2)"},
    {"2^-1 * x", "0.5*x"},
    {"x^3^2", "x**9"},
    {"x - y - 1", "x - y - 1"},
    {"x / y / 2", "x / y / 2"},
    {"-x*y + exp(-y^2)", "-x*y + exp(-y**2)"},
    {"sin(x) * cos(y) + tan(x) - tanh(y)", "sin(x) * cos(y) + tan(x) - tanh(y)"},
    {"log(2 + x) * sqrt(x) + abs(y)", "log(2 + x) * sqrt(x) + abs(y)"},
    {"sigmoid(3*x)", "1 / (1 + exp(-3*x))"},
    {"softplus(3*x) + logsigmoid(y)", "log(1 + exp(3*x)) - log(1 + exp(-y))"},
    {"log1p(x) + expm1(y)", "log(1 + x) + exp(y) - 1"},
    {"logsumexp(z) + logsumexp(x, 2*y, 0)", "log(exp(z).sum()) + log(exp(x) + exp(2*y) + 1)"},
    {"(logsumexp(w) + sigmoid(p) - softplus(p) + max(p, 1)) * x",
     "(log(exp(w).sum()) + 1 / (1 + exp(-p)) - log(1 + exp(p)) + p) * x"},
    {"x^0.5 + x^-3 + x^7", "x**0.5 + x**-3 + x**7"},
    {"x^(y + 2)", "x**(y + 2)"},
    {"x^p", "x**1.5"},
    {"min(x, y) + max(x, 2*x) + max(0.5, y)", "min(x, y) + max(x, 2*x) + max(0.5, y)"},
    {"if(x < y, 1, 2)*x", "2*x"},
    {"if(x > y, 1, 2)*x", "1*x"},
    {"if(x <= 0.5 + y, x, y) + if(p >= 1, x, 0)", "y + x"},
    {"sum(z)", "z.sum()"},
    {"sum(z^2) * x", "(z**2).sum() * x"},
    {"dot(z, w)", "z @ w"},
    {"dot(z, A @ z)", "z @ A @ z"},
    {"sum(sin(A @ z) * w)", "(numpy.sin(A @ z) * w).sum()"},
    {"dot(w, (A @ B) @ z)", "w @ (A @ B) @ z"},
    {"sum(i = 1..3, i * z[i])", "z[0] + 2*z[1] + 3*z[2]"},
    {"sum(i = 1..2, z[i] * z[i + 1])", "z[0]*z[1] + z[1]*z[2]"},
    {"sum(i = 1..len(z), sum(j = i..len(z), A[i, j] * z[j]))",
     "sum(A[i, j] * z[j] for i in range(3) for j in range(i, 3))"},
    {"sum(i = 1..40, x^2 / i)", "sum(x**2 / i for i in range(1, 41))"},
    {"sum(i = 1..20, sum(j = i..30, sin(i*x) * y / j))",
     "sum(sin(i*x) * y / j for i in range(1, 21) for j in range(i, 31))"},
    {"sum(i = 3..2, x) + x", "x"},
    {"u + v * u", "(x + y) + sin(x + y) * (x + y)"},
    {"sum(k)", "((z - z.sum())**2).sum()"},
    {"pi * x + 1e-3 + .5", "numpy.pi * x + 1e-3 + .5"},
    {"sum(i = 1..25, long[i] * x + log(long[i]))", "sum(l * x + log(l) for l in long)"},
    {"cos(p) * log(p + 1) * x", "cos(1.5) * log(2.5) * x"},
    {"3", "3"},
};

// A game whose costs are samples from number `first` on: one player each, of which the first three
// are x, y and z.
constexpr std::size_t players_of_sample = 6;
std::string game_of_samples(std::size_t first) {
  std::string players = "{ x = 1 }, { y = 1 }, { z = 3 }", costs;
  for (std::size_t i = 3; i < players_of_sample; ++i)
    players += ", { o" + std::to_string(i) + " = 1 }";
  for (std::size_t i = first; i < first + players_of_sample; ++i)
    costs += std::string(costs.empty() ? "" : ", ") + "\"" +
             (i < std::size(samples) ? samples[i].formula : "0") + "\"";
  std::string list;
  for (int i = 1; i <= 25; ++i) list += std::to_string(i) + ".5, ";
  return playing(
      "players = [" + players + "]\ncost = [" + costs +
      "]\nparams = { p = 1.5, w = [1, -2, 0.5], A = [[1, 2, 3], [0, -1, 4], [2, 2, 0.1]], "
      "B = [[0, 1, 0], [1, 0, 0.3], [0, 0, 1]], long = [" +
      list +
      "] }\n"
      "let = { u = \"x + y\", v = \"sin(u)\", k = \"(z - sum(z))^2\" }\n");
}

TEST_CASE("formulas have the values of the same expressions in Python") {
  const TempFolder folder;
  std::vector<double> costs;
  for (std::size_t first = 0; first < std::size(samples); first += players_of_sample) {
    write_file(folder / "m.toml", game_of_samples(first));
    const json here = probe(folder / "m.toml", "0.7,-0.4,0.3,-0.2,0.9,0.25,0.25,0.25");
    for (const json& cost : here["cost"]) costs.push_back(cost.get<double>());
  }

  std::string script =
      "import numpy, json\nfrom numpy import sin, cos, tan, tanh, exp, log, sqrt\n"
      "x, y, p = 0.7, -0.4, 1.5\nz = numpy.array([0.3, -0.2, 0.9])\nw = numpy.array([1, -2, 0.5])\n"
      "A = numpy.array([[1, 2, 3], [0, -1, 4], [2, 2, 0.1]])\n"
      "B = numpy.array([[0, 1, 0], [1, 0, 0.3], [0, 0, 1]])\n"
      "long = [i + 0.5 for i in range(1, 26)]\nprint(json.dumps([float(v) for v in [\n";
  for (const Sample& s : samples) script += std::string(s.python) + ",\n";
  write_file(folder / "s.py", script + "]]))\n");
  const Outcome python = shell("/usr/bin/python3 " + (folder / "s.py").string());
  REQUIRE_MESSAGE(python.code == 0, python.err);
  const json expected = json::parse(python.out);
  REQUIRE(costs.size() >= std::size(samples));
  for (std::size_t i = 0; i < std::size(samples); ++i) {
    CAPTURE(samples[i].formula);
    CHECK(costs[i] == doctest::Approx(expected[i].get<double>()).epsilon(1e-13).scale(1));
  }
}

TEST_CASE("a chain of ten thousand definitions") {
  const TempFolder folder;
  std::string chain = "players = { x = 1, y = 1 }\ncost = [\"a9999\", \"y^2\"]\n[game.let]\n";
  for (int k = 9999; k > 0; --k)
    chain += "a" + std::to_string(k) + " = \"a" + std::to_string(k - 1) + " + 0.5*x\"\n";
  write_file(folder / "m.toml", playing(chain + "a0 = \"x*y\"\n"));
  const json here = probe(folder / "m.toml", "2,0.25");
  CHECK(here["cost"][0] == 0.5 + 9999);
  CHECK(here["omega"][0] == 0.25 + 9999 * 0.5);
}

TEST_CASE("derivatives of formulas are exact") {
  const TempFolder folder;
  write_file(
      folder / "m.toml",
      playing("players = { x = 1, y = 1 }\ncost = [\"x*y + 0.5*x^2\", \"-x*y + exp(-y^2)\"]\n"));
  const double x = 0.3, y = 0.8, e = std::exp(-y * y);
  const json here = probe(folder / "m.toml", "0.3,0.8");
  const auto near = [](double value) { return doctest::Approx(value).epsilon(1e-14); };
  CHECK(here["omega"][0].get<double>() == near(y + x));
  CHECK(here["omega"][1].get<double>() == near(-x - 2 * y * e));
  CHECK(here["J"][0][0].get<double>() == near(1));
  CHECK(here["J"][0][1].get<double>() == near(1));
  CHECK(here["J"][1][0].get<double>() == near(-1));
  CHECK(here["J"][1][1].get<double>() == near((4 * y * y - 2) * e));
}

TEST_CASE("the logistic function keeps its accuracy where it is small") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             playing("players = { x = 1, y = 1 }\ncost = [\"x^2/2 + y\", \"-log(sigmoid(y)) + "
                     "x*y\"]\n"));
  const auto near = [](double value) { return doctest::Approx(value).epsilon(1e-14); };
  // D_22 f_2 = e^y / (1 + e^y)^2, omega_S = x - 1 / D_22 f_2, at 40 digits.
  const json left = probe(folder / "m.toml", "0.5,-20");
  CHECK(left["J"][1][1].get<double>() == near(2.0611536139418493e-9));
  CHECK(left["omega_s"][0].get<double>() == near(-485165196.90979028));
  const json far = probe(folder / "m.toml", "0.5,-700");
  CHECK(far["cost"][1].get<double>() == near(350));
  CHECK(far["J"][1][1].get<double>() == near(9.8596765437597709e-305));
}

TEST_CASE("a cost that is not a number is none on either side of max and min") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             playing("players = { x = 1, y = 1, z = 1, w = 1 }\ncost = [\"max(0, sqrt(-1)) + x\", "
                     "\"max(sqrt(-1), 0) + y\", \"min(0, sqrt(x - 2)) + z\", "
                     "\"min(sqrt(x - 2), 0) + w\"]\n"));
  const json here = probe(folder / "m.toml", "1,1,1,1");
  for (const json& cost : here["cost"]) CHECK(cost.is_null());
}

// Plays a plugin and the formulas of the same game, and compares the final states.
void same_play(const std::string& plugin, const std::string& formulas, const std::string& rule) {
  const TempFolder folder;
  const std::string head =
      "[experiment]\nname = \"f\"\nsteps = 300\nseeds = 20\nwarnings = false\n"
      "start = { uniform = [0.1, 2.0] }\n[game]\n";
  const std::string learner =
      "\n[[learner]]\nname = \"play\"\nstep = 0.05\nplayers = [{ rule = \"" + rule +
      "\" }, { rule = \"gradient-play\" }]\n";
  write_file(folder / "a.toml", head + plugin + learner);
  write_file(folder / "b.toml", head + formulas + learner);
  for (const std::string name : {"a", "b"}) {
    const Outcome outcome = host("-q run " + (folder / (name + ".toml")).string() + " --out " +
                                 (folder / name).string());
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  }
  const std::string sql = "SELECT value FROM final_state ORDER BY run, player, coordinate";
  const auto a = numbers(folder / "a", sql), b = numbers(folder / "b", sql);
  REQUIRE(a.size() == b.size());
  REQUIRE(a.size() >= 40);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-9));
}

TEST_CASE("formulas of the torus play as its plugin does, third derivatives included") {
  same_play("plugin = \"torus\"\nparams = { alpha = [1.0, 1.3], phi = [0.4, 0.5] }\n",
            "players = { x = 1, y = 1 }\n"
            "cost = [\"cos(x - y) - a[1]*cos(x - p[1])\", \"cos(x - y) - a[2]*cos(y - p[2])\"]\n"
            "params = { a = [1.0, 1.3], p = [0.4, 0.5] }\n"
            "domain = { circle = [-3.141592653589793, 3.141592653589793] }\n",
            "stackelberg");
}

TEST_CASE("formulas of the duopoly play as its plugin does, with the kink and the bounds") {
  same_play("plugin = \"duopoly\"\nparams = { A = 3.0, c = [0.5, 0.2] }\n",
            "players = { q = 1, r = 1 }\nlet = { price = \"max(A - q - r, 0)\" }\n"
            "cost = [\"-(price - c[1])*q\", \"-(price - c[2])*r\"]\n"
            "params = { A = 3.0, c = [0.5, 0.2] }\ndomain = [0, inf]\n",
            "lola");
}

TEST_CASE("players keep the order in which they are written, also in the stored manifest") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             playing("players = { leader = 1, follower = 2 }\n"
                     "cost = [\"leader^2\", \"sum((follower - leader)^2)\"]\n"
                     "box = { leader = [4, 5], follower = [[0, 1], [2, 3]] }\n"));
  REQUIRE(
      host("-q run " + (folder / "m.toml").string() + " --out " + (folder / "r").string()).code ==
      0);
  CHECK(query(folder / "r", "SELECT count(*) FROM final_state WHERE player = 0") ==
        std::vector<std::string>{"4"});
  CHECK(query(folder / "r", "SELECT count(*) FROM final_state WHERE player = 1") ==
        std::vector<std::string>{"8"});
  const std::string kept = (folder / "r/manifest.toml").string();
  REQUIRE(host("-q run " + kept + " --fresh --out " + (folder / "s").string()).code == 0);
  const std::string sql = "SELECT value FROM final_state ORDER BY run, player, coordinate";
  CHECK(query(folder / "r", sql) == query(folder / "s", sql));
}

TEST_CASE("nothing is compiled: neither a compiler nor a folder for libraries is needed") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             playing("players = { x = 1, y = 1 }\ncost = [\"a*x^2 + x*y\", \"y^2 - x*y\"]\n"
                     "params = { a = 1.0 }\n") +
                 "\n[sweep]\n\"game.params.a\" = [1.0, 2.0, 3.0]\n");
  const Outcome outcome = shell("env -u HOME -u XDG_CACHE_HOME PATH=/none CXX=/none " HOST " run " +
                                (folder / "m.toml").string() + " --out " + (folder / "r").string());
  CHECK_MESSAGE(outcome.code == 0, outcome.err);
  CHECK(query(folder / "r", "SELECT count(*) FROM final_state") == std::vector<std::string>{"24"});
}

TEST_CASE("results say which formulas they are of, and runs of others are not taken for them") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             playing("players = { x = 1, y = 1 }\ncost = [\"a*x^2 + x*y\", \"y^2 - x*y\"]\n"
                     "params = { a = 1.0 }\n"));
  const std::string run = "-q run " + (folder / "m.toml").string() + " --out ";
  const auto hash = [&](const char* to) {
    return query(folder / to,
                 "SELECT sha256 FROM plugin WHERE kind = 'game' AND id = 'formulas' "
                 "AND file = '' AND length(sha256) = 64");
  };
  const auto keys = [&](const char* to) { return query(folder / to, "SELECT key FROM run"); };
  REQUIRE(host(run + (folder / "1").string()).code == 0);
  REQUIRE(host(run + (folder / "2").string()).code == 0);
  REQUIRE(host(run + (folder / "3").string() + " --set game.params.a=2.0").code == 0);
  REQUIRE(host(run + (folder / "4").string() + " --set 'game.cost=[\"a*x^4\", \"y^2\"]'").code ==
          0);
  REQUIRE(hash("1").size() == 1);
  CHECK(hash("1") == hash("2"));
  CHECK(hash("1") == hash("3"));  // the values of parameters are not a part of the game
  CHECK(hash("1") != hash("4"));
  CHECK(keys("1") == keys("2"));
  CHECK(keys("1") != keys("3"));
  CHECK(keys("1") != keys("4"));
  const Outcome reproduced = host("reproduce " + (folder / "1").string() + " 1");
  CHECK_MESSAGE(reproduced.code == 0, reproduced.err);
  CHECK(read_file(folder / "1/manifest.toml").find("formula-text") == std::string::npos);
}

TEST_CASE("teams of players of formulas play the sum of their costs") {
  const TempFolder folder;
  const auto ends = [&](const std::string& game, const std::string& to) {
    write_file(folder / "m.toml", playing(game));
    const Outcome outcome =
        host("-q run " + (folder / "m.toml").string() +
             " --set experiment.start.at=[0.3,0.7,-0.5] --out " + (folder / to).string());
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return numbers(folder / to, "SELECT value FROM final_state ORDER BY run, player, coordinate");
  };
  const std::vector<double> teams = ends(
      "players = { x = 1, y = 1, z = 1 }\ncost = [\"x^2 + x*z\", \"y^2 - x*y\", "
      "\"z^2 - z*y\"]\nteams = [[1, 2], [3]]\n",
      "a");
  const std::vector<double> one = ends(
      "players = { v = 2, z = 1 }\n"
      "cost = [\"(v[1]^2 + v[1]*z) + (v[2]^2 - v[1]*v[2])\", \"z^2 - z*v[2]\"]\n",
      "b");
  REQUIRE(teams.size() == one.size());
  for (std::size_t i = 0; i < one.size(); ++i)
    CHECK(teams[i] == doctest::Approx(one[i]).epsilon(1e-14));
}

TEST_CASE("many players of one coordinate have the same costs alone as beside others") {
  std::string players, costs;
  for (int i = 1; i <= 71; ++i) {
    players += fmt::format("{}q{} = 1", i > 1 ? ", " : "", i);
    costs += fmt::format("{}\"q{}^2 - q{}*{}\"", i > 1 ? ", " : "", i, i, i);
  }
  const TempFolder folder;
  write_file(folder / "m.toml", playing("players = { " + players + " }\ncost = [" + costs + "]\n"));
  const auto ends = [&](const std::string& seeds) {
    const Outcome outcome =
        host("-q run " + (folder / "m.toml").string() + " --fresh --set experiment.seeds=" + seeds +
             " --out " + (folder / seeds).string());
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
    return query(folder / seeds,
                 "SELECT printf('%.17g', value) FROM final_cost JOIN run ON run.id = run WHERE "
                 "replicate = 0 ORDER BY player");
  };
  const std::vector<std::string> alone = ends("1");
  CHECK(alone.size() == 71);
  CHECK(alone == ends("2"));
}

TEST_CASE("formulas can be used in proofs") {
  const TempFolder folder;
  write_file(
      folder / "m.toml",
      playing("players = { x = 1, y = 1 }\ncost = [\"x^2/2 + x*y\", \"y^2/2 - x*y + y^4\"]\n"));
  const Outcome outcome = host("solve " + (folder / "m.toml").string() + " --certify --json");
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  const json found = json::parse(outcome.out);
  REQUIRE(found["simultaneous"].size() == 1);
  CHECK(std::abs(found["simultaneous"][0]["x"][0].get<double>()) < 1e-12);
  CHECK(found["search"]["simultaneous"]["complete"] == true);
}

}  // namespace
