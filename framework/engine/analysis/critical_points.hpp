// Searches a box for the critical points of simultaneous and Stackelberg play, and of learners.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/direction_field.hpp"
#include "analysis/newton.hpp"
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

// How the paths of Newton's method from all starts ended.
struct SearchEnds {
  std::uint32_t starts = 0;
  std::uint32_t inside = 0;     // at a zero in the box
  std::uint32_t outside = 0;    // at a zero outside it
  std::uint32_t ran_away = 0;   // far outside the box, while the field died out
  std::uint32_t singular = 0;   // where the Jacobian is singular
  std::uint32_t undefined = 0;  // where the field is not defined
  std::uint32_t stuck = 0;      // where no step lowers the field
};
// Why a search found no point, for people; "" if it found one.
std::string why_none(const SearchEnds& ends);

struct CriticalPoints {
  std::vector<Probe> simultaneous;  // omega = 0
  std::vector<Probe> stackelberg;   // omega_S = 0
  bool knows_stackelberg = false;   // whether the game gives omega_S
  // With three or more players: of the leader over all others at once, simultaneous_followers.hpp.
  std::vector<Probe> simultaneous_followers;
  bool knows_simultaneous_followers = false;
  SearchEnds simultaneous_ends, stackelberg_ends, simultaneous_followers_ends;
  std::vector<double> units;  // powers of two close to the box's widths
  // The translations that change no cost. Points that differ by them are one, listed where the held
  // coordinates are in the middle of the box.
  Translations across;
};

// Newton's method with exact Jacobians and backtracking, from `starts` points drawn uniformly in
// the box with the experiment's seed. Returns the distinct points found inside the box, circles
// being closed, sorted by coordinates. The search is not exhaustive: there may be points that it
// did not find, and it does not find degenerate ones, where the Jacobian is singular or a field
// divides by a singular D_22 f_2. Where
// translations make it singular everywhere, the search is across them (Point::reduce()). Points on
// the border of a game's own boxes, where a gradient need not vanish, do not count as critical.
// Nocedal, Wright, "Numerical Optimization", 2nd edition, chapter 11.
CriticalPoints critical_points(const ExperimentSpec& spec, const SearchBox& box,
                               std::uint32_t starts);

// The same for points where a learner's own directions are 0, direction_field.hpp. Also throws
// InputError if its rules give up at every start.
struct LearnerPoint {
  Probe probe;
  LearnerField field;
};
struct LearnerPoints {
  std::vector<LearnerPoint> points;
  SearchEnds ends;
};
LearnerPoints learner_points(const ExperimentSpec& spec, const LearnerSpec& learner,
                             const SearchBox& box, std::uint32_t starts);

}  // namespace firstmove::engine
