#include "play/continuation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "game/difference.hpp"
#include "play/path_memory.hpp"
#include "play/play.hpp"
#include "play/start.hpp"

namespace firstmove::engine {
namespace {

// A run and its neighbour are the replicas 2 i and 2 i + 1.
class Pairs {
 public:
  Pairs(const ExperimentSpec& spec, const LearnerSpec& learner,
        const std::vector<const UnsettledRun*>& runs)
      : runs_(runs),
        play_(spec, learner, twice(runs)),
        memory_(play_.shape(), play_.population()),
        started_(runs.size()),
        farthest_(runs.size()) {}

  void go(std::uint64_t steps) {
    const std::uint64_t first = runs_.front()->run.steps;
    for (std::size_t i = 0; i < runs_.size(); ++i) place(i);
    play_.start();
    memory_.see(0);
    for (std::uint64_t k = 1; k <= steps && play_.population().alive() > 0; ++k) {
      play_.step(first + k);
      memory_.see(k);
      measure((4 * (k - 1)) / steps);
    }
  }

  Continuation result(std::size_t i, double tolerance) {
    Continuation of;
    const Population& population = play_.population();
    if (!population.active()[2 * i] || !population.active()[2 * i + 1]) return of;
    const SampledPath path = memory_.path(2 * i, false);
    const std::size_t quarter = path.points.count() / 4;
    const double second = spread_of(path, quarter, 2 * quarter),
                 last = spread_of(path, 3 * quarter, path.points.count());
    if (settled(path, tolerance * std::max(runs_[i]->spread, extent_of(path))))
      return {Separation::regular, 0, 0};
    of.amplitude = last / second;
    of.share = last / runs_[i]->spread;
    const std::array<double, 4>& farthest = farthest_[i];
    const double late = std::max(farthest[2], farthest[3]);
    // Paths that have met stay together.
    const double growth = late > 0 ? late / last / (farthest[1] / second) : 0;
    const double all = *std::max_element(farthest.begin(), farthest.end()) / started_[i];
    if (all >= 1e5 || growth >= 4.5)
      of.separation = Separation::exponential;
    else if (growth <= 2.2)
      of.separation = Separation::regular;
    return of;
  }

 private:
  static std::vector<std::uint32_t> twice(const std::vector<const UnsettledRun*>& runs) {
    std::vector<std::uint32_t> replicates;
    for (const UnsettledRun* run : runs) replicates.insert(replicates.end(), 2, run->run.replicate);
    return replicates;
  }

  void place(std::size_t i) {
    std::vector<double> x = runs_[i]->run.x;
    play_.population().place(2 * i, x);
    double size = 0;
    for (const double v : x) size = std::max(size, std::abs(v));
    const double beside =
        std::max(1e-8 * runs_[i]->spread, 1e3 * std::numeric_limits<double>::epsilon() * size) /
        std::sqrt(static_cast<double>(x.size()));
    double square = 0;
    for (std::size_t c = 0; c < x.size(); ++c) {
      const double from = x[c];
      const fm_domain& domain = play_.shape().domains[c];
      x[c] = into_domain(domain, from + (c % 2 == 0 ? beside : -beside));
      square += std::pow(difference(domain, x[c], from), 2);
    }
    started_[i] = std::sqrt(square);
    play_.population().place(2 * i + 1, x);
  }

  void measure(std::size_t quarter) {
    const Shape& shape = play_.shape();
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      double square = 0;
      for (std::size_t c = 0; c < shape.coordinates(); ++c) {
        const double* const x = play_.population().x().row(c);
        square += std::pow(difference(shape.domains[c], x[2 * i], x[2 * i + 1]), 2);
      }
      farthest_[i][quarter] = std::max(farthest_[i][quarter], std::sqrt(square));
    }
  }

  const std::vector<const UnsettledRun*>& runs_;
  Play play_;
  PathMemory memory_;
  std::vector<double> started_;                  // the separation at first
  std::vector<std::array<double, 4>> farthest_;  // the largest of each quarter
};

}  // namespace

std::vector<Continuation> continue_without_noise(const ExperimentSpec& spec,
                                                 const LearnerSpec& learner,
                                                 const std::vector<UnsettledRun>& runs) {
  ExperimentSpec alone = spec;
  alone.warnings = false;
  alone.stop = {};
  alone.budget.products = 0;
  LearnerSpec quiet = learner;
  for (PlayerSpec& player : quiet.players) player.noise = NoNoise{};
  std::map<std::uint64_t, std::vector<std::size_t>> by_steps;
  for (std::size_t i = 0; i < runs.size(); ++i) by_steps[runs[i].run.steps].push_back(i);
  std::vector<Continuation> all(runs.size());
  for (const auto& [steps, members] : by_steps) {
    std::vector<const UnsettledRun*> group;
    for (const std::size_t i : members) group.push_back(&runs[i]);
    Pairs pairs(alone, quiet, group);
    pairs.go(std::clamp<std::uint64_t>(steps, 256, 16384));
    for (std::size_t i = 0; i < members.size(); ++i)
      all[members[i]] = pairs.result(i, spec.outcome.tolerance);
  }
  return all;
}

}  // namespace firstmove::engine
