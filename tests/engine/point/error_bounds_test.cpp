// Verdicts where the numbers that decide them cancel, or are divided by what vanishes: each is
// judged by the sizes of the terms that make it.
#include <map>

#include "point/regularized.hpp"
#include "point/statements.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

const Verdict& verdict_of(const std::vector<Verdict>& verdicts, const std::string& name) {
  for (const Verdict& v : verdicts)
    if (v.name == name) return v;
  FAIL("no verdict " << name);
  return verdicts.front();
}
bool open(const Probe& probe, const std::string& name) {
  return !verdict_of(probe.verdicts, name).open.empty();
}

// D_22 f_2 is 6.72e-14 there, where its third derivative is -0.998 and |x| is 15, and D_1 f_1 is
// -11.235 (80 digits). The Stackelberg field has a pole beside the point, and no zero.
TEST_CASE("beside a pole of the Stackelberg field nothing that is divided is decided") {
  const ExperimentSpec spec = spec_of("exp-poly", "a = 0.2\nb = 0.35");
  const Probe pole = probe(spec, {-14.727042073737108, -12.51623292507573});
  CHECK(verdict_of(pole.verdicts, "critical_simultaneous").fails());
  for (const char* name : {"critical_stackelberg", "stable_stackelberg", "differential_stackelberg",
                           "marginal_stackelberg"}) {
    CAPTURE(name);
    CHECK(open(pole, name));
    CHECK_FALSE(is(pole, name));
  }
  CHECK(verdict_of(pole.verdicts, "critical_stackelberg").open.find("singular") !=
        std::string::npos);
  const CriticalPoints found = critical_points(spec, {{-20, -20}, {20, 20}}, 1000);
  CHECK(found.simultaneous.size() == 9);
  CHECK(found.stackelberg.size() == 9);
}

// f_1 = -0.005 x^2 + 0.1 x y - y^2 / 2 = -f_2: omega_S1 is 0 everywhere, on y = x / 10 both players
// are at rest, and the leader's second derivative through the reaction is -0.01 + 0.1^2 = 0.
TEST_CASE("where the leader's row cancels, it counts as 0 by the size of its terms") {
  const ExperimentSpec spec =
      spec_of("quadratic", "Q = [[[-0.01, 0.1], [0.1, -1.0]], [[0.01, -0.1], [-0.1, 1.0]]]");
  for (const double x : {0.0, 0.7, 1.3, -23.0}) {
    const Probe found = probe(spec, {x, x / 10});
    CAPTURE(x);
    CHECK(is(found, "critical_stackelberg"));
    CHECK(is(found, "marginal_stackelberg"));
    CHECK(open(found, "differential_stackelberg"));
    CHECK(open(found, "stable_stackelberg"));
    const Verdict& least = verdict_of(found.verdicts, "differential_stackelberg");
    CHECK(least.bound > 1e-18);
    CHECK(least.bound < 1e-15);
    CHECK(verdict_of(found.verdicts, "differential_nash").fails());
  }
  CHECK(verdict_of(probe(spec, {0.7, 0.08}).verdicts, "critical_stackelberg").fails());
  for (const PaperStatement& s : statements(spec, {0, 0}).list) {
    CAPTURE(s.name);
    CHECK(s.status() != Status::violated);
    if (s.name == "Proposition 4, by pairs") CHECK(s.status() == Status::undecided);
  }
}

// One step beside the degenerate game everything is decided, by closed forms.
TEST_CASE("a Schur complement of 1e-12 among terms of 1e-2 is decided") {
  for (const double more : {1e-12, -1e-12}) {
    const std::string own = fmt::format("{:.17g}", -0.01 + more);
    const Probe found = probe(spec_of("quadratic", "Q = [[[" + own + ", 0.1], [0.1, -1.0]], [[" +
                                                       own + ", -0.1], [-0.1, 1.0]]]"),
                              {0, 0});
    CHECK(is(found, "differential_stackelberg") == (more > 0));
    CHECK(verdict_of(found.verdicts, "differential_stackelberg").fails() == (more < 0));
  }
}

// f_1 = y^2 - x^2, f_2 = x y^2 - y^4 / 2: D_22 f_2 = 2 x - 6 y^2 vanishes at 0, and the leader is
// at a maximum. Newton's method ends about 1e-14 away, where 2 x - 6 y^2 is positive.
TEST_CASE("no equilibrium where D_22 f_2 vanishes within the distance to the critical point") {
  const ExperimentSpec spec = spec_of(
      "polynomial",
      "dims = [1, 1]\nterms = [[1, 1, 0, 2], [1, -1, 2, 0], [2, 1, 1, 2], [2, -0.5, 0, 4]]");
  const Probe found = probe(spec, {1.54370162e-14, 2.32928956e-14});
  CHECK_FALSE(is(found, "differential_stackelberg"));
  CHECK_FALSE(is(found, "differential_nash"));
  CHECK(open(found, "critical_stackelberg"));
  for (const Probe& point : critical_points(spec, {{-1, -1}, {1, 1}}, 300).stackelberg)
    CHECK_FALSE(is(point, "differential_stackelberg"));
}

// f_1 = x^2 / 2, f_2 = 2^-25 y^2 + y^3: D_22 f_2 = 2^-24 + 6 y changes its sign closer to 0 than
// the move that does not count for criticality, but the field is 0 at 0 itself, whatever it is
// divided by.
TEST_CASE("a field that is exactly 0 is so beside a pole, too") {
  const ExperimentSpec spec =
      spec_of("polynomial",
              "dims = [1, 1]\nterms = [[1, 0.5, 2, 0], [2, 2.98023223876953125e-08, 0, 2], "
              "[2, 1, 0, 3]]");
  const Probe found = probe(spec, {0, 0});
  CHECK(is(found, "critical_stackelberg"));
  CHECK(is(found, "differential_stackelberg"));
  CHECK(is(found, "differential_nash"));
  const Probe beside = probe(spec, {0, -1e-8});  // D_22 f_2 = -4e-10
  CHECK_FALSE(is(beside, "differential_stackelberg"));
  CHECK_FALSE(is(beside, "differential_nash"));
}

// x and y are where the constants of the game say, to the last digit that they have: whether D_22
// f_2 = 3 x - 1 is 0 at x = 1/3 is open, and 1e-9 beside it is not.
TEST_CASE("numbers with many digits are known to the last of them, others exactly") {
  const auto at = [](double x) {
    return probe(
        spec_of("polynomial",
                "dims = [1, 1]\nterms = [[1, 0.5, 2, 0], [2, 1.5, 1, 2], [2, -0.5, 0, 2]]"),
        {x, 0});
  };
  const auto of_follower = [&](double x) {
    return verdict_of(at(x).verdicts, "stable_simultaneous");
  };
  CHECK(!of_follower(1.0 / 3).open.empty());
  CHECK(of_follower(1.0 / 3 + 1e-12).holds);
  CHECK(of_follower(1.0 / 3 - 1e-12).fails());
  CHECK(of_follower(0.333984375).holds);  // 171 / 512
}

// D_1 of the leader's part is D_11 f_1 = -0.001, D_22 f_2 = 0, D_12 f_2 = 1e7.
TEST_CASE("each player's curvature is judged in its own units") {
  for (const double unit : {1e7, 1.0, 1e-7}) {
    const std::string mixed = fmt::format("{}", unit);
    const RegularizedProbe at =
        probe_regularized(spec_of("quadratic", "Q = [[[-0.001, 0.0], [0.0, 0.0]], [[0.0, " + mixed +
                                                   "], [" + mixed + ", 0.0]]]"),
                          {0, 0}, 1);
    for (const char* name :
         {"regularized_stackelberg_sufficient", "regularized_stackelberg_necessary"}) {
      const Verdict& v = verdict_of(at.verdicts, name);
      CHECK(v.fails());
      CHECK(v.value == doctest::Approx(-0.001));
      CHECK(std::abs(v.bound) < 1e-15);
    }
    CHECK(verdict_of(at.verdicts, "stable_regularized").fails());
  }
}

}  // namespace
