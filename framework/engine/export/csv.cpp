#include "export/csv.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/json_text.hpp"
#include "export/csv_file.hpp"
#include "results/recorded_series.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using Names = std::vector<std::string>;

Names joined(Names names, const Names& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

// The keys of a sweep, in order of appearance; the combinations of a list may name different ones.
Names swept_keys(const std::vector<RunRecord>& runs) {
  Names keys;
  const std::string* last = nullptr;
  for (const RunRecord& run : runs) {
    if (last && *last == run.sweep_json) continue;
    last = &run.sweep_json;
    const ordered_json sweep = ordered_json::parse(run.sweep_json);
    for (const auto& [key, value] : sweep.items())
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

void write_swept(CsvFile& file, const Names& keys, const std::string& sweep_json) {
  const ordered_json sweep = ordered_json::parse(sweep_json);
  for (const std::string& key : keys) {
    const auto value = sweep.find(key);
    if (value == sweep.end())
      file.nothing();
    else
      file.text(value->is_string() ? value->get<std::string>() : json_text(*value));
  }
}

void write_runs(const std::vector<RunRecord>& runs, const fs::path& to) {
  const Coordinates coordinates(runs);
  const Names keys = swept_keys(runs);
  std::size_t players = 0;
  for (const RunRecord& run : runs) players = std::max(players, run.cost.size());
  Names header = joined({"id", "variant", "learner", "replicate"}, keys);
  header = joined(header, {"status", "outcome", "reason", "end_class", "end_class_reason", "steps",
                           "products", "wall_seconds"});
  for (std::size_t p = 0; p < players; ++p) header.push_back("cost_" + std::to_string(p + 1));
  CsvFile file(to, joined(header, coordinates.names()));
  for (const RunRecord& run : runs) {
    file.integer(run.id).integer(run.variant).text(run.learner_name).integer(run.replicate);
    write_swept(file, keys, run.sweep_json);
    file.text(status_name(run.status)).text(outcome_name(run.outcome)).text(run.reason);
    run.end_class ? file.text(point_class_name(*run.end_class)) : file.nothing();
    file.text(run.end_class_reason);
    file.integer(static_cast<std::int64_t>(run.steps));
    file.integer(static_cast<std::int64_t>(run.products)).number(run.wall_seconds);
    for (std::size_t p = 0; p < players; ++p)
      p < run.cost.size() ? file.number(run.cost[p]) : file.nothing();
    // Joint actions are finite: NaN is a coordinate that the run's game does not have.
    for (const double x : coordinates.spread(run)) std::isnan(x) ? file.nothing() : file.number(x);
    file.end_row();
  }
  file.close();
}

// Metrics that were recorded at the same step share a row.
void write_metrics(const Database& database, const fs::path& to) {
  const Names names = metric_names(database);
  CsvFile file(to, joined({"run", "step"}, names));
  read_metrics(database, names, [&](std::int64_t run, const std::vector<RecordedSeries>& series) {
    constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
    std::vector<std::size_t> next(series.size());
    const auto next_step = [&](std::size_t s) {
      return next[s] < series[s].steps.size() ? series[s].steps[next[s]] : end;
    };
    for (;;) {
      std::int64_t step = end;
      for (std::size_t s = 0; s < series.size(); ++s) step = std::min(step, next_step(s));
      if (step == end) return;
      file.integer(run).integer(step);
      for (std::size_t s = 0; s < series.size(); ++s)
        next_step(s) == step ? file.number(series[s].values[next[s]++]) : file.nothing();
      file.end_row();
    }
  });
  file.close();
}

void write_paths(const Database& database, const Coordinates& coordinates, const fs::path& to) {
  CsvFile file(to, joined({"run", "step"}, coordinates.names()));
  read_paths(database, coordinates,
             [&](std::int64_t run, const std::vector<RecordedSeries>& series) {
               const double* x = series.front().values.data();
               for (const std::int64_t step : series.front().steps) {
                 file.integer(run).integer(step);
                 for (std::size_t c = 0; c < coordinates.count(); ++c, ++x)
                   std::isnan(*x) ? file.nothing() : file.number(*x);
                 file.end_row();
               }
             });
  file.close();
}

void write_clocks(const Database& database, const fs::path& to) {
  CsvFile file(to, {"run", "step", "products", "seconds"});
  read_clocks(database, [&](std::int64_t run, const std::vector<RecordedSeries>& series) {
    for (std::size_t i = 0; i < series[0].steps.size(); ++i) {
      file.integer(run).integer(series[0].steps[i]);
      file.integer(static_cast<std::int64_t>(series[0].values[i])).number(series[1].values[i]);
      file.end_row();
    }
  });
  file.close();
}

// Writes the rows of a query unchanged.
void write_rows(const Database& database, const char* sql, const Names& columns,
                const fs::path& to) {
  CsvFile file(to, columns);
  Statement row(database, sql);
  while (row.next()) {
    for (int c = 0; c < static_cast<int>(columns.size()); ++c) switch (row.type(c)) {
        case SQLITE_NULL:
          file.nothing();
          break;
        case SQLITE_INTEGER:
          file.integer(row.integer(c));
          break;
        case SQLITE_FLOAT:
          file.number(row.real(c));
          break;
        default:
          file.text(row.text(c));
      }
    file.end_row();
  }
  file.close();
}

}  // namespace

void export_csv(const Database& database, const std::vector<RunRecord>& runs,
                const fs::path& folder) {
  write_runs(runs, folder / "runs.csv");
  write_metrics(database, folder / "metrics.csv");
  write_paths(database, Coordinates(runs), folder / "trajectory.csv");
  write_clocks(database, folder / "clock.csv");
  write_rows(database, "SELECT run, player, value FROM start_cost ORDER BY run, player",
             {"run", "player", "value"}, folder / "start_costs.csv");
  write_rows(database, "SELECT run, name, path FROM file ORDER BY run, rowid",
             {"run", "name", "path"}, folder / "files.csv");
  write_rows(database, "SELECT run, player, step, value FROM residual ORDER BY run, player",
             {"run", "player", "step", "value"}, folder / "residuals.csv");
  write_rows(database, "SELECT learner, run, step, text FROM warning ORDER BY run, step, rowid",
             {"learner", "run", "step", "text"}, folder / "warnings.csv");
}

}  // namespace firstmove::engine
