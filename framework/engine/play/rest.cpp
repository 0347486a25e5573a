#include "play/rest.hpp"

#include <algorithm>
#include <map>

#include "play/nearby_zero.hpp"
#include "play/schedule.hpp"
#include "play/start.hpp"

namespace firstmove::engine {
namespace {

// What one unit of each coordinate's direction is.
std::vector<double> units_of(const SettledRun& settled, const Shape& shape) {
  std::vector<double> units(shape.coordinates(), 1.0);
  for (std::uint32_t p = 0; p < shape.players(); ++p)
    if (settled.direction_sizes[p] > 0)
      std::fill(&units[shape.offsets[p]], &units[shape.offsets[p]] + shape.dims[p],
                settled.direction_sizes[p]);
  return units;
}

// The length of each player's direction at the end, in units.
std::vector<double> lengths_at_end(const ZeroSearch& search, const Shape& shape) {
  std::vector<double> lengths;
  for (std::uint32_t p = 0; p < shape.players(); ++p) {
    double square = 0;
    for (std::uint32_t c = shape.offsets[p]; c < shape.offsets[p + 1]; ++c)
      square += search.at_first()[c] * search.at_first()[c];
    lengths.push_back(std::sqrt(square));
  }
  return lengths;
}

Rest verdict(const ZeroSearch& search, const ExperimentSpec& spec, const LearnerSpec& learner,
             const Shape& shape, std::uint64_t steps, const std::vector<bool>& responds) {
  if (search.result() == NearbyZero::unknown) return Rest::undecided;
  if (search.result() == NearbyZero::found) return Rest::at_rest;
  const std::vector<double> lengths = lengths_at_end(search, shape);
  const auto largest =
      static_cast<std::size_t>(std::max_element(lengths.begin(), lengths.end()) - lengths.begin());
  if (search.result() == NearbyZero::open && lengths[largest] <= spec.outcome.tolerance)
    return Rest::at_rest;
  const bool spent = !responds[largest] && remaining_share(learner.players[largest].step, steps) <=
                                               spec.outcome.tolerance;
  return spent ? Rest::died_out : Rest::moving;
}

// Of runs that took the same number of steps.
std::vector<RestFound> rest_together(const ExperimentSpec& spec, const LearnerSpec& learner,
                                     Game& game, const std::vector<const SettledRun*>& runs) {
  const Shape& shape = game.shape();
  std::vector<std::uint32_t> replicates;
  std::vector<ZeroSearch> searches;
  for (const SettledRun* settled : runs) {
    replicates.push_back(settled->run.replicate);
    searches.emplace_back(shape.domains, settled->run.x, units_of(*settled, shape),
                          settled->within);
  }
  const std::uint64_t steps = runs.front()->run.steps;
  NoiseFree rule(spec, learner, game, std::move(replicates), steps);
  BatchArray x(shape.coordinates(), rule.stride()), directions = x;
  const auto open = [](const ZeroSearch& search) { return !search.over(); };
  while (std::any_of(searches.begin(), searches.end(), open)) {
    for (std::size_t c = 0; c < x.rows(); ++c)
      for (std::size_t r = 0; r < x.stride(); ++r)
        x.row(c)[r] =
            into_domain(shape.domains[c], searches[r < searches.size() ? r : 0].next()[c]);
    rule.at(x, directions);
    for (std::size_t r = 0; r < searches.size(); ++r) {
      if (searches[r].over()) continue;
      std::vector<double> F(x.rows());
      for (std::size_t c = 0; c < F.size(); ++c) F[c] = directions.row(c)[r];
      searches[r].take(std::move(F));
    }
  }
  std::vector<RestFound> rests;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const ZeroSearch& search = searches[r];
    rests.push_back(
        {verdict(search, spec, learner, shape, steps, rule.responds()), runs[r]->run.x});
    if (search.result() == NearbyZero::found)
      for (std::size_t c = 0; c < shape.coordinates(); ++c)
        rests.back().x[c] = into_domain(shape.domains[c], search.next()[c]);
  }
  return rests;
}

}  // namespace

std::vector<RestFound> rest_of(const ExperimentSpec& spec, const LearnerSpec& learner, Game& game,
                               const std::vector<SettledRun>& runs) {
  std::map<std::uint64_t, std::vector<std::size_t>> by_steps;
  for (std::size_t i = 0; i < runs.size(); ++i) by_steps[runs[i].run.steps].push_back(i);
  std::vector<RestFound> rests(runs.size());
  for (const auto& [steps, members] : by_steps) {
    std::vector<const SettledRun*> group;
    for (const std::size_t i : members) group.push_back(&runs[i]);
    std::vector<RestFound> found = rest_together(spec, learner, game, group);
    for (std::size_t i = 0; i < members.size(); ++i) rests[members[i]] = std::move(found[i]);
  }
  return rests;
}

}  // namespace firstmove::engine
