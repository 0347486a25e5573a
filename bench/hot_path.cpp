// Takes the steps of a manifest's first learner as a run does, and nothing else; counts.py counts
// its instructions. Machine code would come at a moment that is not the same in two runs.
//
//   hot_path MANIFEST PLUGINS STEPS
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "machine/machine.hpp"
#include "manifest/manifest.hpp"
#include "play/drive.hpp"
#include "play/judge.hpp"
#include "play/start.hpp"

namespace {

using namespace firstmove::engine;

void play_steps(const char* manifest, const char* plugins, std::uint64_t steps) {
  const Manifest m = read_manifest(manifest, {}, Catalog({plugins}));
  const ExperimentSpec& spec = m.variants[0].spec;
  Play play(spec, spec.learners[0], spec.replicates);
  Judge judge(spec, spec.learners[0], play, 0);
  drive(
      play, steps,
      [&](std::size_t r) {
        return start_point(spec.start, play.shape(), spec.seed, play.replicates()[r], r);
      },
      [&](std::uint64_t k) {
        judge.see(k);
        return true;
      });
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return 2;
  make_machine_code_in_background(false);
  play_steps(argv[1], argv[2], std::strtoull(argv[3], nullptr, 10));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
