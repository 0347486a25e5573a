// A step takes no memory: after the first one nothing is allocated, in the program or in plugins.
#include <atomic>
#include <cstdlib>
#include <new>

#include "machine/machine.hpp"
#include "manifest/manifest.hpp"
#include "play/drive.hpp"
#include "play/judge.hpp"
#include "play/start.hpp"
#include "support/support.hpp"

namespace {
std::atomic<std::size_t> allocations = 0;

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  if (void* const memory = std::aligned_alloc(alignment, whole == 0 ? alignment : whole))
    return memory;
  throw std::bad_alloc();
}
}  // namespace

// Replaced in the whole program and in the plugins that it loads.
void* operator new(std::size_t size) { return counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace {

using namespace firstmove::engine;
using namespace firstmove::test;

struct Counts {
  std::size_t before, after;  // up to the end of step 1, and from there on
};

Counts allocations_of(const std::string& game, const std::string& learner,
                      std::uint32_t replicates) {
  const TempFolder folder;
  write_file(folder / "m.toml",
             "[experiment]\nname = \"still\"\nsteps = 700\nwarnings = false\nseeds = " +
                 std::to_string(replicates) + "\n" + game + "[[learner]]\nname = \"rule\"\n" +
                 learner);
  const Manifest manifest = read_manifest(folder / "m.toml", {}, Catalog({PLUGINS}));
  const ExperimentSpec& spec = manifest.variants[0].spec;
  Counts counts{allocations, 0};
  Play play(spec, spec.learners[0], spec.replicates);
  Judge judge(spec, spec.learners[0], play, 0);
  std::size_t first = 0;
  drive(
      play, spec.steps,
      [&](std::size_t r) {
        return start_point(spec.start, play.shape(), spec.seed, play.replicates()[r], r);
      },
      [&](std::uint64_t k) {
        judge.see(k);
        if (k == 1) first = allocations;
        return true;
      });
  CHECK(play.population().alive() == replicates);
  counts.after = allocations - first;
  counts.before = first - counts.before;
  return counts;
}

constexpr const char* torus = "[game]\nplugin = \"torus\"\n";
constexpr const char* chain = "[game]\nplugin = \"chain\"\nparams = { sites = 3, quartic = 0.3 }\n";

TEST_CASE("a step allocates nothing after the first") {
  make_machine_code_in_background(false);  // it would come at any step
  for (const std::uint32_t replicates : {1u, 100u})
    for (const std::string& learner : std::vector<std::string>{
             "rule = \"gradient-play\"\nstep = 0.05\n",
             "rule = \"gradient-play\"\nstep = 0.05\nnoise = { normal = 0.01 }\n",
             "rule = \"gradient-play\"\nstep = 0.05\nnoise = { state_normal = 0.01 }\n",
             "rule = \"gradient-play\"\nstep = 0.05\nnoise = { student_t = [3.0, 0.01] }\n"
             "optimizer = \"adam\"\n",
             "rule = \"lola\"\nstep = 0.05\n", "rule = \"optimistic\"\nstep = 0.05\n",
             "rule = \"extragradient\"\nstep = 0.05\n", "rule = \"sos\"\nstep = 0.05\n",
             "players = [{ rule = \"stackelberg\", step = 0.05 }, { rule = \"gradient-play\", "
             "step = 0.1 }]\nnoise = { normal = 0.01 }\n",
             "players = [{ rule = \"regularized-stackelberg\", params = { solver = \"cg\", "
             "iterations = 5 }, step = 0.05 }, { rule = \"gradient-play\", step = 0.1 }]\n",
             "players = [{ rule = \"regularized-stackelberg\", params = { solver = \"gmres\", "
             "iterations = 5 }, step = 0.05 }, { rule = \"gradient-play\", step = 0.1 }]\n",
             "players = [{ rule = \"gradient-play\", step = 0.05 }, "
             "{ rule = \"best-response\" }]\n"})
      for (const char* game : {torus, chain}) {
        CAPTURE(replicates);
        CAPTURE(game);
        CAPTURE(learner);
        const Counts counts = allocations_of(game, learner, replicates);
        CHECK(counts.before > 0);
        CHECK(counts.after == 0);
      }
  make_machine_code_in_background(true);
}

}  // namespace
