#include "results/upgrade.hpp"

#include <spdlog/fmt/fmt.h>

#include "results/read_runs.hpp"
#include "results/recorded_series.hpp"
#include "results/schema.hpp"
#include "results/series_writer.hpp"

namespace firstmove::engine {
namespace {

void read_series(const Database& database, RunRecord& run) {
  read_paths(
      database, Coordinates({run}),
      [&run](std::int64_t, const std::vector<RecordedSeries>& path) {
        run.trajectory.steps.assign(path[0].steps.begin(), path[0].steps.end());
        run.trajectory.values = path[0].values;
      },
      run.id);
  read_clocks(
      database,
      [&run](std::int64_t, const std::vector<RecordedSeries>& spent) {
        for (std::size_t s = 0; s < spent[0].steps.size(); ++s)
          run.clock.push_back({static_cast<std::uint64_t>(spent[0].steps[s]),
                               static_cast<std::uint64_t>(spent[0].values[s]), spent[1].values[s]});
      },
      run.id);
}

}  // namespace

void upgrade(Database& database) {
  if (version_of(database) == results_version) return;
  database.execute("BEGIN IMMEDIATE");
  create_series_tables(database);
  SeriesWriter writer(database);
  for (RunRecord& run : read_runs(database)) {
    read_series(database, run);
    writer.add(run);
  }
  database.execute("DROP TABLE trajectory; DROP TABLE clock;");
  create_series_views(database);
  database.execute(fmt::format("PRAGMA user_version = {}; COMMIT", results_version).c_str());
}

}  // namespace firstmove::engine
