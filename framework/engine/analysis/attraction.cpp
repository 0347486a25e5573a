#include "analysis/attraction.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "call/parallel.hpp"
#include "game/difference.hpp"
#include "game/lengths.hpp"
#include "play/drive.hpp"
#include "play/start.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t attraction_batch = 512;  // replicas that fit into a processor's cache
constexpr std::size_t most_places = 256;       // into which ends are sorted

// How far ends may be apart to count as one place.
struct Nearness {
  const Shape& shape;
  std::vector<double> tolerances;  // of the coordinates

  Nearness(const Shape& of, const Slice& slice, double tolerance)
      : shape(of), tolerances(lengths(of, slice.base)) {
    for (const Slice::Axis& axis : {slice.x, slice.y})
      tolerances[axis.coordinate] = axis.upper - axis.lower;
    for (double& one : tolerances) one *= tolerance;
  }
  bool operator()(const std::vector<double>& a, const std::vector<double>& b) const {
    for (std::size_t c = 0; c < a.size(); ++c)
      if (!(std::abs(difference(shape.domains[c], a[c], b[c])) <= tolerances[c])) return false;
    return true;
  }
};

// Writes where the starts `first` to `last - 1` end; empty where a run failed.
void play_batch(const ExperimentSpec& spec, const LearnerSpec& learner, const Slice& slice,
                std::uint64_t steps, std::size_t first, std::size_t last,
                std::vector<std::vector<double>>& ends) {
  std::vector<std::uint32_t> replicates(last - first);
  std::iota(replicates.begin(), replicates.end(), static_cast<std::uint32_t>(first));
  Play play(spec, learner, replicates);
  const auto start_of = [&](std::size_t r) {
    std::vector<double> x = slice.point(first + r);
    for (std::size_t c = 0; c < x.size(); ++c) x[c] = into_domain(play.shape().domains[c], x[c]);
    return x;
  };
  drive(play, steps, start_of, [](std::uint64_t) { return true; });
  for (std::size_t r = 0; r < replicates.size(); ++r) {
    const bool running = play.population().active()[r] != 0;
    if (running || play.population().end_of(r).status == RunStatus::stopped)
      ends[first + r] = play.population().state(r);
  }
}

// Where many runs end: the first end in each crowded cell, the most crowded first, no two near each
// other.
std::vector<std::vector<double>> places_of(const Nearness& near,
                                           const std::vector<std::vector<double>>& ends) {
  struct Cell {
    std::size_t first, runs = 0;
  };
  std::map<std::vector<double>, Cell> cells;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (ends[i].empty()) continue;
    std::vector<double> corner;
    for (std::size_t c = 0; c < ends[i].size(); ++c)
      corner.push_back(std::floor(ends[i][c] / near.tolerances[c]));
    ++cells.try_emplace(std::move(corner), Cell{i}).first->second.runs;
  }
  std::vector<Cell> crowded;
  for (const auto& [corner, cell] : cells)
    if (cell.runs > 1) crowded.push_back(cell);
  std::sort(crowded.begin(), crowded.end(), [](const Cell& a, const Cell& b) {
    return a.runs != b.runs ? a.runs > b.runs : a.first < b.first;
  });
  std::vector<std::vector<double>> places;
  for (const Cell& cell : crowded)
    if (places.size() < most_places &&
        std::none_of(places.begin(), places.end(), [&](const std::vector<double>& place) {
          return near(place, ends[cell.first]);
        }))
      places.push_back(ends[cell.first]);
  return places;
}

Attraction sorted_into(const std::vector<std::vector<double>>& places, const Nearness& near,
                       const std::vector<std::vector<double>>& ends) {
  std::vector<std::int32_t> of(ends.size(), Attraction::unsettled);
  std::vector<std::size_t> runs(places.size()), first(places.size(), ends.size());
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (ends[i].empty()) {
      of[i] = Attraction::failed;
      continue;
    }
    const auto place =
        std::find_if(places.begin(), places.end(),
                     [&](const std::vector<double>& one) { return near(one, ends[i]); });
    if (place == places.end()) continue;
    const auto p = static_cast<std::size_t>(place - places.begin());
    of[i] = static_cast<std::int32_t>(p);
    ++runs[p];
    first[p] = std::min(first[p], i);
  }
  std::vector<std::size_t> order(places.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return runs[a] > runs[b]; });
  const std::size_t least = std::max<std::size_t>(2, ends.size() / 1000);
  std::vector<std::int32_t> renamed(places.size(), Attraction::unsettled);
  Attraction result;
  for (const std::size_t p : order) {
    if (runs[p] < least) break;
    renamed[p] = static_cast<std::int32_t>(result.ends.size());
    result.ends.push_back({ends[first[p]], runs[p]});
  }
  for (const std::int32_t p : of)
    result.region.push_back(p < 0 ? p : renamed[static_cast<std::size_t>(p)]);
  return result;
}

}  // namespace

Attraction attraction(const ExperimentSpec& spec, const LearnerSpec& learner, const Slice& slice,
                      std::uint64_t steps, double tolerance, unsigned jobs) {
  std::vector<std::vector<double>> ends(slice.size());
  try {
    in_parallel((slice.size() + attraction_batch - 1) / attraction_batch, jobs, [&](std::size_t b) {
      const std::size_t begin = b * attraction_batch;
      together_or_alone(begin, std::min(slice.size(), begin + attraction_batch),
                        [&](std::size_t first, std::size_t last) {
                          play_batch(spec, learner, slice, steps, first, last, ends);
                        });
    });
    const Game game(spec.game.plugin, spec.game.params, spec.game.teams);
    const Nearness near(game.shape(), slice, tolerance);
    return sorted_into(places_of(near, ends), near, ends);
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove::engine
