#include "analysis/leaders_advantage.hpp"

#include <algorithm>
#include <cmath>

namespace firstmove::engine {
namespace {

bool is(const Probe& probe, const std::string& verdict) {
  return std::any_of(probe.verdicts.begin(), probe.verdicts.end(),
                     [&](const Verdict& v) { return v.name == verdict && v.holds; });
}

// The size of a player's cost at the points found, or its change from one to another or, as its
// Hessian tells, over the box.
double cost_size(const CriticalPoints& found, std::uint32_t player) {
  double size = 0;
  for (const auto* points : {&found.simultaneous, &found.stackelberg})
    for (const Probe& point : *points) {
      size = std::max(size, std::abs(point.cost[player]));
      std::size_t first = 0;
      for (std::uint32_t p = 0; p < player; ++p)
        first += static_cast<std::size_t>(point.hessians[p].rows());
      const Eigen::MatrixXd& hessian = point.hessians[player];
      for (Eigen::Index c = 0; c < hessian.rows(); ++c) {
        const double unit = found.units[first + static_cast<std::size_t>(c)];
        size = std::max(size, std::abs(hessian(c, c)) * unit * unit);
      }
    }
  return size;
}

}  // namespace

LeadersAdvantage leaders_advantage(const CriticalPoints& found,
                                   const std::vector<std::uint32_t>& place) {
  LeadersAdvantage result;
  if (place.size() != 2) {
    result.without = "the proposition is stated for two players, and this game has " +
                     std::to_string(place.size());
    return result;
  }
  if (!found.knows_stackelberg) {
    result.without = "the game does not give the derivatives that omega_S needs";
    return result;
  }
  result.leader = place[0] == 0 ? 0 : 1;
  for (const Probe& point : found.simultaneous)
    if (is(point, "differential_nash"))
      result.nash_cost = std::min(result.nash_cost.value_or(INFINITY), point.cost[result.leader]);
  for (const Probe& point : found.stackelberg) {
    if (!is(point, "differential_stackelberg")) continue;
    LeadersAdvantage::Equilibrium led{point.x, point.cost[result.leader], std::nullopt, false};
    if (result.nash_cost) {
      led.over_nash = led.cost - *result.nash_cost;
      led.holds = *led.over_nash <= 1e-9 * cost_size(found, result.leader);
    }
    result.stackelberg.push_back(led);
  }
  return result;
}

}  // namespace firstmove::engine
