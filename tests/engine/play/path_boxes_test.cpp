// The boxes between the samples of a path contain exactly the steps between them: against all steps
// one by one, where moves widen the boxes themselves and where they do not.
#include <cmath>

#include "manifest/manifest.hpp"
#include "play/drive.hpp"
#include "play/path_memory.hpp"
#include "play/start.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove::engine;
using namespace firstmove::test;

// Where the coordinates of a replica were at each step; those on circles without their jumps.
using Steps = std::vector<std::vector<double>>;

double short_way(double step, const fm_domain& domain) {
  const double turn = domain.upper - domain.lower;
  if (step > turn / 2) step -= turn;
  if (step < -turn / 2) step += turn;
  return step;
}

struct Played {
  std::vector<Steps> steps;  // of each replica
  std::vector<SampledPath> paths;
};

Played play_all(const std::string& game, const std::string& learner, std::uint32_t replicates,
                std::uint64_t steps) {
  const TempFolder folder;
  write_file(folder / "m.toml", "[experiment]\nname = \"boxes\"\nsteps = " + std::to_string(steps) +
                                    "\nwarnings = false\nseeds = " + std::to_string(replicates) +
                                    "\n" + game + "[[learner]]\nname = \"rule\"\n" + learner);
  const Manifest manifest = read_manifest(folder / "m.toml", {}, Catalog({PLUGINS}));
  const ExperimentSpec& spec = manifest.variants[0].spec;
  Play play(spec, spec.learners[0], spec.replicates);
  PathMemory memory(play.shape(), play.population());
  play.tell(memory.directions());
  Played played{std::vector<Steps>(replicates), {}};
  const std::vector<fm_domain>& domains = play.shape().domains;
  std::vector<std::vector<double>> before(replicates);
  drive(
      play, steps,
      [&](std::size_t r) {
        return start_point(spec.start, play.shape(), spec.seed, play.replicates()[r], r);
      },
      [&](std::uint64_t k) {
        memory.see(k);
        for (std::size_t r = 0; r < replicates; ++r) {
          const std::vector<double> x = play.population().state(r);
          std::vector<double> at = x;
          for (std::size_t c = 0; c < x.size(); ++c)
            if (domains[c].kind == FM_DOMAIN_PERIODIC)
              at[c] = k == 0
                          ? 0.0
                          : played.steps[r].back()[c] + short_way(x[c] - before[r][c], domains[c]);
          played.steps[r].push_back(at);
          before[r] = x;
        }
        return true;
      });
  REQUIRE(play.population().alive() == replicates);
  for (std::size_t r = 0; r < replicates; ++r) played.paths.push_back(memory.path(r, false));
  return played;
}

constexpr const char* torus = "[game]\nplugin = \"torus\"\n";
TEST_CASE("boxes contain every step and nothing more") {
  const std::string noisy = "noise = { normal = 0.5 }\n";
  const std::vector<std::pair<std::string, std::string>> works = {
      {torus, "rule = \"gradient-play\"\nstep = 0.5\n"},
      {torus, "rule = \"gradient-play\"\nstep = 0.5\n" + noisy},
      {torus, "rule = \"gradient-play\"\nstep = 0.05\noptimizer = \"adam\"\n" + noisy},
      {torus,
       "players = [{ rule = \"gradient-play\", step = 0.3 }, { rule = \"best-response\" }]\n" +
           noisy},
      {"[game]\nplugin = \"duopoly\"\n", "rule = \"gradient-play\"\nstep = 0.1\n" + noisy}};
  for (const auto& [game, learner] : works)
    for (const std::uint32_t replicates : {1u, 3u, 17u})
      for (const std::uint64_t steps : {100u, 255u, 256u, 257u, 258u, 1999u, 3001u}) {
        CAPTURE(game);
        CAPTURE(learner);
        CAPTURE(replicates);
        CAPTURE(steps);
        const Played played = play_all(game, learner, replicates, steps);
        for (std::size_t r = 0; r < replicates; ++r) {
          const SampledPath& path = played.paths[r];
          const std::size_t samples = path.least.count();
          REQUIRE(samples == steps / path.every + 1);
          std::size_t wrong = 0;
          for (std::size_t s = 0; s < samples; ++s)
            for (std::size_t c = 0; c < path.least.width; ++c) {
              double least = INFINITY, greatest = -INFINITY;
              for (std::uint64_t k = s * path.every; k < (s + 1) * path.every && k <= steps; ++k) {
                least = std::min(least, played.steps[r][k][c]);
                greatest = std::max(greatest, played.steps[r][k][c]);
              }
              wrong += path.least.values[s * path.least.width + c] != least;
              wrong += path.greatest.values[s * path.least.width + c] != greatest;
            }
          CHECK(wrong == 0);
        }
      }
}

}  // namespace
