#include "results/recorded_series.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>

namespace firstmove::engine {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();

// Collects the rows run by run, and passes each run on when it is complete. Rows without a run and
// rows that are out of order, because an index is damaged, are errors.
class Gathering {
 public:
  Gathering(const Database& database, const char* table, std::size_t count, const EachRun& each)
      : database_(database),
        run_with_id_(database, "SELECT id FROM run WHERE id = ?"),
        table_(table),
        series_(count),
        each_(each) {}

  std::vector<RecordedSeries>& of(std::int64_t run) {
    if (run_ == run) return series_;
    if (run_ && run < *run_) out_of_order(run);
    finish();
    if (!run_with_id_.bind(run).next())
      database_.damaged(
          fmt::format("the table '{}' has rows of run {}, which is missing", table_, run));
    run_ = run;
    return series_;
  }

  // Room for `width` values at a step: the last one, or a new one.
  double* at_step(RecordedSeries& series, std::uint64_t step, std::size_t width) const {
    const auto here = static_cast<std::int64_t>(step);
    if (!series.steps.empty() && here < series.steps.back()) out_of_order(*run_);
    if (series.steps.empty() || series.steps.back() != here) {
      series.steps.push_back(here);
      series.values.resize(series.values.size() + width, none);
    }
    return series.values.data() + series.values.size() - width;
  }

  void finish() {
    if (run_) each_(*run_, series_);
    for (RecordedSeries& series : series_) {
      series.steps.clear();
      series.values.clear();
    }
  }

 private:
  [[noreturn]] void out_of_order(std::int64_t run) const {
    database_.damaged(
        fmt::format("the index of the table '{}' has rows of run {} out of order", table_, run));
  }

  const Database& database_;
  Statement run_with_id_;
  const char* table_;
  std::vector<RecordedSeries> series_;
  const EachRun& each_;
  std::optional<std::int64_t> run_;
};

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
  std::vector<std::string> names = first_column(database, "SELECT DISTINCT name FROM metric");
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<std::string> metric_names_as_recorded(const Database& database) {
  return first_column(database, "SELECT name FROM metric GROUP BY name ORDER BY min(rowid)");
}

void read_metrics(const Database& database, const std::vector<std::string>& names,
                  const EachRun& each, OnlyRun only) {
  // The order of the table's index, so that SQLite does not sort.
  Statement row =
      select(database, "run, step, value, name", "metric", "run, name, step, rowid", only);
  Gathering gathering(database, "metric", names.size(), each);
  std::size_t s = names.size();
  while (row.next()) {
    std::vector<RecordedSeries>& series = gathering.of(row.integer(0));
    const std::string name = row.text(3);
    if (s == names.size() || names[s] != name)
      s = static_cast<std::size_t>(std::lower_bound(names.begin(), names.end(), name) -
                                   names.begin());
    if (s == names.size() || names[s] != name)
      database.damaged(fmt::format("the index of the table 'metric' lacks the name '{}'", name));
    *gathering.at_step(series[s], row.natural(1, largest), 1) = row.real_or_nan(2);
  }
  gathering.finish();
}

void read_paths(const Database& database, const Coordinates& coordinates, const EachRun& each,
                OnlyRun only) {
  Statement row = select(database, "run, step, player, coordinate, value", "trajectory",
                         "run, step, player, coordinate", only);
  Gathering gathering(database, "trajectory", 1, each);
  while (row.next()) {
    const std::int64_t run = row.integer(0);
    RecordedSeries& path = gathering.of(run).front();
    const std::uint64_t player = row.natural(2, largest), coordinate = row.natural(3, largest);
    if (!coordinates.has(player, coordinate))
      database.damaged(fmt::format(
          "the table 'trajectory' has a coordinate {} of player {} in run {}, which the "
          "table 'final_state' does not have",
          coordinate, player, run));
    gathering.at_step(path, row.natural(1, largest),
                      coordinates.count())[coordinates.at(player, coordinate)] = row.real_or_nan(4);
  }
  gathering.finish();
}

void read_clocks(const Database& database, const EachRun& each, OnlyRun only) {
  Statement row = select(database, "run, step, products, seconds", "clock", "run, step", only);
  Gathering gathering(database, "clock", 2, each);
  while (row.next()) {
    std::vector<RecordedSeries>& series = gathering.of(row.integer(0));
    const std::uint64_t step = row.natural(1, largest);
    *gathering.at_step(series[0], step, 1) = static_cast<double>(row.natural(2, largest));
    *gathering.at_step(series[1], step, 1) = row.real(3);
  }
  gathering.finish();
}

}  // namespace firstmove::engine
