// Verdicts that are open, classes made of them, and games that draw samples.
#include "point/point_class.hpp"
#include "point/regularized.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

Verdict yes(const std::string& name) { return {name, true, "n", 1, ">", 0}; }
Verdict no(const std::string& name) { return {name, false, "n", -1, ">", 0}; }
Verdict open(const std::string& name) { return undecided(yes(name), "why"); }

TEST_CASE("an open verdict neither holds nor fails, and opens what depends on it") {
  CHECK_FALSE(open("v").holds);
  CHECK_FALSE(open("v").fails());
  CHECK_FALSE(negation("v", open("v")).holds);
  CHECK(negation("v", open("v")).open == "why");
  CHECK(negation("v", no("v")).holds);
  CHECK_FALSE(negation("v", yes("v")).holds);
  CHECK(all_of("all", {yes("a"), open("b"), yes("c")}).open == "why");
  const Verdict fails = all_of("all", {open("a"), no("b"), yes("c")});
  CHECK(fails.fails());
  CHECK(fails.open.empty());
  CHECK(all_of("all", {yes("a"), yes("b")}).holds);
}

std::vector<Verdict> verdicts(const std::string& letters) {
  const char* const names[] = {"critical_simultaneous", "differential_nash", "non_nash_attractor",
                               "critical_stackelberg", "differential_stackelberg"};
  std::vector<Verdict> all;
  for (std::size_t v = 0; v < letters.size(); ++v)
    all.push_back(letters[v] == 'y'   ? yes(names[v])
                  : letters[v] == 'n' ? no(names[v])
                                      : open(names[v]));
  return all;
}
std::string class_named(const std::string& letters) {
  const Classified found = class_of(verdicts(letters), "no third derivatives");
  CHECK(found.point.has_value() == found.open.empty());
  return found.point ? point_class_name(*found.point) : found.open;
}

TEST_CASE("the class of a point") {
  CHECK(class_named("yynyy") == "differential Nash and Stackelberg");
  CHECK(class_named("yynnn") == "differential Nash");
  CHECK(class_named("ynyyy") == "non-Nash attractor, differential Stackelberg");
  CHECK(class_named("ynynn") == "non-Nash attractor");
  CHECK(class_named("nnnyy") == "differential Stackelberg");
  CHECK(class_named("ynnnn") == "critical, no equilibrium");
  CHECK(class_named("nnnyn") == "critical, no equilibrium");
  CHECK(class_named("nnnnn") == "not critical");
  CHECK(class_named("y?nnn") == "differential_nash: why");
  CHECK(class_named("yyny?") == "differential_stackelberg: why");
  CHECK(class_named("?nnnn") == "critical_simultaneous: why");
  // The game gives no third derivatives.
  CHECK(class_named("yyn") == "differential Nash");
  CHECK(class_named("yny") == "non-Nash attractor");
  CHECK(class_named("ynn") == "no third derivatives");
  for (const PointClass point : all_point_classes)
    CHECK(point_class_named(point_class_name(point)) == point);
  CHECK_FALSE(point_class_named("Nash"));
}

const Verdict& verdict(const std::vector<Verdict>& all, const std::string& name) {
  return *std::find_if(all.begin(), all.end(), [&](const Verdict& v) { return v.name == name; });
}

// The mean game is f_1 = a x^2 / 2, f_2 = (y - x)^2 / 2. The mean of 64 slopes of deviation 0.1 has
// the deviation 0.0125.
TEST_CASE("verdicts on a stochastic game are of means over fresh samples, with their error") {
  const Probe at_rest = probe(spec_of("minibatch", ""), {0, 0});
  const Verdict& critical = verdict(at_rest.verdicts, "critical_simultaneous");
  CHECK_FALSE(critical.holds);
  CHECK(critical.open.find("the mean over 64 fresh samples is uncertain by 0.0") !=
        std::string::npos);
  CHECK(std::abs(critical.value) < 5 * 0.0125);
  CHECK_FALSE(verdict(at_rest.verdicts, "differential_nash").open.empty());
  CHECK(is(at_rest, "stable_simultaneous"));  // a curvature of 1 +- 0.0125
  CHECK_FALSE(class_of(at_rest.verdicts, "").point);

  const Probe away = probe(spec_of("minibatch", ""), {0.5, 0.5});
  CHECK(verdict(away.verdicts, "critical_simultaneous").fails());
  CHECK(verdict(away.verdicts, "differential_nash").fails());
  CHECK(class_of(away.verdicts, "").point == PointClass::not_critical);

  const Probe flat = probe(spec_of("minibatch", "a = 0.002"), {0, 0});
  CHECK_FALSE(verdict(flat.verdicts, "stable_simultaneous").open.empty());
  const Probe repels = probe(spec_of("minibatch", "a = -1"), {0, 0});
  CHECK(verdict(repels.verdicts, "stable_simultaneous").fails());

  // Without noise, the means are the quantities and every verdict is decided.
  const Probe exact = probe(spec_of("minibatch", "slope = 0\ncurvature = 0"), {0, 0});
  for (const Verdict& v : exact.verdicts) CHECK_MESSAGE(v.open.empty(), v.name);
  CHECK(is(exact, "differential_nash"));

  const RegularizedProbe led = probe_regularized(spec_of("minibatch", ""), {0, 0}, 0.5);
  CHECK_FALSE(verdict(led.verdicts, "critical_regularized").open.empty());
}

// Of 200 seeds, a true hypothesis is refused at a level of 1 %: more than 7 have a chance of 0.1 %.
TEST_CASE("the error of verdicts over samples holds its level") {
  std::size_t refused = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    ExperimentSpec spec = spec_of("minibatch", "");
    spec.seed = seed;
    refused += verdict(probe(spec, {0, 0}).verdicts, "critical_simultaneous").fails();
  }
  CHECK(refused <= 7);
}

}  // namespace
