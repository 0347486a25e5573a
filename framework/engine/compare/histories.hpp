// What observers recorded along the runs of an experiment, read for a report.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "play/record.hpp"
#include "results/sqlite.hpp"

namespace firstmove::engine {

class Histories {
 public:
  struct Series {
    std::vector<double> steps, values;
  };
  struct Path {
    std::vector<double> steps, x;  // x: one joint action for each step
    std::size_t coordinates = 0;
  };
  struct Clock {
    std::vector<double> steps, products, seconds;
  };

  Histories(const Database& database, const std::vector<RunRecord>& runs);

  // Names, in the order in which they were first recorded.
  const std::vector<std::string>& metrics() const { return names_; }
  // Empty if nothing was recorded.
  const Series& metric(const std::string& name, std::int64_t run) const;
  const Path& path(std::int64_t run) const;
  const Clock& clock(std::int64_t run) const;
  // What the run had spent by each of `steps`; NaN at steps at which it was not observed.
  std::vector<double> spent(std::int64_t run, std::vector<double> Clock::*measure,
                            const std::vector<double>& steps) const;
  bool has_paths() const { return !paths_.empty(); }
  // Whether paths were left out because there were too many for memory.
  bool cut() const { return cut_; }

 private:
  void read_metrics(const Database& database);
  void read_paths(const Database& database, const std::vector<RunRecord>& runs);
  void read_clocks(const Database& database);

  std::vector<std::string> names_;
  std::unordered_map<std::string, std::unordered_map<std::int64_t, Series>> metrics_;
  std::unordered_map<std::int64_t, Path> paths_;
  std::unordered_map<std::int64_t, Clock> clocks_;
  bool cut_ = false;
};

}  // namespace firstmove::engine
