// Many runs' series on one grid of steps.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace firstmove::engine {

// One run's values at ascending steps, or another measure of effort; as many as steps.
struct RunCurve {
  std::span<const double> steps, values;
  double end;  // the run's own last step
  bool diverged = false;
};

// The last value at or before each step of the ascending grid: a run that has ended stands still.
// NaN before its first value. From its end on a diverged run has the value `diverged`.
std::vector<double> carried_forward(const RunCurve& run, std::span<const double> grid,
                                    double diverged);

struct AlignedCurves {
  std::vector<double> grid, levels;
  std::vector<std::vector<double>> quantiles;  // [level][grid step], of the runs that have a value
  // At each grid step, how many runs have not ended before it, nor diverged by it; how many have
  // diverged by it; how many have no value there (not begun, NaN).
  std::vector<std::size_t> running, diverged, missing;
};

// Of costs, norms and distances, where divergence is +infinity. For what has no worst, as a
// coordinate, `diverged` is NaN: such runs then leave the quantiles, and stay counted.
AlignedCurves align(std::span<const RunCurve> runs, std::vector<double> grid,
                    std::vector<double> levels,
                    double diverged = std::numeric_limits<double>::infinity());

// The steps of the run that goes farthest: a grid for runs that were all watched at the same steps
// for as long as they went.
std::vector<double> farthest_steps(std::span<const RunCurve> runs);

}  // namespace firstmove::engine
