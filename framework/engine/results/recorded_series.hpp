// Reads the series recorded along all runs from a results file, one run at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "results/coordinates.hpp"
#include "results/sqlite.hpp"

namespace firstmove::engine {

// One series of one run, its steps ascending.
struct RecordedSeries {
  std::vector<std::int64_t> steps;
  std::vector<double> values;  // per step, one or a joint action; NaN where there is none
};

// Called for each run that recorded anything, in the order of ids.
using EachRun = std::function<void(std::int64_t run, const std::vector<RecordedSeries>& series)>;

// All names, sorted.
std::vector<std::string> metric_names(const Database& database);
// All names, in the order in which they were first recorded.
std::vector<std::string> metric_names_as_recorded(const Database& database);

// Which runs are read: one, or all.
using OnlyRun = std::optional<std::int64_t>;

// The metrics of these names, which are sorted, in their order; of several values at one step the
// one recorded last.
void read_metrics(const Database& database, const std::vector<std::string>& names,
                  const EachRun& each, OnlyRun only = {});
// One series of joint actions.
void read_paths(const Database& database, const Coordinates& coordinates, const EachRun& each,
                OnlyRun only = {});
// Two series: oracle products and seconds.
void read_clocks(const Database& database, const EachRun& each, OnlyRun only = {});

}  // namespace firstmove::engine
