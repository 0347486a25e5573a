#include "report/histories.hpp"

#include <algorithm>
#include <limits>

namespace firstmove::engine {
namespace {

constexpr std::size_t most_path_values = 20'000'000;

double real_or_nan(const Statement& row, int column) {
  return row.is_null(column) ? std::numeric_limits<double>::quiet_NaN() : row.real(column);
}

template <class Map>
const typename Map::mapped_type& at_or_empty(const Map& map, const typename Map::key_type& key) {
  static const typename Map::mapped_type none{};
  const auto found = map.find(key);
  return found == map.end() ? none : found->second;
}

}  // namespace

Histories::Histories(const Database& database) {
  read_metrics(database);
  read_paths(database);
  read_clocks(database);
}

// Rows are in the order of recording: by run, then by step.
void Histories::read_metrics(const Database& database) {
  Statement row(database, "SELECT name, run, step, value FROM metric ORDER BY rowid");
  std::string last;
  std::unordered_map<std::int64_t, Series>* of_name = nullptr;
  while (row.next()) {
    std::string name = row.text(0);
    if (!of_name || name != last) {
      const auto [place, is_new] = metrics_.try_emplace(name);
      if (is_new) names_.push_back(name);
      of_name = &place->second;
      last = std::move(name);
    }
    Series& series = (*of_name)[row.integer(1)];
    series.steps.push_back(static_cast<double>(row.integer(2)));
    series.values.push_back(real_or_nan(row, 3));
  }
}

void Histories::read_paths(const Database& database) {
  Statement row(database,
                "SELECT run, step, value FROM trajectory ORDER BY run, step, player, coordinate");
  std::size_t values = 0;
  std::int64_t run = -1;
  Path* path = nullptr;
  while (row.next()) {
    if (row.integer(0) != run) {
      if (values > most_path_values) {
        cut_ = true;
        return;
      }
      run = row.integer(0);
      path = &paths_[run];
    }
    const auto step = static_cast<double>(row.integer(1));
    if (path->steps.empty() || path->steps.back() != step) path->steps.push_back(step);
    path->x.push_back(real_or_nan(row, 2));
    path->coordinates = path->x.size() / path->steps.size();
    ++values;
  }
}

void Histories::read_clocks(const Database& database) {
  Statement row(database, "SELECT run, step, products, seconds FROM clock ORDER BY run, step");
  while (row.next()) {
    Clock& clock = clocks_[row.integer(0)];
    clock.steps.push_back(static_cast<double>(row.integer(1)));
    clock.products.push_back(row.real(2));
    clock.seconds.push_back(row.real(3));
  }
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
