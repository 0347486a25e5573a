// Whether leading pays: the leader's cost at Stackelberg equilibria against Nash equilibria.
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
    std::optional<double> over_nash;  // cost less the least cost at a Nash equilibrium
    bool holds;                       // over_nash is at most 0, to rounding; false without one
  };
  std::string without;  // why there is nothing to compare; "" if there is
  std::uint32_t leader = 0;
  std::optional<double> nash_cost;       // the leader's least, over the differential Nash found
  std::vector<Equilibrium> stackelberg;  // the differential Stackelberg equilibria found
};

// Proposition 7: with two players f_1^S <= f_1^N, the infimum over all Nash equilibria, if every
// x_1 has one best response. That is not checked, nor is the search for equilibria exhaustive; and
// differential equilibria are local ones, where the proposition speaks of global ones. Where it
// fails, one of these is why. Source: Fiez, Chasnov, Ratliff 2019, 2.2.3.
LeadersAdvantage leaders_advantage(const CriticalPoints& found,
                                   const std::vector<std::uint32_t>& place);

}  // namespace firstmove::engine
