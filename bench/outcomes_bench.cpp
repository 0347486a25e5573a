// How often noise about a point of rest is given a wrong label, and what deciding outcomes costs.
//
// Each row: 1000 runs of 2000 steps on two quadratic costs, from N(0, 1), with one rule, step size,
// optimizer and noise. Nothing cycles, converges or drifts there: the right label is "stationary
// noise". The cost is that of the noisy Stackelberg step on the torus with 1000 replicas, with the
// outcomes decided over without, both measured in turn in this run.
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>

#include "base/temporary_folder.hpp"
#include "experiment/batch.hpp"
#include "play/drive.hpp"
#include "play/judge.hpp"
#include "play/start.hpp"

namespace {

using namespace firstmove::engine;

constexpr std::uint32_t runs = 1000;

Manifest read(const std::string& text, const std::vector<std::string>& overrides = {}) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "m.toml";
  std::ofstream(file) << text;
  return read_manifest(file, overrides, Catalog({PLUGINS}));
}

BatchJob job_of(const Manifest& m, std::uint32_t learner) {
  static const Identity unkept;  // of runs that are not stored
  BatchJob job{&m.variants[0], 0, learner, {}, {}, &unkept};
  for (std::uint32_t r = 0; r < runs; ++r) {
    job.positions.push_back(r);
    job.run_ids.push_back(r);
  }
  return job;
}

std::map<Outcome, int> labels(const Manifest& m, std::uint32_t learner) {
  static const std::vector<std::unique_ptr<Observer>> none;
  std::atomic<bool> cancelled = false;
  std::atomic<std::uint64_t> done = 0;
  std::map<Outcome, int> counts;
  for (const RunRecord& run : run_batch(job_of(m, learner), {none, {}, cancelled, done}))
    ++counts[run.outcome];
  return counts;
}

// Of the rate of `hits` in a row, with 95 % confidence (Clopper and Pearson 1934).
std::pair<double, double> exact_interval(int hits) {
  using boost::math::binomial;
  return {hits == 0 ? 0 : binomial::find_lower_bound_on_p(runs, hits, 0.025),
          binomial::find_upper_bound_on_p(runs, hits, 0.025)};
}

void false_labels() {
  const std::vector<std::pair<std::string, std::string>> rules = {
      {"gradient play, step 0.05", "rule = \"gradient-play\"\nstep = 0.05\n"},
      {"gradient play, step 0.3", "rule = \"gradient-play\"\nstep = 0.3\n"},
      {"gradient play, step 0.9", "rule = \"gradient-play\"\nstep = 0.9\n"},
      {"gradient play, step 1.5", "rule = \"gradient-play\"\nstep = 1.5\n"},
      {"momentum 0.9, step 0.01",
       "rule = \"gradient-play\"\nstep = 0.01\noptimizer = { momentum = 0.9 }\n"},
      {"momentum 0.9, step 0.05",
       "rule = \"gradient-play\"\nstep = 0.05\noptimizer = { momentum = 0.9 }\n"},
      {"momentum 0.9, step 0.5",
       "rule = \"gradient-play\"\nstep = 0.5\noptimizer = { momentum = 0.9 }\n"},
      {"Adam, step 0.05", "rule = \"gradient-play\"\nstep = 0.05\noptimizer = \"adam\"\n"},
      {"RMSprop, step 0.05", "rule = \"gradient-play\"\nstep = 0.05\noptimizer = \"rmsprop\"\n"},
      {"optimistic, step 0.3", "rule = \"optimistic\"\nstep = 0.3\n"},
      {"extragradient, step 0.3", "rule = \"extragradient\"\nstep = 0.3\n"}};
  const std::vector<std::pair<std::string, std::string>> noises = {
      {"normal", "{ normal = 1.0 }"},
      {"uniform", "{ uniform = 1.0 }"},
      {"Student t, 3", "{ student_t = [3.0, 1.0] }"}};
  const std::vector<std::pair<std::string, std::string>> games = {
      {"apart", "[[[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]]"},
      {"turning", "[[[0.3, 0.9], [0.9, 0.0]], [[0.0, -0.9], [-0.9, 0.3]]]"}};
  std::printf(
      "| rule | noise | game | stationary noise | false labels | in percent |\n"
      "|---|---|---|---|---|---|\n");
  int all = 0, wrong = 0, worst = 0;
  for (const auto& [game, matrices] : games)
    for (const auto& [noise, spec] : noises) {
      std::string text =
          "[experiment]\nname = \"labels\"\nsteps = 2000\nwarnings = false\nseeds = " +
          std::to_string(runs) +
          "\nstart = { normal = [0.0, 1.0] }\n[game]\nplugin = \"quadratic\"\n" +
          "params = { Q = " + matrices + " }\n";
      for (const auto& [name, rule] : rules)
        text += "[[learner]]\nname = \"" + name + "\"\n" + rule + "noise = " + spec + "\n";
      const Manifest m = read(text);
      for (std::uint32_t l = 0; l < rules.size(); ++l) {
        std::map<Outcome, int> counts = labels(m, l);
        // Steps beyond the bound of stability: there is no stationary state.
        if (2 * counts[Outcome::diverged] > static_cast<int>(runs)) continue;
        std::string said;
        int here = 0;
        for (const auto& [outcome, count] : counts)
          if (count > 0 && outcome != Outcome::stationary_noise &&
              outcome != Outcome::budget_spent) {
            said +=
                (said.empty() ? "" : ", ") + std::to_string(count) + " " + outcome_name(outcome);
            here += count;
          }
        const auto [lower, upper] = exact_interval(here);
        std::printf("| %s | %s | %s | %d | %s | %.2f to %.2f |\n", rules[l].first.c_str(),
                    noise.c_str(), game.c_str(), counts[Outcome::stationary_noise],
                    said.empty() ? "0" : said.c_str(), 100 * lower, 100 * upper);
        std::fflush(stdout);
        all += static_cast<int>(runs);
        wrong += here;
        worst = std::max(worst, here);
      }
    }
  std::printf("false labels: %d of %d runs; at most %d per 1000 in a row\n", wrong, all, worst);
}

double seconds_of(const Manifest& m, bool judged) {
  const ExperimentSpec& spec = m.variants[0].spec;
  const LearnerSpec& learner = spec.learners[1];
  const auto begun = std::chrono::steady_clock::now();
  Play play(spec, learner, spec.replicates);
  std::unique_ptr<Judge> judge;
  if (judged) judge = std::make_unique<Judge>(spec, learner, play, 0);
  const auto start_of = [&](std::size_t r) {
    return start_point(spec.start, play.shape(), spec.seed, play.replicates()[r], r);
  };
  drive(play, spec.steps, start_of, [&](std::uint64_t k) {
    if (judge) judge->see(k);
    return true;
  });
  for (std::size_t r = 0; r < play.population().count(); ++r) {
    play.population().end(r, RunStatus::finished, Cause::steps, "", spec.steps);
    if (judge) judge->ended(r);
  }
  if (judge) judge->decide();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

void cost() {
  const Manifest m = read(
      "include = \"" EXPERIMENTS "/torus.toml\"\n",
      {"experiment.seeds=" + std::to_string(runs), "observer=[]", "experiment.warnings=false"});
  double with = INFINITY, without = INFINITY;
  for (int time = 0; time < 5; ++time) {
    without = std::min(without, seconds_of(m, false));
    with = std::min(with, seconds_of(m, true));
  }
  const double steps = static_cast<double>(m.variants[0].spec.steps) * runs;
  std::printf("a noisy torus step: %.2f ns without, %.2f ns with outcomes decided: %+.2f %%\n",
              1e9 * without / steps, 1e9 * with / steps, 100 * (with / without - 1));
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2 || std::string(arguments[1]) != "cost") false_labels();
  cost();
}
