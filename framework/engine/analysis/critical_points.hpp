// Searches a box for the critical points of simultaneous and Stackelberg play, and of learners.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/direction_field.hpp"
#include "point/probe.hpp"

namespace firstmove::engine {

// One interval per coordinate.
struct SearchBox {
  std::vector<double> lower, upper;
};
// The game's own box for starts, whole circles for periodic coordinates; empty if it has none.
SearchBox default_box(const Shape& shape);

// Shifts periodic coordinates of x by whole periods so that it lies in the box, if possible, and
// returns whether it does. A coordinate that is outside by no more than the accuracy of Newton's
// method is moved onto the border.
bool turn_into(const SearchBox& box, const Shape& shape, std::vector<double>& x);

struct CriticalPoints {
  std::vector<Probe> simultaneous;  // omega = 0
  std::vector<Probe> stackelberg;   // omega_S = 0
  bool knows_stackelberg = false;   // whether the game gives omega_S
  // With three or more players: of the leader over all others at once, simultaneous_followers.hpp.
  std::vector<Probe> simultaneous_followers;
  bool knows_simultaneous_followers = false;
};

// Newton's method with exact Jacobians and backtracking, from `starts` points drawn uniformly in
// the box with the experiment's seed. Returns the distinct points found inside the box, circles
// being closed, sorted by coordinates. The search is not exhaustive: there may be points that it
// did not find, and it does not find degenerate ones, where the Jacobian is singular. Points on the
// border of a game's own boxes, where a gradient need not vanish, do not count as critical.
// Nocedal, Wright, "Numerical Optimization", 2nd edition, chapter 11.
CriticalPoints critical_points(const ExperimentSpec& spec, const SearchBox& box,
                               std::uint32_t starts);

// The same for points where a learner's own directions are 0, direction_field.hpp. Also throws
// InputError if its rules give up at every start.
struct LearnerPoint {
  Probe probe;
  LearnerField field;
};
std::vector<LearnerPoint> learner_points(const ExperimentSpec& spec, const LearnerSpec& learner,
                                         const SearchBox& box, std::uint32_t starts);

}  // namespace firstmove::engine
