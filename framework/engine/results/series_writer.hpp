// Writes paths and clocks, which the views `trajectory` and `clock` show a value a row.
#pragma once

#include <cstdint>
#include <vector>

#include "play/record.hpp"
#include "results/sqlite.hpp"

namespace firstmove::engine {

// Runs of a batch are observed at the same steps and mostly have spent the same: a list of steps
// that equals the last one is not stored again.
class SeriesWriter {
 public:
  explicit SeriesWriter(const Database& database);
  void add(const RunRecord& run);

 private:
  void list_steps(const std::vector<std::uint64_t>& steps);
  void list_clock(const std::vector<ClockRow>& clock);
  void add_path(const RunRecord& run, const RecordedPath& path);

  Statement recording_, path_step_, path_, clock_step_;
  std::int64_t next_list_;
  std::vector<std::uint64_t> steps_;  // of the last list, of path_list_
  std::vector<ClockRow> clock_;       // of clock_list_
  std::int64_t path_list_ = 0, clock_list_ = 0;
};

// The number of the first list that is free.
std::int64_t next_list(const Database& database);

}  // namespace firstmove::engine
