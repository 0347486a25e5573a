#include "attraction.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "parallel.hpp"
#include "play.hpp"
#include "start.hpp"

namespace firstmove {
namespace {

constexpr std::size_t batch = 512;        // replicas that a processor's cache holds
constexpr std::size_t most_places = 256;  // that ends are sorted into

double distance(const Shape& shape, const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t c = 0; c < a.size(); ++c) {
    const fm_domain& domain = shape.domains[c];
    const double apart = domain.kind == FM_DOMAIN_PERIODIC
                             ? std::remainder(a[c] - b[c], domain.upper - domain.lower)
                             : a[c] - b[c];
    largest = std::max(largest, std::abs(apart));
  }
  return largest;
}

// Where the starts from `first` on end; empty where a run failed.
void play_batch(const ExperimentSpec& spec, const LearnerSpec& learner, const Slice& slice,
                std::uint64_t steps, std::size_t first, std::vector<std::vector<double>>& ends) {
  std::vector<std::uint32_t> replicates(std::min(batch, slice.size() - first));
  std::iota(replicates.begin(), replicates.end(), static_cast<std::uint32_t>(first));
  const auto play_all = [&](const std::vector<std::uint32_t>& of) {
    Play play(spec, learner, of);
    const Shape& shape = play.shape();
    for (std::size_t r = 0; r < of.size(); ++r) {
      std::vector<double> x = slice.point(of[r]);
      for (std::size_t c = 0; c < x.size(); ++c) x[c] = into_domain(shape.domains[c], x[c]);
      play.population().place(r, x);
    }
    play.start();
    for (std::uint64_t k = 1; k <= steps && play.population().alive() > 0; ++k) play.step(k);
    for (std::size_t r = 0; r < of.size(); ++r) {
      const bool running = play.population().active()[r] != 0;
      if (running || play.population().end_of(r).status == RunStatus::stopped)
        ends[of[r]] = play.population().state(r);
    }
  };
  try {
    play_all(replicates);
  } catch (const PluginFailure&) {  // alone, only those fail whose own input it is
    for (const std::uint32_t r : replicates) play_all({r});
  }
}

}  // namespace

Attraction attraction(const ExperimentSpec& spec, const LearnerSpec& learner, const Slice& slice,
                      std::uint64_t steps, double tolerance, unsigned jobs) {
  std::vector<std::vector<double>> ends(slice.size());
  try {
    in_parallel((slice.size() + batch - 1) / batch, jobs,
                [&](std::size_t b) { play_batch(spec, learner, slice, steps, b * batch, ends); });
    const Game game(spec.game.plugin, spec.game.params, spec.game.teams);
    std::vector<Attraction::End> places;
    std::vector<std::int32_t> of(ends.size(), Attraction::unsettled);
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].empty()) {
        of[i] = Attraction::failed;
        continue;
      }
      auto place = std::find_if(places.begin(), places.end(), [&](const Attraction::End& end) {
        return distance(game.shape(), end.x, ends[i]) <= tolerance;
      });
      if (place == places.end()) {
        if (places.size() == most_places) continue;
        place = places.insert(place, {ends[i], 0});
      }
      ++place->starts;
      of[i] = static_cast<std::int32_t>(place - places.begin());
    }
    const std::size_t least = std::max<std::size_t>(2, slice.size() / 1000);
    std::vector<std::int32_t> order(places.size()), renamed(places.size(), Attraction::unsettled);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
      return places[static_cast<std::size_t>(a)].starts >
             places[static_cast<std::size_t>(b)].starts;
    });
    Attraction result;
    for (const std::int32_t p : order) {
      const Attraction::End& place = places[static_cast<std::size_t>(p)];
      if (place.starts < least) break;
      renamed[static_cast<std::size_t>(p)] = static_cast<std::int32_t>(result.ends.size());
      result.ends.push_back(place);
    }
    for (const std::int32_t p : of)
      result.region.push_back(p < 0 ? p : renamed[static_cast<std::size_t>(p)]);
    return result;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove
