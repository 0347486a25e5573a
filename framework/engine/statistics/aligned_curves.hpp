// The series of many runs on one common grid of steps.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace firstmove::engine {

// One run's values at ascending steps (or another measure of effort), one value for each step.
struct RunCurve {
  std::span<const double> steps, values;
  double end;  // the run's own last step
  bool diverged = false;
};

// The last value at or before each step of the ascending grid: a run that has ended keeps its last
// value. NaN before the first value. A diverged run has the value `diverged` from its end on.
std::vector<double> carried_forward(const RunCurve& run, std::span<const double> grid,
                                    double diverged);

struct AlignedCurves {
  std::vector<double> grid, levels;
  std::vector<std::vector<double>> quantiles;  // [level][grid step], of the runs that have a value
  // At each grid step, the number of runs that have neither ended before it nor diverged by it;
  // that have diverged by it; that have no value there (not begun, NaN).
  std::vector<std::size_t> running, diverged, missing;
};

// `diverged` is +infinity for costs, norms and distances. For values without a worst case, such as
// coordinates, pass NaN: diverged runs are then left out of the quantiles but still counted.
AlignedCurves align(std::span<const RunCurve> runs, std::vector<double> grid,
                    std::vector<double> levels,
                    double diverged = std::numeric_limits<double>::infinity());

// The steps of the longest run: a grid for runs that were all observed at the same steps until they
// ended.
std::vector<double> farthest_steps(std::span<const RunCurve> runs);

}  // namespace firstmove::engine
