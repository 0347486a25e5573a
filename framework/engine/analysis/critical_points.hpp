// Searches a box for the critical points of simultaneous and Stackelberg play, and of learners.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/direction_field.hpp"
#include "point/probe.hpp"

namespace firstmove::engine {

// One interval a coordinate.
struct SearchBox {
  std::vector<double> lower, upper;
};
// The game's own box for starts, whole circles for periodic coordinates; empty if it names none.
SearchBox default_box(const Shape& shape);

// Turns the circles of x so that it lies in the box, if they can be, and tells whether it then
// does. A coordinate that is outside by no more than Newton's method is accurate to is put on the
// border.
bool turn_into(const SearchBox& box, const Shape& shape, std::vector<double>& x);

struct CriticalPoints {
  std::vector<Probe> simultaneous;  // omega = 0
  std::vector<Probe> stackelberg;   // omega_S = 0
  bool knows_stackelberg = false;   // whether the game can tell omega_S
  // With three players and more, of the leader over all others at once, simultaneous_followers.hpp.
  std::vector<Probe> simultaneous_followers;
  bool knows_simultaneous_followers = false;
};

// Newton's method with exact Jacobians and backtracking, from `starts` points drawn evenly in the
// box by the experiment's seed; what it finds inside the box, none twice, circles being closed, in
// the order of the coordinates. The search is not exhaustive: it proves nothing of what it did not
// find, and degenerate points, where the Jacobian is singular, are not found. Points at the border
// of a game's own boxes, where a gradient need not vanish, are no critical points. Nocedal, Wright,
// "Numerical Optimization", 2nd edition, chapter 11.
CriticalPoints critical_points(const ExperimentSpec& spec, const SearchBox& box,
                               std::uint32_t starts);

// In the same way where a learner's own directions are 0, direction_field.hpp. Throws InputError,
// too, if its rules give up every start.
struct LearnerPoint {
  Probe probe;
  LearnerField field;
};
std::vector<LearnerPoint> learner_points(const ExperimentSpec& spec, const LearnerSpec& learner,
                                         const SearchBox& box, std::uint32_t starts);

}  // namespace firstmove::engine
