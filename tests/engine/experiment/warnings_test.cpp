// Settings outside the theory cause one warning each, and the results record it.
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

struct Said {
  Outcome run;
  // Rows of the table `warning`: of the manifest, of runs, and of runs about Remark 3.
  std::vector<std::string> manifest, runs, flows;
};
Said said(const std::string& learners, const std::string& experiment = "",
          const std::string& game = "plugin = 'torus'", const std::string& arguments = "") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             "[experiment]\nname = 'w'\nsteps = 20\nseeds = 6\nstart = { uniform "
             "= [-3.0, 3.0] }\n" +
                 experiment + "\n[game]\n" + game + "\n" + learners);
  const Outcome run = host("run " + (folder / "m.toml").string() + " " + arguments + " --out " +
                           (folder / "out").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  return {run,
          query(folder / "out", "select learner || ': ' || text from warning where run is null"),
          query(folder / "out",
                "select learner || ', run ' || run || ', step ' || step || ': ' || text from "
                "warning where run is not null and text not like '%Remark 3%' order by run, step"),
          query(folder / "out",
                "select 'run ' || run || ', step ' || step || ': ' || text from warning where text "
                "like '%Remark 3%' order by run")};
}
std::string learner(const std::string& name, const std::string& step) {
  return "[[learner]]\nname = '" + name + "'\nrule = 'gradient-play'\nstep = " + step + "\n";
}

TEST_CASE("step sizes against assumption A1b") {
  const Said outcome = said(
      learner("harmonic", "{ power = [1.0, 1.0] }") + learner("slow", "{ power = [1.0, 0.51] }") +
      learner("constant", "0.1") + learner("root", "{ power = [1.0, 0.5] }") +
      learner("fast", "{ power = [1.0, 1.5] }") +
      learner("shrinking", "{ exponential = [0.1, 0.99] }") +
      learner("not shrinking", "{ exponential = [0.1, 1.0] }") +
      learner("list", "{ list = [0.5, 0.25] }") + learner("constant too", "{ constant = 0.1 }"));
  CHECK(outcome.manifest ==
        std::vector<std::string>{
            "constant: the steps { constant = 0.1 } of players 1, 2 are not square-summable, "
            "which violates assumption A1b",
            "root: the steps { power = [1, 0.5] } of players 1, 2 are not square-summable, which "
            "violates assumption A1b",
            "fast: the steps { power = [1, 1.5] } of players 1, 2 sum to a finite value, which "
            "violates assumption A1b",
            "shrinking: the steps { exponential = [0.1, 0.99] } of players 1, 2 sum to a finite "
            "value, which violates assumption A1b",
            "not shrinking: the steps { exponential = [0.1, 1] } of players 1, 2 are not "
            "square-summable, which violates assumption A1b",
            "list: the steps a list that stays at 0.25 of players 1, 2 are not square-summable, "
            "which violates assumption A1b",
            "constant too: the steps { constant = 0.1 } of players 1, 2 are not square-summable, "
            "which violates assumption A1b"});
  // One warning for all learners with these steps.
  CHECK(outcome.run.err.find("warning: learners 'constant', 'constant too': the steps { constant = "
                             "0.1 } of players 1, 2 are not square-summable, which violates "
                             "assumption A1b\n") != std::string::npos);
}

std::string pair(const std::string& leader, const std::string& follower,
                 const std::string& rule = "stackelberg") {
  return "[[learner]]\nname = 'pair'\nplayers = [{ rule = '" + rule + "', step = " + leader +
         " }, { rule = 'gradient-play', step = " + follower + " }]\n";
}
std::size_t timescale_warnings(const std::string& learners, const std::string& experiment = "") {
  std::size_t count = 0;
  for (const std::string& text : said(learners, experiment).manifest)
    count += text.find("section 3.2") != std::string::npos;
  return count;
}

TEST_CASE("a leader that is not slower than its follower") {
  CHECK(timescale_warnings(pair("{ power = [1.0, 1.0] }", "{ power = [1.0, 0.6] }")) == 0);
  CHECK(timescale_warnings(pair("{ power = [1.0, 0.6] }", "{ power = [1.0, 0.6] }")) == 1);
  CHECK(timescale_warnings(pair("{ power = [0.1, 0.6] }", "{ power = [1.0, 1.0] }")) == 1);
  CHECK(timescale_warnings(pair("{ power = [1.0, 1.0] }", "0.1")) == 0);
  CHECK(timescale_warnings(pair("0.01", "0.1")) == 1);
  CHECK(timescale_warnings(pair("{ exponential = [0.1, 0.9] }", "{ exponential = [0.1, 0.99] }")) ==
        0);
  CHECK(timescale_warnings(pair("{ exponential = [0.1, 0.99] }", "{ power = [1.0, 1.0] }")) == 0);
  CHECK(timescale_warnings(pair("{ power = [1.0, 1.0] }", "{ exponential = [0.1, 0.99] }")) == 1);
  // Simultaneous play has no leader, whatever its steps; a best response is reached at every step.
  CHECK(timescale_warnings(pair("0.1", "0.1", "gradient-play")) == 0);
  CHECK(timescale_warnings("[[learner]]\nname = 'pair'\nplayers = [{ rule = 'stackelberg', step = "
                           "0.1 }, { rule = 'best-response' }]\n") == 0);
  const Said outcome = said(pair("0.01", "0.1"));
  CHECK(outcome.manifest.back() ==
        "pair: the steps { constant = 0.01 } of player 1 do not vanish faster than those of player "
        "2, which it leads: there is no timescale separation as in section 3.2");
}

TEST_CASE("the order of play decides who leads") {
  const std::string reversed =
      "[[learner]]\nname = 'pair'\nplayers = [{ rule = 'gradient-play', step = { power = [1.0, "
      "0.6] } }, { rule = 'stackelberg', step = { power = [1.0, 1.0] } }]\n";
  CHECK(timescale_warnings(reversed, "order = [2, 1]") == 0);
}

TEST_CASE("indefinite curvature on the path is recorded with each run's first step") {
  const std::string steps = pair("{ power = [0.1, 1.0] }", "{ power = [0.1, 0.6] }");
  const Said outcome = said(steps);
  const std::string text =
      "the matrix D_22 f_2 that player 1 inverts is not positive definite: the assumed response of "
      "player 2 is not a minimum";
  REQUIRE_FALSE(outcome.runs.empty());
  CHECK(outcome.runs.size() < 6);  // not every start meets it
  for (const std::string& row : outcome.runs) {
    CHECK(row.find(", step 1: " + text) != std::string::npos);
    CHECK(row.find("pair, run ") == 0);
  }
  CHECK(outcome.run.err.find("warning: learner 'pair': " + text + " (in " +
                             std::to_string(outcome.runs.size()) + " of 6 runs)\n") !=
        std::string::npos);
  for (const char* how :
       {"--jobs 1", "--jobs 2", "--set experiment.batch=1", "--set experiment.batch=4"})
    CHECK(said(steps, "", "plugin = 'torus'", how).runs == outcome.runs);
}

TEST_CASE("warnings = false prints and records no warning") {
  const Said outcome = said(pair("0.1", "0.1"), "warnings = false");
  CHECK(outcome.manifest.empty());
  CHECK(outcome.runs.empty());
  CHECK(outcome.flows.empty());
  CHECK(outcome.run.err.find("warning") == std::string::npos);
}

TEST_CASE("noise without the moments of assumption A1c") {
  const auto noisy = [](const std::string& name, const std::string& noise) {
    return learner(name, "{ power = [1.0, 1.0] }") + "noise = " + noise + "\n";
  };
  const Said outcome =
      said(noisy("Cauchy", "{ student_t = [1.0, 0.01] }") +
           noisy("heavy", "{ student_t = [2.0, 0.01] }") +
           noisy("lighter", "{ student_t = [2.5, 0.01] }") + noisy("normal", "{ normal = 0.01 }") +
           noisy("growing", "{ state_normal = 0.01 }") + noisy("uniform", "{ uniform = 0.01 }"));
  CHECK(outcome.manifest ==
        std::vector<std::string>{
            "Cauchy: the noise { student_t = [1, 0.01] } of players 1, 2 has no mean, which "
            "violates assumption A1c",
            "heavy: the noise { student_t = [2, 0.01] } of players 1, 2 has an infinite variance, "
            "which violates assumption A1c"});
}

std::string quadratics(const std::string& f, const std::string& g) {
  return "players = { x = 1, y = 1 }\ncost = ['" + f + "', '" + g + "']";
}

// For f_2 = y^2 / 2 + x y the follower's term is D_12 f_2 = 1. With f_1 = a x y + d y^2 / 2 the
// leader's is D_2(D f_1) = a - d, since D f_1 = a y - (a x + d y).
TEST_CASE("Stackelberg dynamics that are no gradient flow, Remark 3") {
  const std::string steps = pair("{ power = [0.1, 1.0] }", "{ power = [0.1, 0.6] }");
  const std::string follower = "y^2/2 + x*y";
  CHECK(said(steps, "", quadratics("2*x*y + y^2/2", follower)).flows.empty());
  const Said other = said(steps, "", quadratics("3*x*y + y^2/2", follower));
  const std::string text =
      "D_2(D f_1) differs from D_12 f_2 at the start of the run: the Stackelberg dynamics are no "
      "gradient flow there and may cycle (Remark 3)";
  REQUIRE(other.flows.size() == 6);
  for (std::size_t r = 0; r < 6; ++r)
    CHECK(other.flows[r] == "run " + std::to_string(r) + ", step 0: " + text);
  CHECK(other.run.err.find("warning: learner 'pair': " + text + " (in 6 of 6 runs)\n") !=
        std::string::npos);
  // The other order of play, with the roles of the players exchanged.
  const std::string reversed =
      "[[learner]]\nname = 'pair'\nplayers = [{ rule = 'gradient-play', step = { power = [0.1, "
      "0.6] } }, { rule = 'stackelberg', step = { power = [0.1, 1.0] } }]\n";
  const auto with = [&](const std::string& a) {
    return quadratics("x^2/2 + x*y", a + "*x*y + x^2/2");
  };
  CHECK(said(reversed, "order = [2, 1]", with("2")).flows.empty());
  CHECK(said(reversed, "order = [2, 1]", with("3"))
            .flows[0]
            .find("D_1(D f_2) differs from D_21 f_1") != std::string::npos);
  // A term that vanishes for x <= 0: there the start is fine, and the end as well.
  const Said some = said(steps, "", quadratics("2*x*y + y^2/2 + max(x, 0)^2*y/100", follower));
  CHECK(some.flows.size() > 0);
  CHECK(some.flows.size() < 6);
  // No leader that descends D f_1, or no follower that descends D_2 f_2.
  CHECK(said(learner("play", "0.1"), "", quadratics("3*x*y", follower)).flows.empty());
  CHECK(said("[[learner]]\nname = 'l'\nplayers = [{ rule = 'stackelberg', step = 0.1 }, { rule = "
             "'best-response' }]\n",
             "", quadratics("3*x*y", follower))
            .flows.empty());
}

}  // namespace
