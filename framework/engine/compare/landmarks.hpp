// The critical points of a game, and the test whether a run has reached one of them.
#pragma once

#include <string>
#include <vector>

#include "game/game.hpp"
#include "point/probe.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

struct Landmark {
  std::string name;  // "N1" a Nash, "S1" a Stackelberg, "B1" both, "A1" a non-Nash attractor, "C1"
                     // none of these, "U1" undecided
  std::string kind;  // "differential Nash", ..
  Probe probe;
  bool attracts = false;  // an equilibrium of some kind, or an attractor
};

struct Landmarks {
  std::vector<Landmark> points;
  Shape shape;  // of the game
  // Directions orthogonal to the translations that change no cost, as columns; empty if there are
  // none. Points that differ by translations are one.
  Eigen::MatrixXd across;
  double tolerance = 0;  // a run is at a point if it is within tolerance times half its lengths
  std::string without;   // why they are not known, as a sentence; "" if they are

  // The index of the point at which a joint action is; -1 if there is none.
  int at(const std::vector<double>& x) const;
  // The index of the nearest attracting point; -1 if there is none.
  int nearest(const std::vector<double>& x) const;
  // The distance from a joint action that counts as being at it: the tolerance times half the norm
  // of the coordinates' lengths there (game/lengths.hpp).
  double radius(const std::vector<double>& x) const;
  // Euclidean distance, across translations; on circles along the shorter arc.
  double distance(const std::vector<double>& a, const std::vector<double>& b) const;
};

// Searches by Newton's method in the game's default box; only for games with few coordinates.
// `variant` names the search in reports of crashes (call/task.hpp).
Landmarks find_landmarks(const ExperimentSpec& spec, std::size_t variant, double tolerance);

}  // namespace firstmove::engine
