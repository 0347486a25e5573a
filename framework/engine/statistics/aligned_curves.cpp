#include "statistics/aligned_curves.hpp"

#include <algorithm>
#include <utility>

#include "statistics/quantile.hpp"

namespace firstmove::engine {

std::vector<double> carried_forward(const RunCurve& run, std::span<const double> grid,
                                    double diverged) {
  std::vector<double> carried(grid.size());
  double value = std::numeric_limits<double>::quiet_NaN();
  std::size_t next = 0;
  for (std::size_t g = 0; g < grid.size(); ++g) {
    while (next < run.steps.size() && run.steps[next] <= grid[g]) value = run.values[next++];
    carried[g] = run.diverged && grid[g] >= run.end ? diverged : value;
  }
  return carried;
}

AlignedCurves align(std::span<const RunCurve> runs, std::vector<double> grid,
                    std::vector<double> levels, double diverged) {
  const std::size_t size = grid.size();
  AlignedCurves curves;
  curves.quantiles.assign(levels.size(), std::vector<double>(size));
  curves.running.resize(size);
  curves.diverged.resize(size);
  curves.missing.resize(size);
  std::vector<std::vector<double>> at(size);  // every run's value
  for (std::vector<double>& values : at) values.reserve(runs.size());
  for (const RunCurve& run : runs) {
    const std::vector<double> carried = carried_forward(run, grid, diverged);
    for (std::size_t g = 0; g < size; ++g) {
      at[g].push_back(carried[g]);
      if (run.diverged)
        ++(grid[g] >= run.end ? curves.diverged : curves.running)[g];
      else
        curves.running[g] += grid[g] <= run.end;
    }
  }
  for (std::size_t g = 0; g < size; ++g) {
    const OrderedSample sample(std::move(at[g]));
    curves.missing[g] = sample.left_out();
    for (std::size_t l = 0; l < levels.size(); ++l)
      curves.quantiles[l][g] = sample.quantile(levels[l]);
  }
  curves.grid = std::move(grid);
  curves.levels = std::move(levels);
  return curves;
}

std::vector<double> farthest_steps(std::span<const RunCurve> runs) {
  const auto farthest =
      std::max_element(runs.begin(), runs.end(), [](const RunCurve& a, const RunCurve& b) {
        return (a.steps.empty() ? -1 : a.steps.back()) < (b.steps.empty() ? -1 : b.steps.back());
      });
  if (farthest == runs.end()) return {};
  return {farthest->steps.begin(), farthest->steps.end()};
}

}  // namespace firstmove::engine
