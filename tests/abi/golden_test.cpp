// Plugin files that were built for earlier versions of the ABI, loaded into today's host.
#include <complex>
#include <nlohmann/json.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;

using Complex = std::complex<double>;

constexpr const char* golden = SOURCE_TREE "/tests/abi/golden/x86_64";

// Whether there are golden libraries for this processor; prints a message if not.
bool there_are_libraries() {
#ifdef __x86_64__
  return true;
#else
  MESSAGE("skipped: the golden libraries are of x86-64");
  return false;
#endif
}

// A folder with the libraries, each under every name by which one of its plugins is looked up.
void lay_out(const TempFolder& folder) {
  for (const auto& entry : fs::directory_iterator(golden))
    if (entry.path().extension() == ".so")
      fs::copy_file(entry.path(), folder / entry.path().filename().string());
  fs::copy_file(folder / "golden-rules.so", folder / "golden-answer.so");
}

Outcome run(const TempFolder& folder, const std::string& manifest) {
  write_file(folder / "m.toml", manifest);
  return shell("FIRSTMOVE_PLUGIN_PATH= " HOST " run " + (folder / "m.toml").string() + " --out " +
               (folder / "r").string());
}

double close_to(double expected) { return std::max(1e-13, 1e-12 * std::abs(expected)); }

// The field of golden-spiral, turned, with a = 1 and b = 2, multiplies z = x_1 + i x_2 by this.
const Complex M(1, 2);

TEST_CASE("a game, a rule and an observer in C of ABI 1.0 reach the closed form together") {
  if (!there_are_libraries()) return;
  const TempFolder folder;
  lay_out(folder);
  const Outcome outcome = run(folder, R"(
[experiment]
name = "golden"
steps = 40
seeds = [0, 1, 2, 3, 4]
start = { at = [1.0, 0.5] }
[game]
plugin = "golden-spiral"
params = { b = 2, plane = "box", bound = 3, turned = true }
[[learner]]
name = "a step ahead"
rule = "golden-rules"
step = 0.05
params = { eta = 0.2 }
[[observer]]
plugin = "golden-notes"
every = { steps = 10 }
)");
  CHECK_MESSAGE(outcome.code == 1, outcome.err);  // the rule gives up one run
  const Complex factor = 1.0 - 0.05 * M * (1.0 - 0.2 * M);
  const auto at = [&factor](int step) { return Complex(1, 0.5) * std::pow(factor, step); };
  const fs::path results = folder / "r";
  for (const int replicate : {0, 1, 2, 4}) {
    const std::string of = " FROM final_state WHERE run = " + std::to_string(replicate);
    const auto x = numbers(results, "SELECT printf('%.17g', value)" + of + " ORDER BY player");
    REQUIRE(x.size() == 2);
    CHECK(std::abs(x[0] - at(40).real()) < close_to(1));
    CHECK(std::abs(x[1] - at(40).imag()) < close_to(1));
  }
  CHECK(query(results,
              "SELECT status || ' at ' || steps || ': ' || reason FROM run WHERE replicate = 3") ==
        std::vector<std::string>{"failed at 6: golden: replicate 3 ends at step 7"});

  // What the observer received, as metrics, trajectories and files.
  for (const int step : {0, 10, 40}) {
    const std::string here = " WHERE run = 1 AND step = " + std::to_string(step);
    const auto metric = numbers(results, "SELECT printf('%.17g', value) FROM metric" + here +
                                             " AND name = 'sum-of-squares'");
    REQUIRE(metric.size() == 1);
    CHECK(std::abs(metric[0] - std::norm(at(step))) < close_to(1));
    const auto x = numbers(
        results, "SELECT printf('%.17g', value) FROM trajectory" + here + " ORDER BY player");
    REQUIRE(x.size() == 2);
    CHECK(std::abs(x[1] - at(step).imag()) < close_to(1));
  }
  const auto notes = query(results, "SELECT path FROM file WHERE name = 'notes.txt' ORDER BY run");
  REQUIRE(notes.size() == 5);
  CHECK(read_file(results / notes[2]) == "0\n10\n20\n30\n40\nend of replicate 2\n");
  // f_1 + f_2 = a/2 |z|^2 in each of the four runs that finished.
  std::ostringstream said;
  said.precision(6);
  said << std::fixed
       << "golden, a step ahead: 1 x 5 x 5 runs of 40 steps; 1005005; "
          "4 finished, 0 stopped, 1 failed; costs "
       << 4 * 0.5 * std::norm(at(40)) << '\n';
  CHECK_MESSAGE(outcome.err.find(said.str()) != std::string::npos, outcome.err);
}

TEST_CASE("a rule in C of ABI 1.0 that returns its action plays correctly beside today's rules") {
  if (!there_are_libraries()) return;
  const TempFolder folder;
  lay_out(folder);
  const Outcome outcome = run(folder, R"(
[experiment]
name = "golden"
steps = 25
seeds = 2
start = { at = [1.0, 0.5] }
[game]
plugin = "golden-spiral"
params = { a = 2, b = 1 }
[[learner]]
name = "led"
players = [{ rule = "gradient-play", step = 0.05 }, { rule = "golden-answer" }]
)");
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  // x_2 = b/a x_1 at all times, so that x_1 shrinks by 1 - 0.05 (a + b^2 / a).
  const double leader = std::pow(1 - 0.05 * 2.5, 25);
  const auto x =
      numbers(folder / "r", "SELECT printf('%.17g', value) FROM final_state ORDER BY run, player");
  REQUIRE(x.size() == 4);
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(std::abs(x[i] - leader / (i % 2 == 0 ? 1 : 2)) < close_to(1));
}

TEST_CASE("today's rules lead and follow in a game of the C++ SDK of ABI 1.0") {
  if (!there_are_libraries()) return;
  const TempFolder folder;
  lay_out(folder);
  const Outcome outcome = run(folder, R"(
[experiment]
name = "golden"
steps = 600
seeds = 3
[game]
plugin = "golden-market"
[[learner]]
name = "Nash"
rule = "gradient-play"
step = 0.1
[[learner]]
name = "Stackelberg"
players = [{ rule = "stackelberg", step = 0.05 }, { rule = "gradient-play", step = 0.2 }]
)");
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  const auto end = [&folder](const char* learner, int player) {
    return numbers(folder / "r",
                   "SELECT printf('%.17g', value) FROM final_state JOIN run ON run = id WHERE "
                   "learner = '" +
                       std::string(learner) + "' AND player = " + std::to_string(player));
  };
  // (A - 2 c_i + c_j) / 3 each; a leader's (A - 2 c_1 + c_2) / 2, and the answer (A - c_2 - q_1)
  // / 2.
  for (const auto& [learner, player, expected] :
       {std::tuple("Nash", 0, 92 / 3.), std::tuple("Nash", 1, 101 / 3.),
        std::tuple("Stackelberg", 0, 46.), std::tuple("Stackelberg", 1, 26.)}) {
    CAPTURE(learner);
    const auto found = end(learner, player);
    REQUIRE(found.size() == 3);
    for (const double q : found) CHECK(std::abs(q - expected) < 1e-6);
  }
}

TEST_CASE("a game of the C++ SDK of ABI 1.4 has its derivatives and its proven bounds") {
  if (!there_are_libraries()) return;
  const TempFolder folder;
  lay_out(folder);
  write_file(folder / "m.toml", R"(
[experiment]
name = "golden"
steps = 2
seeds = 1
[game]
plugin = "golden-duel"
params = { a = 0.75, b = 0.5 }
[[learner]]
name = "both"
rule = "gradient-play"
step = 0.05
)");
  const auto json = [&folder](const std::string& command) {
    const Outcome said = shell("FIRSTMOVE_PLUGIN_PATH= " HOST " " + command + " --json " +
                               (folder / "m.toml").string());
    REQUIRE_MESSAGE(said.code == 0, said.err);
    return nlohmann::json::parse(said.out);
  };
  const double a = 0.75, b = 0.5, x = 0.3, y = -0.7;
  const double f = 0.5 * (x * x - y * y) + a * x * y + b * std::sin(x);
  const auto near = [](const nlohmann::json& given, double expected) {
    return std::abs(given.get<double>() - expected) < close_to(expected);
  };
  const nlohmann::json probed = json("probe --at 0.3,-0.7");
  CHECK(near(probed["cost"][0], f));
  CHECK(near(probed["cost"][1], -f));
  CHECK(near(probed["omega"][0], x + a * y + b * std::cos(x)));
  CHECK(near(probed["omega"][1], y - a * x));
  CHECK(near(probed["J"][0][0], 1 - b * std::sin(x)));
  CHECK(near(probed["J"][0][1], a));
  CHECK(near(probed["J"][1][0], -a));
  CHECK(near(probed["J"][1][1], 1));

  // The only critical point: y = a x and (1 + a^2) x = -b cos(x), by fixed-point iteration.
  double root = 0;
  for (int step = 0; step < 200; ++step) root = -b * std::cos(root) / (1 + a * a);
  const nlohmann::json solved = json("solve --certify --box '-2,2;-2,2'");
  REQUIRE(solved["simultaneous"].size() == 1);
  CHECK(near(solved["simultaneous"][0]["x"][0], root));
  CHECK(near(solved["simultaneous"][0]["x"][1], a * root));
}

TEST_CASE("descriptors of ABI 1.0 are read completely") {
  if (!there_are_libraries()) return;
  const TempFolder folder;
  lay_out(folder);
  write_file(folder / "m.toml", R"(
[experiment]
name = "golden"
steps = 2
[game]
plugin = "golden-spiral"
params = { a = -1, plane = "torus", bound = 101, start = "x" }
[[learner]]
name = "n"
rule = "golden-rules"
step = 0.05
params = { eta = -1 }
)");
  const Outcome refused = shell(HOST " run " + (folder / "m.toml").string());
  CHECK(refused.code == 2);
  for (const char* part : {"'a'", "'b'", "'plane'", "'bound'", "'start'", "'eta'"})
    CHECK_MESSAGE(refused.err.find(part) != std::string::npos, part << "\n" << refused.err);
}

}  // namespace
