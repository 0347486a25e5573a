// The leader's advantage: its cost at Stackelberg equilibria compared with Nash equilibria.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/critical_points.hpp"

namespace firstmove::engine {

struct LeadersAdvantage {
  struct Equilibrium {
    std::vector<double> x;
    double cost;
    std::optional<double> over_nash;  // cost minus the least cost at a Nash equilibrium
    bool holds;                       // over_nash is at most 0, up to rounding; false without one
  };
  std::string without;  // why there is nothing to compare; "" if there is
  std::uint32_t leader = 0;
  std::optional<double> nash_cost;       // the leader's least, over the differential Nash found
  std::vector<Equilibrium> stackelberg;  // the differential Stackelberg equilibria found
};

// Proposition 7: with two players f_1^S <= f_1^N, the infimum over all Nash equilibria, if every
// x_1 has one best response. That condition is not checked, the search for equilibria is not
// exhaustive, and differential equilibria are local, while the proposition is about global ones. If
// the inequality fails, one of these is why. Source: Fiez, Chasnov, Ratliff 2019, 2.2.3.
LeadersAdvantage leaders_advantage(const CriticalPoints& found,
                                   const std::vector<std::uint32_t>& place);

}  // namespace firstmove::engine
