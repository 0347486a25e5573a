// The Stackelberg step on the torus: a hand-fused loop, compared with the same step through
// plugins, with the game as a plugin and with the game as formulas.
//
// All variants advance 256 replicas in lanes, without noise, with the step sizes of section 4.2,
// and reach the same joint actions. The fused loop is specific to the game and the rule and
// evaluates five trigonometric functions per replica-step; the plugins are independent of each
// other.
#include <benchmark/benchmark.h>
#include <firstmove/rows.hpp>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <numbers>

#include "base/temporary_folder.hpp"
#include "experiment/batch.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;

constexpr std::uint32_t replicas = 256;
constexpr std::uint64_t steps = 20000;

constexpr const char* formulas = R"toml(
[game]
players = { x = 1, y = 1 }
cost    = ["cos(x - y) - a[1]*cos(x - pi/8)", "cos(x - y) - a[2]*cos(y - pi/8)"]
params  = { a = [1.0, 1.3] }
domain  = { circle = [-3.141592653589793, 3.141592653589793] }
)toml";

// The torus experiment, or the same experiment with the game as formulas.
Manifest manifest(bool written_out = false) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "torus.toml";
  std::ofstream(file) << "include = \"" EXPERIMENTS "/torus.toml\"\n"
                      << (written_out ? formulas : "");
  return read_manifest(
      file,
      {"experiment.steps=" + std::to_string(steps), "experiment.seeds=" + std::to_string(replicas),
       "learner.1.noise=none", "observer=[]"},
      Catalog({PLUGINS}));
}

BatchJob stackelberg(const Manifest& m) {
  static const Identity unkept;  // of runs that are not stored
  BatchJob job{&m.variants[0], 0, 1, {}, {}, &unkept};
  for (std::uint32_t r = 0; r < replicas; ++r) {
    job.positions.push_back(r);
    job.run_ids.push_back(r);
  }
  return job;
}

std::vector<RunRecord> through_plugins(const BatchJob& job) {
  static const std::vector<std::unique_ptr<Observer>> none;
  std::atomic<bool> cancelled = false;
  std::atomic<std::uint64_t> done = 0;
  return run_batch(job, {none, {}, cancelled, done});
}

Lane wrapped(Lane x) {
  const Lane low(-std::numbers::pi), period(2 * std::numbers::pi);
  return x - period * floor((x - low) / period);
}

void fused(Rows x, std::uint64_t count) {
  constexpr double a1 = 1.0, a2 = 1.3, phi = std::numbers::pi / 8;
  for (std::uint64_t k = 1; k <= count; ++k) {
    const double gamma1 = 1 / static_cast<double>(k),
                 gamma2 = std::pow(static_cast<double>(k), -0.5);
    for (std::size_t r = 0; r < x.stride(); r += Lane::width) {
      const Lane x1 = x.load(0, r), x2 = x.load(1, r);
      const Lane difference = x1 - x2;
      const auto [s, c] = sincos(difference);
      const Lane d1f1 = a1 * sin(x1 - phi) - s, d2f1 = s;
      const auto [s2, c2] = sincos(x2 - phi);
      const Lane d2f2 = a2 * s2 + s, d22f2 = a2 * c2 - c, d12f2 = c;
      x.store(0, r, wrapped(x1 - gamma1 * (d1f1 - d12f2 * (d2f1 / d22f2))));
      x.store(1, r, wrapped(x2 - gamma2 * d2f2));
    }
  }
}

// The starts of the manifest's runs.
RowStore starts(const Manifest& m) {
  Manifest still = m;
  still.variants[0].spec.steps = 1;
  for (PlayerSpec& player : still.variants[0].spec.learners[1].players)
    player.step = ConstantStep{0};
  const BatchJob job = stackelberg(still);
  RowStore x(2, replicas);
  for (const RunRecord& run : through_plugins(job))
    for (const std::size_t c : {0u, 1u}) x.rows()[c][run.replicate] = run.x[c];
  return x;
}

void Fused(benchmark::State& state) {
  const Manifest m = manifest();
  const RowStore start = starts(m);
  for (auto _ : state) {
    RowStore x = start;
    fused(x.rows(), steps);
    benchmark::DoNotOptimize(x.rows().data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * steps * replicas));
}

void play(benchmark::State& state, const Manifest& m) {
  const BatchJob job = stackelberg(m);
  for (auto _ : state) benchmark::DoNotOptimize(through_plugins(job));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * steps * replicas));
}

void Plugins(benchmark::State& state) { play(state, manifest()); }
void Formulas(benchmark::State& state) { play(state, manifest(true)); }

// All variants must do the same work, or their times cannot be compared.
bool agree(bool written_out) {
  const Manifest m = manifest(written_out);
  RowStore x = starts(m);
  fused(x.rows(), steps);
  double worst = 0;
  for (const RunRecord& run : through_plugins(stackelberg(m)))
    for (const std::size_t c : {0u, 1u})
      worst = std::max(worst, std::abs(run.x[c] - x.rows()[c][run.replicate]));
  std::printf("largest difference of the final joint actions: %g\n", worst);
  return worst < 1e-6;
}

// Keeps the shortest time of each benchmark, for the ratio.
class Ratio : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs)
      if (run.run_type == Run::RT_Iteration) {
        double& best = best_[run.run_name.function_name];
        const double time = run.real_accumulated_time / static_cast<double>(run.iterations);
        if (best == 0 || time < best) best = time;
      }
  }
  void Finalize() override {
    const double each = 1e9 / (steps * replicas);
    std::printf("fused %.2f ns, through plugins %.2f ns per replica-step: ratio %.2f\n",
                best_["Fused"] * each, best_["Plugins"] * each, best_["Plugins"] / best_["Fused"]);
    std::printf("game as formulas %.2f ns: ratio to its plugin %.2f\n", best_["Formulas"] * each,
                best_["Formulas"] / best_["Plugins"]);
  }
  // The upper limit of the overhead of plugins.
  bool well() { return best_["Plugins"] <= 2 * best_["Fused"]; }

 private:
  std::map<std::string, double> best_;
};

}  // namespace

BENCHMARK(Fused)->Repetitions(5)->Unit(benchmark::kMillisecond);
BENCHMARK(Plugins)->Repetitions(5)->Unit(benchmark::kMillisecond);
BENCHMARK(Formulas)->Repetitions(5)->Unit(benchmark::kMillisecond);

int main(int argc, char** argv) {
  // Interleaved, so that a change in the speed of the machine affects all of them alike.
  std::vector<char*> arguments(argv, argv + argc);
  std::string interleaved = "--benchmark_enable_random_interleaving=true";
  arguments.insert(arguments.begin() + 1, interleaved.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (!agree(false) || !agree(true)) return 1;
  Ratio ratio;
  benchmark::RunSpecifiedBenchmarks(&ratio);
  return ratio.well() ? 0 : 1;
}
