// Games written in Python, compared with the same games in C++, and their errors.
#include <signal.h>

#include <cfenv>
#include <clocale>
#include <cmath>

#include "base/float_mode.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Lines = std::vector<std::string>;

const std::string torus = R"(
import numpy as np

players = [1, 1]
domain = ("circle", -np.pi, np.pi)
start = (-np.pi, np.pi)
alpha, phi = [1.0, 1.3], np.pi / 8

def cost(i, x):
    return np.cos(x[0] - x[1]) - alpha[i] * np.cos(x[i] - phi)

def gradient(i, x):
    s = np.sin(x[0] - x[1])
    g = np.array([-s, s])
    g[i] += alpha[i] * np.sin(x[i] - phi)
    return g

def hessian(i, x):
    c = np.cos(x[0] - x[1])
    h = np.array([[-c, c], [c, -c]])
    h[i, i] += alpha[i] * np.cos(x[i] - phi)
    return h

def third(i, x):
    s = np.sin(x[0] - x[1])
    signs = np.array([1.0, -1.0])
    t = s * signs[:, None, None] * signs[:, None] * signs
    t[i, i, i] -= alpha[i] * np.sin(x[i] - phi)
    return t
)";

// A TOML string with several lines.
std::string quoted(const std::string& code) { return "\"\"\"" + code + "\"\"\""; }

std::string manifest(const std::string& code, const std::string& learners,
                     const std::string& experiment = "seeds = 5\n") {
  return "[experiment]\nname = \"in-python\"\nsteps = 12\nwarnings = false\n" + experiment +
         "[game]\nplugin = \"python\"\nparams.code = " + quoted(code) + "\n" + learners;
}
const std::string descent = "[[learner]]\nname = \"d\"\nrule = \"gradient-play\"\nstep = 0.1\n";
const std::string leading =
    "[[learner]]\nname = \"s\"\nstep = 0.1\n"
    "players = [{ rule = \"stackelberg\" }, { rule = \"gradient-play\" }]\n";

struct Ran {
  explicit Ran(const std::string& text, const std::string& arguments = "") {
    write_file(folder / "m.toml", text);
    outcome = host("run " + (folder / "m.toml").string() + " --fresh --out " +
                   (folder / "r").string() + " " + arguments);
  }
  Lines rows(const std::string& sql) const { return query(folder / "r", sql); }
  bool says(const std::string& part) const {
    const bool found = outcome.err.find(part) != std::string::npos;
    if (!found) MESSAGE("not found: ", part, "\nin: ", outcome.err);
    return found;
  }
  TempFolder folder;
  Outcome outcome{};
};

TEST_CASE("a game in NumPy has the costs and derivatives of the same game in C++") {
  const auto points = random_points(7, 2, -3, 3);
  Scene ours("torus", "", points), theirs("python", "code = " + quoted(torus), points);
  CHECK(theirs.game.shape().dims == ours.game.shape().dims);
  CHECK(theirs.game.shape().start_upper == ours.game.shape().start_upper);
  for (std::size_t c = 0; c < 2; ++c) {
    CHECK(theirs.game.shape().domains[c].kind == FM_DOMAIN_PERIODIC);
    CHECK(theirs.game.shape().domains[c].lower == ours.game.shape().domains[c].lower);
  }
  const auto same = [&](const fm_request& r, const std::vector<std::vector<double>>& v = {}) {
    const BatchArray a = ours.get(r, v), b = theirs.get(r, v);
    for (std::size_t row = 0; row < a.rows(); ++row)
      for (std::size_t lane = 0; lane < points.size(); ++lane)
        CHECK(std::abs(a.row(row)[lane] - b.row(row)[lane]) < 1e-12);
  };
  for (const std::uint32_t i : {0u, 1u}) {
    same(request(FM_COST, i));
    for (const std::uint32_t j : {0u, 1u}) {
      same(request(FM_GRADIENT, i, j));
      for (const std::uint32_t k : {0u, 1u}) {
        same(request(FM_HESSIAN_BLOCK, i, j, k));
        same(request(FM_HESSIAN_PRODUCT, i, j, k), {{0.7}});
        for (const std::uint32_t l : {0u, 1u})
          same(request(FM_THIRD_PRODUCT, i, j, k, l), {{0.7}, {-1.9}});
      }
    }
  }
}

// The torus' costs alone.
std::string costs_of_torus() { return torus.substr(0, torus.find("def gradient")); }

TEST_CASE("a cost that can be traced has all derivatives of the same game in C++") {
  const auto points = random_points(7, 2, -3, 3);
  Scene ours("torus", "", points), theirs("python", "code = " + quoted(costs_of_torus()), points);
  const auto same = [&](const fm_request& r, const std::vector<std::vector<double>>& v = {}) {
    const BatchArray a = ours.get(r, v), b = theirs.get(r, v);
    REQUIRE(a.rows() == b.rows());
    for (std::size_t row = 0; row < a.rows(); ++row)
      for (std::size_t lane = 0; lane < points.size(); ++lane)
        CHECK(std::abs(a.row(row)[lane] - b.row(row)[lane]) < 1e-12);
  };
  for (const std::uint32_t i : {0u, 1u}) {
    same(request(FM_COST, i));
    same(request(FM_TAYLOR, i, 4));
    for (const std::uint32_t j : {0u, 1u}) {
      same(request(FM_GRADIENT, i, j));
      for (const std::uint32_t k : {0u, 1u}) {
        same(request(FM_HESSIAN_BLOCK, i, j, k));
        same(request(FM_HESSIAN_PRODUCT, i, j, k), {{0.7}});
        for (const std::uint32_t l : {0u, 1u})
          same(request(FM_THIRD_PRODUCT, i, j, k, l), {{0.7}, {-1.9}});
      }
    }
  }
}

TEST_CASE("a cost that was traced is not called again and nothing warns that it is slow") {
  // Twice for the graph, and at three joint actions for each player to compare.
  const std::string counted =
      "import numpy as np\nplayers = [1, 1]\nstart = (0, 1)\ncalls = 0\ndef cost(i, x):\n"
      "    global calls\n    calls += 1\n    assert calls <= 8\n"
      "    return np.sin(x[0] - 2 * x[1]) + x[i] ** 2\n";
  const Ran ran(manifest(counted, descent + leading));
  CHECK_MESSAGE(ran.outcome.code == 0, ran.outcome.err);
  CHECK(ran.outcome.err.find("Python") == std::string::npos);
  CHECK(ran.rows("SELECT DISTINCT status FROM run") == Lines{"finished"});
}

TEST_CASE("costs in Python and as formulas have the same bits") {
  const std::string code = R"(
import numpy as np
players = [20, 20]
start = (-1.0, 1.0)
def cost(i, z):
    x, y = z[:20], z[20:]
    own = y if i else x
    pull = np.sum(x * np.tanh(y))
    return (-pull if i else pull) + np.sum(own**2) / 2 + np.sum((own[1:] - own[:-1])**2) / 2
)";
  const std::string formulas = R"([game]
players = { x = 20, y = 20 }
box = [-1.0, 1.0]
cost = ["sum(x*tanh(y)) + sum(x^2)/2 + sum(i = 1..len(x)-1, (x[i+1] - x[i])^2)/2",
        "-sum(x*tanh(y)) + sum(y^2)/2 + sum(i = 1..len(y)-1, (y[i+1] - y[i])^2)/2"]
)";
  const std::string in_python = manifest(code, descent);
  const std::string as_formulas =
      in_python.substr(0, in_python.find("[game]")) + formulas + descent;
  const char* const ends = "SELECT quote(value) FROM final_state ORDER BY run, player, coordinate";
  const Ran one(in_python), other(as_formulas);
  REQUIRE_MESSAGE(one.outcome.code == 0, one.outcome.err);
  REQUIRE_MESSAGE(other.outcome.code == 0, other.outcome.err);
  CHECK(one.rows(ends).size() == 200);
  CHECK(one.rows(ends) == other.rows(ends));
}

TEST_CASE("blocks of several coordinates and parameters from the manifest are placed correctly") {
  // f_i = x'A_i x / 2, players of 2 and 1 coordinates; `values` holds A_1 and A_2 by rows.
  const std::string code = R"(
import numpy as np
players = [2, 1]
A = values.reshape(2, 3, 3)
def cost(i, x): return x @ A[i] @ x / 2
def gradient(i, x): return A[i] @ x
def hessian(i, x): return A[i]
)";
  Scene scene("python",
              "code = " + quoted(code) +
                  "\nvalues = [2, 1, 3, 1, 5, 4, 3, 4, 6,  1, 0, 2, 0, 1, 7, 2, 7, 1]",
              {{1, 2, 3}});
  const auto column = [](const BatchArray& found) {
    std::vector<double> all;
    for (std::size_t row = 0; row < found.rows(); ++row) all.push_back(found.row(row)[0]);
    return all;
  };
  using List = std::vector<double>;
  CHECK(column(scene.get(request(FM_COST, 1))) == List{1 / 2. + 2 + 9 / 2. + 6 + 42});
  CHECK(column(scene.get(request(FM_GRADIENT, 0, 0))) == List{13, 23});
  CHECK(column(scene.get(request(FM_GRADIENT, 0, 1))) == List{29});
  CHECK(column(scene.get(request(FM_HESSIAN_BLOCK, 0, 0, 1))) == List{3, 4});
  CHECK(column(scene.get(request(FM_HESSIAN_BLOCK, 0, 1, 0))) == List{3, 4});
  CHECK(column(scene.get(request(FM_HESSIAN_PRODUCT, 0, 0, 0), {{1, -1}})) == List{1, -4});
  CHECK(column(scene.get(request(FM_HESSIAN_PRODUCT, 1, 1, 0), {{1, 2}})) == List{16});
}

TEST_CASE(
    "runs in Python have the same bits for any batch and threads, and warn that they are slow") {
  const std::string text = manifest(torus, descent + leading, "seeds = 9\n");
  const char* const ends =
      "SELECT run || ':' || quote(value) FROM final_state ORDER BY run, player";
  const Ran one(text, "--jobs 1 --set experiment.batch=1");
  REQUIRE_MESSAGE(one.outcome.code == 0, one.outcome.err);
  CHECK(one.says("warning: this game calls Python at every step"));
  CHECK(one.says("game.py: it defines derivatives itself; without them the cost is traced"));
  CHECK(one.outcome.err.find("at every step") == one.outcome.err.rfind("at every step"));
  for (const char* how :
       {"--jobs 4 --set experiment.batch=2", "--jobs 2 --set experiment.batch=64"})
    CHECK(Ran(text, how).rows(ends) == one.rows(ends));
}

TEST_CASE("Python does not change the state of the process") {
  const std::string locale = std::setlocale(LC_ALL, nullptr);
  struct sigaction before[3] = {}, after[3] = {};
  const int signals[3] = {SIGINT, SIGTERM, SIGPIPE};
  for (int s = 0; s < 3; ++s) sigaction(signals[s], nullptr, &before[s]);
  Scene("python", "code = " + quoted(torus), {{0.1, 0.2}}).get(request(FM_COST, 0));
  for (int s = 0; s < 3; ++s) {
    sigaction(signals[s], nullptr, &after[s]);
    const bool same = after[s].sa_handler == before[s].sa_handler;
    CHECK(same);
  }
  CHECK(std::setlocale(LC_ALL, nullptr) == locale);
  CHECK(float_mode_is_default());
  // An interrupt from the keyboard ends the run in order.
  const TempFolder folder;
  write_file(folder / "m.toml", manifest(torus, descent));
  CHECK(shell("timeout --preserve-status -s INT 3 " HOST " run " + (folder / "m.toml").string() +
              " --set experiment.steps=100000000 --out " + (folder / "r").string())
            .code == 130);
}

TEST_CASE("errors in the code are reported with their line before any run") {
  const auto refused = [](const std::string& code, const std::string& learners,
                          const std::string& reason) {
    const Ran ran(manifest(code, learners));
    CHECK(ran.outcome.code == 2);
    CHECK(ran.says(reason));
  };
  refused("players = [1, 1]\ndef cost(i, x)\n", descent,
          "game.py line 2: SyntaxError: expected ':'");
  refused("players = [1, 1]\nwidth = 1 / 0\n", descent,
          "game.py line 2, in <module>: ZeroDivisionError: division by zero");
  refused("def cost(i, x): return 0\n", descent,
          "game.py: players is missing: like players = [1, 1]");
  refused("players = [1, 1]\n", descent, "game.py: cost is missing");
  refused("players = [1]\ndomain = 3\ndef cost(i, x): return 0\n", descent,
          "game.py: domain must be \"real\", (\"box\", lo, hi) or");
  refused("players = [1, 1]\nstart = [(0, 1)]\ndef cost(i, x): return 0\n", descent,
          "game.py: start lists 1 for 2 coordinates");
  refused("import no_such_module\n", descent,
          "game.py line 1, in <module>: ModuleNotFoundError: No module named 'no_such_module'");
  // Quantities that the code does not define are not derived from costs that cannot be traced.
  const std::string bare =
      "players = [1, 1]\nstart = (0, 1)\ndef cost(i, x): return x[0] if x[0] > x[1] else x[1]\n";
  refused(bare, descent, "game.py line 3, in cost: it branches on the actions");
  refused(bare, descent, "the game 'python' does not give D_1 f_1");
  refused(bare + "def gradient(i, x): return [x[1], x[0]]\n", leading,
          "the game 'python' does not give");
}

TEST_CASE("an error during a run ends that run, with the line") {
  // Actions rise by 1 at each step.
  const auto rising = [](const std::string& there) {
    return manifest(
        "import math\nplayers = [1]\ndef cost(i, x): return -x[0]\n"
        "def gradient(i, x):\n    if x[0] > 10.5:\n        " +
            there + "\n    return [-1.0]\n",
        "[[learner]]\nname = \"up\"\nrule = \"gradient-play\"\nstep = 1.0\n",
        "start = { grid = [[-7, 0, 8]] }\nbudget = { call = 0.3 }\n");
  };
  const std::pair<const char*, const char*> cases[] = {
      {"return [math.sqrt(-1)]", "game.py line 6, in gradient: ValueError: math domain error"},
      {"return [1.0, 2.0]",
       "game.py: what gradient returns must have the shape (1,), and has (2,)"},
      {"return [float('nan')]", "player 1's direction is nan"},
      {"raise SystemExit(3)", "game.py line 6, in gradient: SystemExit: 3"},
      {"x[0] = 1", "game.py line 6, in gradient: ValueError: assignment destination is read-only"},
      {"while True: pass", "the plugin 'python' did not return from evaluate within 0.3 s"},
      {"sum(range(10**13))", "the plugin 'python' did not return from evaluate within 0.3 s"}};
  for (const auto& [there, reason] : cases)
    for (const char* how : {"--jobs 2 --set experiment.batch=2", "--set experiment.batch=64"}) {
      CAPTURE(there);
      const Ran ran(rising(there), how);
      CHECK_MESSAGE(ran.outcome.code == 1, ran.outcome.err);
      Lines expected(7, "finished/");
      expected.push_back(std::string("failed/") + reason + " at step 12");
      CHECK(ran.rows("SELECT status || '/' || reason FROM run ORDER BY id") == expected);
      CHECK(ran.rows("SELECT value FROM final_state WHERE run < 7 ORDER BY run") ==
            Lines{"5.0", "6.0", "7.0", "8.0", "9.0", "10.0", "11.0"});
    }
}

TEST_CASE(
    "two hundred calls that hang in Python while other threads wait for it never block the "
    "program") {
  const Ran ran(manifest("import time\nplayers = [1]\ndef cost(i, x): return x[0]\n"
                         "def gradient(i, x):\n  while x[0] < 200: time.sleep(0)\n  return [1.0]\n",
                         descent, "start = { grid = [[0, 209, 210]] }\nbudget = { call = 0.05 }\n"),
                "--jobs 2 --set experiment.batch=1");
  CHECK_MESSAGE(ran.outcome.code == 1, ran.outcome.err);
  CHECK(ran.rows("SELECT status || count(*) FROM run GROUP BY status ORDER BY status") ==
        Lines{"failed202", "finished8"});
}

TEST_CASE("a game whose code never ends is refused") {
  const Ran ran(manifest("while True: pass\n", descent, "seeds = 1\nbudget = { call = 0.3 }\n"));
  CHECK(ran.outcome.code == 2);
  CHECK(ran.says("the plugin 'python' did not return from create within 0.3 s"));
}

TEST_CASE("the example in docs/plugins.md runs") {
  const std::string page = read_file(SOURCE_TREE "/docs/plugins.md"),
                    mark = "```toml file=pull.toml\n";
  const std::size_t from = page.find(mark) + mark.size();
  const Ran ran(page.substr(from, page.find("```\n", from) - from));
  CHECK_MESSAGE(ran.outcome.code == 0, ran.outcome.err);
  // The leader's cost along its follower's response x_3 = bend x_1 is least at 0.
  for (const double x : numbers(ran.folder / "r", "SELECT quote(value) FROM final_state"))
    CHECK(std::abs(x) < 1e-6);
}

TEST_CASE("PyTorch computes the derivatives if the code asks for it") {
  if (shell("/usr/bin/python3 -c 'import torch'").code != 0) {
    MESSAGE("PyTorch is not installed: not tested");
    return;
  }
  const std::string code = R"(
import torch
players = [1, 1]
autograd = True
alpha, phi = [1.0, 1.3], torch.pi / 8
def cost(i, x):
    return torch.cos(x[0] - x[1]) - alpha[i] * torch.cos(x[i] - phi)
)";
  const auto points = random_points(3, 2, -3, 3);
  Scene ours("torus", "", points), theirs("python", "code = " + quoted(code), points);
  const auto same = [&](const fm_request& r, const std::vector<std::vector<double>>& v = {}) {
    const BatchArray a = ours.get(r, v), b = theirs.get(r, v);
    for (std::size_t lane = 0; lane < points.size(); ++lane)
      CHECK(std::abs(a.row(0)[lane] - b.row(0)[lane]) < 1e-12);
  };
  for (const std::uint32_t i : {0u, 1u}) {
    same(request(FM_COST, i));
    for (const std::uint32_t j : {0u, 1u}) {
      same(request(FM_GRADIENT, i, j));
      for (const std::uint32_t k : {0u, 1u}) {
        same(request(FM_HESSIAN_BLOCK, i, j, k));
        for (const std::uint32_t l : {0u, 1u})
          same(request(FM_THIRD_PRODUCT, i, j, k, l), {{0.7}, {-1.9}});
      }
    }
  }
}

}  // namespace
