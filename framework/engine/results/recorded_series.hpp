// What was recorded along runs, read from a results file one run at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "results/coordinates.hpp"
#include "results/sqlite.hpp"

namespace firstmove::engine {

// One series of one run, its steps ascending.
struct RecordedSeries {
  std::vector<std::int64_t> steps;
  std::vector<double> values;  // one, or a joint action, a step; NaN where there is none
};

// Called for each run of which anything was recorded, in the order of ids.
using EachRun = std::function<void(std::int64_t run, const std::vector<RecordedSeries>& series)>;

// By name.
std::vector<std::string> metric_names(const Database& database);
// The metrics of these names, in their order; of several values at one step the one recorded last.
void read_metrics(const Database& database, const std::vector<std::string>& names,
                  const EachRun& each);
// One series of joint actions.
void read_paths(const Database& database, const Coordinates& coordinates, const EachRun& each);
// Two series: oracle products and seconds.
void read_clocks(const Database& database, const EachRun& each);

}  // namespace firstmove::engine
