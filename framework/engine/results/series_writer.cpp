#include "results/series_writer.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>
#include <string>

#include "results/schema.hpp"

namespace firstmove::engine {
namespace {

std::string insert_path() {
  std::string sql = "INSERT INTO path VALUES (?,?,?,?";
  for (std::size_t i = 0; i < values_a_row; ++i) sql += ",?";
  return sql + ")";
}

// With each step once, in order.
RecordedPath in_order(const RecordedPath& path) {
  std::vector<std::size_t> rows(path.steps.size());
  std::iota(rows.begin(), rows.end(), 0);
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::size_t a, std::size_t b) { return path.steps[a] < path.steps[b]; });
  RecordedPath sorted;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + 1 < rows.size() && path.steps[rows[i]] == path.steps[rows[i + 1]]) continue;
    sorted.steps.push_back(path.steps[rows[i]]);
    const double* const values = path.values.data() + rows[i] * path.width();
    sorted.values.insert(sorted.values.end(), values, values + path.width());
  }
  return sorted;
}

bool same(const ClockRow& a, const ClockRow& b) {
  return a.step == b.step && a.products == b.products && a.seconds == b.seconds;
}

}  // namespace

std::int64_t next_list(const Database& database) {
  Statement last(database,
                 "SELECT max(coalesce((SELECT max(list) FROM path_step), 0), "
                 "coalesce((SELECT max(list) FROM clock_step), 0))");
  last.next();
  return last.integer(0) + 1;
}

SeriesWriter::SeriesWriter(const Database& database)
    : recording_(database, "INSERT INTO recording VALUES (?,?,?)"),
      path_step_(database, "INSERT INTO path_step VALUES (?,?,?,?)"),
      path_(database, insert_path().c_str()),
      clock_step_(database, "INSERT INTO clock_step VALUES (?,?,?,?)"),
      next_list_(next_list(database)) {}

void SeriesWriter::add(const RunRecord& run) {
  const std::vector<std::uint64_t>& steps = run.trajectory.steps;
  if (steps.empty() && run.clock.empty()) return;
  if (!steps.empty()) {
    const bool ordered =
        std::adjacent_find(steps.begin(), steps.end(), std::greater_equal<>()) == steps.end();
    add_path(run, ordered ? run.trajectory : in_order(run.trajectory));
  }
  if (!run.clock.empty()) list_clock(run.clock);
  const auto if_any = [](bool any, std::int64_t list) {
    return any ? std::optional(list) : std::nullopt;
  };
  recording_
      .bind(run.id, if_any(!steps.empty(), path_list_), if_any(!run.clock.empty(), clock_list_))
      .run();
}

void SeriesWriter::list_steps(const std::vector<std::uint64_t>& steps) {
  if (path_list_ != 0 && steps == steps_) return;
  path_list_ = next_list_++;
  steps_ = steps;
  for (std::size_t s = 0; s < steps.size(); ++s)
    path_step_.bind(path_list_, steps[s], s / values_a_row, s % values_a_row).run();
}

void SeriesWriter::list_clock(const std::vector<ClockRow>& clock) {
  if (clock_list_ != 0 &&
      std::equal(clock.begin(), clock.end(), clock_.begin(), clock_.end(), same))
    return;
  clock_list_ = next_list_++;
  clock_ = clock;
  for (const ClockRow& row : clock)
    clock_step_.bind(clock_list_, row.step, row.products, row.seconds).run();
}

void SeriesWriter::add_path(const RunRecord& run, const RecordedPath& path) {
  list_steps(path.steps);
  const std::size_t width = path.width(), all = path.steps.size();
  for (std::size_t first = 0, part = 0; first < all; first += values_a_row, ++part) {
    const std::size_t count = std::min(values_a_row, all - first);
    const double* value = path.values.data() + first * width;
    for (std::uint32_t p = 0; p < run.dims.size(); ++p)
      for (std::uint32_t k = 0; k < run.dims[p]; ++k, ++value)
        path_.bind(run.id, part, p, k).bind_values(5, value, count, width, values_a_row).run();
  }
}

}  // namespace firstmove::engine
