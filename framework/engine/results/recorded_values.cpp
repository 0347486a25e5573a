#include "results/recorded_values.hpp"

#include <cmath>

#include "results/coordinates.hpp"
#include "results/recorded_series.hpp"

namespace firstmove::engine {

Series recorded_values(const Database& database, const RunRecord& run) {
  Series values;
  const std::vector<std::string> metrics = metric_names(database);
  const Coordinates coordinates({run});
  const std::vector<std::string> names = coordinates.names();
  const auto add = [&](const RecordedSeries& series, const std::vector<std::string>& columns) {
    for (std::size_t i = 0; i < series.values.size(); ++i)
      values[{static_cast<std::uint64_t>(series.steps[i / columns.size()]),
              columns[i % columns.size()]}] = series.values[i];
  };
  read_metrics(
      database, metrics,
      [&](std::int64_t, const std::vector<RecordedSeries>& series) {
        for (std::size_t s = 0; s < series.size(); ++s) add(series[s], {metrics[s]});
      },
      run.id);
  read_paths(
      database, coordinates,
      [&](std::int64_t, const std::vector<RecordedSeries>& series) { add(series.front(), names); },
      run.id);
  return values;
}

bool same_bits(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace firstmove::engine
