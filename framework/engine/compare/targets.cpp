#include "compare/targets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "compare/score.hpp"
#include "compare/times.hpp"

namespace firstmove::engine {
namespace {

constexpr double hardest = 1e-8, easiest = 1;
constexpr std::size_t target_count = 33;   // four in each power of ten
constexpr std::size_t most_efforts = 400;  // points of a curve

// The products spent by each recorded step that has a clock, and the relative distances there.
struct Progress {
  std::vector<double> products, distances;
};

Progress progress_of(const Study& study, std::size_t variant, const RunRecord& run) {
  const std::vector<double> distances = distances_to_landmark(study, variant, run);
  if (distances.empty()) return {};
  const Landmarks& marks = study.landmarks(variant);
  const auto nearest = static_cast<std::size_t>(marks.nearest(run.x));
  const double unit = marks.radius(marks.points[nearest].probe.x) / marks.tolerance;
  const std::vector<double> spent = study.histories().spent(run.id, &Histories::Clock::products,
                                                            study.histories().path(run.id).steps);
  Progress progress;
  for (std::size_t s = 0; s < distances.size(); ++s) {
    if (std::isnan(spent[s])) continue;
    progress.products.push_back(spent[s]);
    progress.distances.push_back(counts_as(run) == CountsAs::itself
                                     ? distances[s] / unit
                                     : std::numeric_limits<double>::infinity());
  }
  return progress;
}

// Evenly chosen points of a long curve, the last one always.
TargetsReached thinned(TargetsReached curve) {
  const std::size_t n = curve.efforts.size();
  if (n <= most_efforts) return curve;
  TargetsReached thin{.efforts = {}, .shares = {}, .pairs = curve.pairs};
  for (std::size_t i = 0; i < most_efforts; ++i) {
    const std::size_t at = (i + 1) * n / most_efforts - 1;
    thin.efforts.push_back(curve.efforts[at]);
    thin.shares.push_back(curve.shares[at]);
  }
  return thin;
}

}  // namespace

BootstrapInterval expected_products(const Study& study, std::size_t variant,
                                    const std::vector<const RunRecord*>& runs) {
  std::vector<TargetEffort> spent;
  for (const RunRecord* run : runs) {
    if (counts_as(*run) == CountsAs::missing) continue;
    const auto one = times_to_landmarks(study, variant, {run}, Effort::products);
    const bool reached = !one.empty() && one.front().reached && std::isfinite(one.front().time);
    spent.push_back({reached ? one.front().time : static_cast<double>(run->products), reached});
  }
  return expected_running_time_interval(
      spent, {.confidence = study.options().confidence, .seed = study.seed()});
}

TargetCurves target_curves(const Study& study) {
  TargetCurves curves{.targets = log_targets(hardest, easiest, target_count), .learners = {}};
  for (std::size_t l = 0; l < study.learners().size(); ++l) {
    std::vector<std::vector<TargetEffort>> spent;
    for (std::size_t v = 0; v < study.variants().size(); ++v) {
      if (!study.landmarks(v).without.empty()) continue;
      for (const RunRecord* run : study.runs(v, l)) {
        const Progress progress = progress_of(study, v, *run);
        if (!progress.products.empty())
          spent.push_back(spent_on_targets(progress.products, progress.distances, curves.targets));
      }
    }
    if (!spent.empty()) curves.learners.push_back({l, thinned(targets_reached(spent))});
  }
  return curves;
}

}  // namespace firstmove::engine
