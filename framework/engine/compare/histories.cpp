#include "compare/histories.hpp"

#include <algorithm>
#include <limits>

#include "results/coordinates.hpp"
#include "results/recorded_series.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_path_values = 20'000'000;

std::vector<double> to_reals(const std::vector<std::int64_t>& steps) {
  return {steps.begin(), steps.end()};
}

template <class Map>
const typename Map::mapped_type& at_or_empty(const Map& map, const typename Map::key_type& key) {
  static const typename Map::mapped_type none{};
  const auto found = map.find(key);
  return found == map.end() ? none : found->second;
}

}  // namespace

Histories::Histories(const Database& database, const std::vector<RunRecord>& runs) {
  read_metrics(database);
  read_paths(database, runs);
  read_clocks(database);
}

void Histories::read_metrics(const Database& database) {
  names_ = metric_names_as_recorded(database);
  const std::vector<std::string> sorted = metric_names(database);
  engine::read_metrics(
      database, sorted, [&](std::int64_t run, const std::vector<RecordedSeries>& series) {
        for (std::size_t s = 0; s < sorted.size(); ++s)
          if (!series[s].steps.empty())
            metrics_[sorted[s]][run] = {to_reals(series[s].steps), series[s].values};
      });
}

void Histories::read_paths(const Database& database, const std::vector<RunRecord>& runs) {
  const Coordinates coordinates(runs);
  std::unordered_map<std::int64_t, const RunRecord*> by_id;
  for (const RunRecord& run : runs) by_id[run.id] = &run;
  std::size_t values = 0;
  engine::read_paths(database, coordinates,
                     [&](std::int64_t id, const std::vector<RecordedSeries>& series) {
                       cut_ = cut_ || values > most_path_values;
                       const auto run = by_id.find(id);
                       if (cut_ || run == by_id.end()) return;
                       const RecordedSeries& path = series.front();
                       Path& own = paths_[id];
                       own.steps = to_reals(path.steps);
                       // Without the coordinates that only games of other runs have.
                       const std::vector<std::uint32_t>& dims = run->second->dims;
                       for (std::size_t at = 0; at < path.values.size(); at += coordinates.count())
                         for (std::size_t p = 0; p < dims.size(); ++p)
                           for (std::size_t k = 0; k < dims[p]; ++k)
                             own.x.push_back(path.values[at + coordinates.at(p, k)]);
                       own.coordinates = own.x.size() / own.steps.size();
                       values += own.x.size();
                     });
}

void Histories::read_clocks(const Database& database) {
  engine::read_clocks(database, [&](std::int64_t run, const std::vector<RecordedSeries>& series) {
    clocks_[run] = {to_reals(series[0].steps), series[0].values, series[1].values};
  });
}

std::vector<double> Histories::spent(std::int64_t run, std::vector<double> Clock::*measure,
                                     const std::vector<double>& steps) const {
  const Clock& clock = this->clock(run);
  std::vector<double> spent;
  for (const double step : steps) {
    const auto row = std::lower_bound(clock.steps.begin(), clock.steps.end(), step);
    const bool there = row != clock.steps.end() && *row == step;
    spent.push_back(there ? (clock.*measure)[static_cast<std::size_t>(row - clock.steps.begin())]
                          : std::numeric_limits<double>::quiet_NaN());
  }
  return spent;
}

const Histories::Series& Histories::metric(const std::string& name, std::int64_t run) const {
  return at_or_empty(at_or_empty(metrics_, name), run);
}
const Histories::Path& Histories::path(std::int64_t run) const { return at_or_empty(paths_, run); }
const Histories::Clock& Histories::clock(std::int64_t run) const {
  return at_or_empty(clocks_, run);
}

}  // namespace firstmove::engine
