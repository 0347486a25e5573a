#include "export/npy_series.hpp"

#include <algorithm>
#include <limits>

namespace firstmove::engine {

void StepGrid::see(const std::vector<std::int64_t>& steps) {
  const auto common = static_cast<std::ptrdiff_t>(std::min(steps.size(), longest_.size()));
  shared_ = shared_ && std::equal(steps.begin(), steps.begin() + common, longest_.begin());
  if (steps.size() > longest_.size()) {
    longest_ = steps;
    full_ = 0;
  }
  if (steps.size() == longest_.size()) ++full_;
}

NpySeries::NpySeries(const std::filesystem::path& folder, const std::string& name,
                     const StepGrid& grid, std::size_t width)
    : grid_(grid),
      row_shape_(width == 0 ? std::vector{grid.size()} : std::vector{grid.size(), width}),
      values_((folder / (name + ".npy")).string(), row_shape_),
      steps_((folder / (name + ".steps.npy")).string(),
             grid.shared() ? std::vector<std::size_t>{} : std::vector{grid.size()}) {}

void NpySeries::append(const RecordedSeries& of_run) {
  padded_ = of_run;
  padded_.values.resize(values_.row_size(), std::numeric_limits<double>::quiet_NaN());
  values_.append(padded_.values.data());
  if (grid_.shared()) return;
  padded_.steps.resize(grid_.size(), -1);
  steps_.append(padded_.steps.data());
}

void NpySeries::finish() {
  if (grid_.shared())
    for (const std::int64_t step : grid_.longest()) steps_.append(&step);
  values_.finish();
  steps_.finish();
}

}  // namespace firstmove::engine
