// What it costs runs to come close to the critical points at which they end.
#pragma once

#include <vector>

#include "compare/study.hpp"
#include "statistics/running_time.hpp"

namespace firstmove::engine {

// COCO's runtime distributions (running_time.hpp), over all variants and replicates. The targets
// of a variant are distances to the landmark that is nearest to a run's end, relative to the
// largest distance at which a run of this variant began: so they do not depend on units.
struct TargetCurves {
  std::vector<double> targets;         // relative distances, ascending
  std::vector<std::size_t> learners;   // those with runs that count
  std::vector<TargetsReached> curves;  // over oracle products, one for each of these learners
  std::size_t runs = 0;
  // Runs without a recorded path, recorded products or a known landmark. Failed and diverged runs
  // are not left out: they reach no target.
  std::size_t left_out = 0;
};
TargetCurves target_curves(const Study& study);

}  // namespace firstmove::engine
