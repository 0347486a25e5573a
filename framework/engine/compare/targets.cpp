#include "compare/targets.hpp"

#include <algorithm>
#include <cmath>

#include "compare/replicates.hpp"
#include "compare/score.hpp"
#include "compare/times.hpp"

namespace firstmove::engine {
namespace {

constexpr double hardest_target = 1e-6;
constexpr std::size_t target_count = 51;

// A run's products and distances where both are known.
struct Approach {
  std::size_t learner;
  bool worst;  // it failed or diverged
  std::vector<double> products, distances;
};

// Empty unless both are known at some step; that is always so for the worst runs, which need none.
std::vector<Approach> approaches(const Study& study, std::size_t variant, TargetCurves& counts) {
  std::vector<Approach> all;
  for (std::size_t l = 0; l < study.learners().size(); ++l)
    for (const RunRecord* run : study.runs(variant, l)) {
      if (counts_as(*run) == CountsAs::missing) continue;
      Approach one{l, counts_as(*run) == CountsAs::worst, {}, {}};
      if (!one.worst) {
        const std::vector<double> distances = distances_to_landmark(study, variant, *run);
        const std::vector<double>& steps = study.histories().path(run->id).steps;
        const std::vector<double> products =
            study.histories().spent(run->id, &Histories::Clock::products, steps);
        for (std::size_t s = 0; s < distances.size(); ++s)
          if (std::isfinite(products[s])) {
            one.products.push_back(products[s]);
            one.distances.push_back(distances[s]);
          }
      }
      if (one.worst || !one.products.empty()) {
        all.push_back(std::move(one));
        ++counts.runs;
      } else {
        ++counts.left_out;
      }
    }
  return all;
}

double farthest_start(const std::vector<Approach>& runs) {
  double farthest = 0;
  for (const Approach& run : runs)
    if (!run.distances.empty()) farthest = std::max(farthest, run.distances.front());
  return farthest;
}

}  // namespace

TargetCurves target_curves(const Study& study) {
  TargetCurves result;
  result.targets = log_targets(hardest_target, 1, target_count);
  std::vector<std::vector<std::vector<TargetEffort>>> spent(study.learners().size());
  for (const std::size_t v : all_variants(study)) {
    const std::vector<Approach> runs = approaches(study, v, result);
    const double farthest = farthest_start(runs);
    for (const Approach& run : runs) {
      std::vector<double> relative = run.distances;
      for (double& distance : relative)
        distance = farthest > 0 ? distance / farthest : 0;  // all begin at their landmark
      spent[run.learner].push_back(spent_on_targets(run.products, relative, result.targets));
    }
  }
  for (std::size_t l = 0; l < spent.size(); ++l) {
    if (spent[l].empty()) continue;
    result.learners.push_back(l);
    result.curves.push_back(targets_reached(spent[l]));
  }
  return result;
}

}  // namespace firstmove::engine
