// What is recorded of one run: how it ended, and what was observed along its path.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "play/outcome.hpp"
#include "point/point_class.hpp"

namespace firstmove::engine {

enum class RunStatus { finished, stopped, failed, skipped };  // FM_RUN_*; skipped is FM_RUN_FAILED
const char* status_name(RunStatus status);

struct MetricRow {
  std::uint64_t step;
  std::string name;
  double value;
};
// Joint actions at steps, as an observer recorded them: in any order, the last one of a step
// counts.
struct RecordedPath {
  std::vector<std::uint64_t> steps;
  std::vector<double> values;  // one per coordinate, step after step
  std::size_t width() const { return steps.empty() ? 0 : values.size() / steps.size(); }
};
struct ClockRow {  // what a run had spent after a step
  std::uint64_t step, products;
  double seconds;  // wall time, its share of its batch
};
struct WarningRow {
  std::uint64_t step;  // at which the run was first given this warning
  std::string text;
};
// The largest residual that the iterative solves of one player left in a run, relative to the terms
// of their equations (fm_oracle.left), and the first step that left it; NaN counts as the largest.
struct ResidualRow {
  std::uint32_t player;
  std::uint64_t step;
  double value;
};
struct FileRow {
  std::string name;  // as the observer named it
  std::string path;  // relative to the results folder
};

// One run with everything that is stored about it.
struct RunRecord {
  std::int64_t id = 0;  // (variant * learners + learner) * replicates + position of the replicate
  std::uint32_t variant = 0;
  std::uint32_t learner = 0;
  std::string learner_name;
  std::uint32_t replicate = 0;
  std::string sweep_json;
  RunStatus status = RunStatus::finished;
  Outcome outcome = Outcome::failed;
  std::string reason;
  // The class of the point where it came to rest (point_class.hpp); without one, why it is open.
  std::optional<PointClass> end_class;
  std::string end_class_reason;
  std::uint64_t steps = 0;
  std::uint64_t products = 0;  // oracle products, oracle.hpp
  double wall_seconds = 0;
  std::string key, identity;  // identity.hpp
  std::vector<std::uint32_t> dims;
  std::vector<double> x;           // final joint action
  std::vector<double> cost;        // players; NaN is stored as NULL
  std::vector<double> start_cost;  // the same, at the start
  std::vector<MetricRow> metrics;
  RecordedPath trajectory;
  std::vector<ClockRow> clock;  // a row for each step at which metrics or trajectory have one
  std::vector<FileRow> files;
  std::vector<WarningRow> warnings;
  std::vector<ResidualRow> residuals;  // of players with iterative solves, in order
};

}  // namespace firstmove::engine
