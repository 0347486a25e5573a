// Series recorded along runs as one dense array in NumPy's format.
#pragma once

#include <firstmove/npy.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "results/recorded_series.hpp"

namespace firstmove::engine {

// The steps at which runs recorded a series, and how many runs have all of them.
class StepGrid {
 public:
  void see(const std::vector<std::int64_t>& steps);

  const std::vector<std::int64_t>& longest() const { return longest_; }
  std::size_t size() const { return longest_.size(); }
  // Whether the steps of every run are the first steps of the longest run.
  bool shared() const { return shared_; }
  std::size_t full() const { return full_; }  // runs with as many steps as the longest

 private:
  std::vector<std::int64_t> longest_;
  std::size_t full_ = 0;
  bool shared_ = true;
};

// NAME.npy, runs x steps or runs x steps x width, padded with NaN; and its steps in NAME.steps.npy:
// one axis if the grid is shared, else a row per run, padded with -1.
class NpySeries {
 public:
  // `width` 0: one number per step.
  NpySeries(const std::filesystem::path& folder, const std::string& name, const StepGrid& grid,
            std::size_t width);

  void append(const RecordedSeries& of_run);
  void finish();

  std::vector<std::size_t> row_shape() const { return row_shape_; }

 private:
  const StepGrid& grid_;
  std::vector<std::size_t> row_shape_;
  NpyWriter<double> values_;
  NpyWriter<std::int64_t> steps_;
  RecordedSeries padded_;
};

}  // namespace firstmove::engine
