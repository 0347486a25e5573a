// The Stackelberg step on the torus: a hand-fused loop (fused_step.hpp), compared with the same
// step through plugins, with the game as a plugin and as formulas; with the paper's noise and
// without, and for one replica.
//
// All take the step sizes of section 4.2 and the same noise, and reach the same joint actions. The
// fused loop is specific to the game and the rule; it is compiled for this machine without regard
// to the order of operations. The engine's runs are whole: supervised, judged, but not recorded.
// Prints ratios of the shortest times within one run.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>

#include "base/temporary_folder.hpp"
#include "experiment/batch.hpp"
#include "experiment/run_plan.hpp"
#include "fused_step.hpp"

namespace {

using namespace firstmove::engine;
using firstmove::bench::fused_torus;

constexpr std::uint32_t replicas = 1000;
constexpr std::uint64_t steps = 5000;
constexpr double variance = 0.01;  // of the paper's noise

constexpr const char* formulas = R"toml(
[game]
players = { x = 1, y = 1 }
cost    = ["cos(x - y) - a[1]*cos(x - pi/8)", "cos(x - y) - a[2]*cos(y - pi/8)"]
params  = { a = [1.0, 1.3] }
domain  = { circle = [-3.141592653589793, 3.141592653589793] }
)toml";

struct Case {
  bool noisy, written_out;
  std::uint32_t runs;
};

// The torus experiment, or the same experiment with the game as formulas.
Manifest manifest(const Case& of) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "torus.toml";
  std::ofstream(file) << "include = \"" EXPERIMENTS "/torus.toml\"\n"
                      << (of.written_out ? formulas : "");
  std::vector<std::string> overrides = {"experiment.steps=" + std::to_string(steps),
                                        "experiment.seeds=" + std::to_string(of.runs),
                                        "experiment.warnings=false", "observer=[]"};
  if (!of.noisy) overrides.push_back("learner.1.noise=none");
  return read_manifest(file, overrides, Catalog({PLUGINS}));
}

// The Stackelberg learner's runs in batches of the size that the program chooses.
std::vector<RunRecord> through_plugins(const Manifest& m) {
  static const Identity unkept;  // of runs that are not stored
  static const std::vector<std::unique_ptr<Observer>> none;
  std::atomic<bool> cancelled = false;
  std::atomic<std::uint64_t> done = 0;
  const auto runs = static_cast<std::uint32_t>(m.variants[0].spec.replicates.size());
  const std::uint32_t size = batch_size(runs, 1, 1);
  std::vector<RunRecord> all;
  for (std::uint32_t first = 0; first < runs; first += size) {
    BatchJob job{&m.variants[0], 0, 1, {}, {}, &unkept};
    for (std::uint32_t r = first; r < std::min(runs, first + size); ++r) {
      job.positions.push_back(r);
      job.run_ids.push_back(r);
    }
    std::vector<RunRecord> some = run_batch(job, {none, {}, cancelled, done});
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

struct Joint {
  std::vector<double> x, y;
};

// The starts of the manifest's runs.
Joint starts(const Manifest& m) {
  Manifest still = m;
  still.variants[0].spec.steps = 1;
  for (PlayerSpec& player : still.variants[0].spec.learners[1].players) {
    player.step = ConstantStep{0};
    player.noise = NoNoise{};
  }
  Joint at;
  for (const RunRecord& run : through_plugins(still)) {
    at.x.push_back(run.x[0]);
    at.y.push_back(run.x[1]);
  }
  return at;
}

Joint fused(const Manifest& m, Joint at, bool noisy) {
  fused_torus(at.x.data(), at.y.data(), at.x.size(), steps, noisy ? variance : 0,
              m.variants[0].spec.seed);
  return at;
}

void set_steps(benchmark::State& state, std::uint32_t runs) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * steps * runs));
}

void fused_loop(benchmark::State& state, bool noisy) {
  const Manifest m = manifest({noisy, false, replicas});
  const Joint start = starts(m);
  for (auto _ : state) benchmark::DoNotOptimize(fused(m, start, noisy));
  set_steps(state, replicas);
}

void play(benchmark::State& state, const Case& of) {
  const Manifest m = manifest(of);
  for (auto _ : state) benchmark::DoNotOptimize(through_plugins(m));
  set_steps(state, of.runs);
}

void Fused(benchmark::State& state) { fused_loop(state, false); }
void FusedNoisy(benchmark::State& state) { fused_loop(state, true); }
void Plugins(benchmark::State& state) { play(state, {false, false, replicas}); }
void PluginsNoisy(benchmark::State& state) { play(state, {true, false, replicas}); }
void Formulas(benchmark::State& state) { play(state, {false, true, replicas}); }
void FormulasNoisy(benchmark::State& state) { play(state, {true, true, replicas}); }
void OneReplica(benchmark::State& state) { play(state, {false, false, 1}); }
void OneReplicaNoisy(benchmark::State& state) { play(state, {true, false, 1}); }

// All variants must do the same work, or their times cannot be compared.
bool agree(const Case& of) {
  const Manifest m = manifest(of);
  const Joint end = fused(m, starts(m), of.noisy);
  double worst = 0;
  for (const RunRecord& run : through_plugins(m)) {
    const double moved[] = {run.x[0] - end.x[run.replicate], run.x[1] - end.y[run.replicate]};
    for (const double apart : moved)
      worst = std::max(worst, std::abs(std::remainder(apart, 2 * 3.141592653589793)));
  }
  std::printf("largest difference of the final joint actions: %g\n", worst);
  return worst < 1e-6;
}

// Keeps the shortest time of each benchmark, for the ratios.
class Ratios : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs)
      if (run.run_type == Run::RT_Iteration) {
        double& best = best_[run.run_name.function_name];
        const double time = run.cpu_accumulated_time / static_cast<double>(run.iterations);
        if (best == 0 || time < best) best = time;
      }
  }
  void Finalize() override {
    std::printf("ns of processor time per replica-step:\n");
    for (const std::string noisy : {"", "Noisy"})
      std::printf(
          "  %s: fused %.2f, plugins %.2f, ratio %.2f; formulas %.2f, ratio %.2f; one replica "
          "%.0f\n",
          noisy.empty() ? "without noise" : "with noise", each("Fused" + noisy, replicas),
          each("Plugins" + noisy, replicas), best_["Plugins" + noisy] / best_["Fused" + noisy],
          each("Formulas" + noisy, replicas), best_["Formulas" + noisy] / best_["Fused" + noisy],
          each("OneReplica" + noisy, 1));
  }

 private:
  double each(const std::string& name, std::uint32_t runs) {
    return 1e9 * best_[name] / (static_cast<double>(steps) * runs);
  }
  std::map<std::string, double> best_;
};

}  // namespace

BENCHMARK(Fused)->Repetitions(5)->Unit(benchmark::kMillisecond);
BENCHMARK(Plugins)->Repetitions(5)->Unit(benchmark::kMillisecond);
BENCHMARK(Formulas)->Repetitions(5)->Unit(benchmark::kMillisecond);
BENCHMARK(OneReplica)->Repetitions(5)->Unit(benchmark::kMillisecond);
BENCHMARK(FusedNoisy)->Repetitions(5)->Unit(benchmark::kMillisecond);
BENCHMARK(PluginsNoisy)->Repetitions(5)->Unit(benchmark::kMillisecond);
BENCHMARK(FormulasNoisy)->Repetitions(5)->Unit(benchmark::kMillisecond);
BENCHMARK(OneReplicaNoisy)->Repetitions(5)->Unit(benchmark::kMillisecond);

int main(int argc, char** argv) {
  // Interleaved, so that a change in the speed of the machine affects all of them alike.
  std::vector<char*> arguments(argv, argv + argc);
  std::string interleaved = "--benchmark_enable_random_interleaving=true";
  arguments.insert(arguments.begin() + 1, interleaved.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  for (const bool noisy : {false, true})
    for (const bool written_out : {false, true})
      if (!agree({noisy, written_out, replicas})) return 1;
  Ratios ratios;
  benchmark::RunSpecifiedBenchmarks(&ratios);
  return 0;
}
