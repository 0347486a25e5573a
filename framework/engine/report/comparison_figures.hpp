// Figures of all learners together: mean ranks, and targets reached.
#pragma once

#include <optional>
#include <vector>

#include "compare/costs.hpp"
#include "compare/targets.hpp"
#include "report/figure.hpp"

namespace firstmove::engine {

// Demsar's critical-difference diagram as intervals: mean ranks, each with half of the critical
// difference on both sides, so that two learners differ significantly where their intervals do not
// overlap. A panel for each player whose ranks were tested; no figure without any.
std::optional<Figure> critical_difference_figure(const Study& study,
                                                 const std::vector<CostComparison>& costs);

// The share of runs and targets reached over oracle products; no figure if none was reached.
std::optional<Figure> targets_figure(const Study& study, const TargetCurves& found);

}  // namespace firstmove::engine
