#include "results/recorded_series.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

namespace firstmove::engine {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double real_or_nan(const Statement& row, int column) {
  return row.is_null(column) ? none : row.real(column);
}

// Collects the rows run by run, and passes each run on when it is complete.
class Gathering {
 public:
  Gathering(std::size_t count, const EachRun& each) : series_(count), each_(each) {}

  std::vector<RecordedSeries>& of(std::int64_t run) {
    if (run != run_) finish();
    run_ = run;
    return series_;
  }
  void finish() {
    if (run_ >= 0) each_(run_, series_);
    for (RecordedSeries& series : series_) {
      series.steps.clear();
      series.values.clear();
    }
  }

 private:
  std::vector<RecordedSeries> series_;
  const EachRun& each_;
  std::int64_t run_ = -1;
};

// Room for `width` values at a step: the last one, or a new one.
double* at_step(RecordedSeries& series, std::int64_t step, std::size_t width) {
  if (series.steps.empty() || series.steps.back() != step) {
    series.steps.push_back(step);
    series.values.resize(series.values.size() + width, none);
  }
  return series.values.data() + series.values.size() - width;
}

}  // namespace

std::vector<std::string> metric_names(const Database& database) {
  std::vector<std::string> names;
  Statement name(database, "SELECT DISTINCT name FROM metric ORDER BY name");
  while (name.next()) names.push_back(name.text(0));
  return names;
}

void read_metrics(const Database& database, const std::vector<std::string>& names,
                  const EachRun& each) {
  // The order of the table's index, so that SQLite does not sort.
  Statement row(database,
                "SELECT run, step, value, name FROM metric ORDER BY run, name, step, rowid");
  Gathering gathering(names.size(), each);
  std::size_t s = 0;
  while (row.next()) {
    std::vector<RecordedSeries>& series = gathering.of(row.integer(0));
    const std::string name = row.text(3);
    if (names[s] != name)
      s = static_cast<std::size_t>(std::lower_bound(names.begin(), names.end(), name) -
                                   names.begin());
    *at_step(series[s], row.integer(1), 1) = real_or_nan(row, 2);
  }
  gathering.finish();
}

void read_paths(const Database& database, const Coordinates& coordinates, const EachRun& each) {
  Statement row(database,
                "SELECT run, step, player, coordinate, value FROM trajectory "
                "ORDER BY run, step, player, coordinate");
  Gathering gathering(1, each);
  while (row.next()) {
    RecordedSeries& path = gathering.of(row.integer(0)).front();
    const std::size_t c = coordinates.at(static_cast<std::size_t>(row.integer(2)),
                                         static_cast<std::size_t>(row.integer(3)));
    at_step(path, row.integer(1), coordinates.count())[c] = real_or_nan(row, 4);
  }
  gathering.finish();
}

void read_clocks(const Database& database, const EachRun& each) {
  Statement row(database, "SELECT run, step, products, seconds FROM clock ORDER BY run, step");
  Gathering gathering(2, each);
  while (row.next()) {
    std::vector<RecordedSeries>& series = gathering.of(row.integer(0));
    *at_step(series[0], row.integer(1), 1) = row.real(2);
    *at_step(series[1], row.integer(1), 1) = row.real(3);
  }
  gathering.finish();
}

}  // namespace firstmove::engine
