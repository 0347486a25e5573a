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

// "SELECT what FROM table [WHERE run = only] ORDER BY order".
Statement select(const Database& database, const std::string& what, const std::string& table,
                 const std::string& order, OnlyRun only) {
  Statement row(database, ("SELECT " + what + " FROM " + table + (only ? " WHERE run = ?" : "") +
                           " ORDER BY " + order)
                              .c_str());
  if (only) row.bind(*only);
  return row;
}

std::vector<std::string> first_column(const Database& database, const char* sql) {
  std::vector<std::string> names;
  Statement name(database, sql);
  while (name.next()) names.push_back(name.text(0));
  return names;
}

}  // namespace

std::vector<std::string> metric_names(const Database& database) {
  return first_column(database, "SELECT DISTINCT name FROM metric ORDER BY name");
}

std::vector<std::string> metric_names_as_recorded(const Database& database) {
  return first_column(database, "SELECT name FROM metric GROUP BY name ORDER BY min(rowid)");
}

void read_metrics(const Database& database, const std::vector<std::string>& names,
                  const EachRun& each, OnlyRun only) {
  // The order of the table's index, so that SQLite does not sort.
  Statement row =
      select(database, "run, step, value, name", "metric", "run, name, step, rowid", only);
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

void read_paths(const Database& database, const Coordinates& coordinates, const EachRun& each,
                OnlyRun only) {
  Statement row = select(database, "run, step, player, coordinate, value", "trajectory",
                         "run, step, player, coordinate", only);
  Gathering gathering(1, each);
  while (row.next()) {
    RecordedSeries& path = gathering.of(row.integer(0)).front();
    const std::size_t c = coordinates.at(static_cast<std::size_t>(row.integer(2)),
                                         static_cast<std::size_t>(row.integer(3)));
    at_step(path, row.integer(1), coordinates.count())[c] = real_or_nan(row, 4);
  }
  gathering.finish();
}

void read_clocks(const Database& database, const EachRun& each, OnlyRun only) {
  Statement row = select(database, "run, step, products, seconds", "clock", "run, step", only);
  Gathering gathering(2, each);
  while (row.next()) {
    std::vector<RecordedSeries>& series = gathering.of(row.integer(0));
    *at_step(series[0], row.integer(1), 1) = row.real(2);
    *at_step(series[1], row.integer(1), 1) = row.real(3);
  }
  gathering.finish();
}

}  // namespace firstmove::engine
