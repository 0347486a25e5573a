// The critical points of a game, and which of them runs have reached.
#pragma once

#include <string>
#include <vector>

#include "point/probe.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

struct Landmark {
  std::string name;  // "N1" a Nash, "S1" a Stackelberg, "B1" both, "A1" a non-Nash attractor, "C1"
  std::string kind;  // "differential Nash", ..
  Probe probe;
  bool attracts = false;  // an equilibrium of some kind, or an attractor
};

struct Landmarks {
  std::vector<Landmark> points;
  std::vector<fm_domain> domains;  // of the joint action
  double tolerance = 0;            // a run is at a point within tolerance (1 + |x|) of it
  std::string without;             // why there are none, as a sentence; "" if there may be

  // The index of the point that a joint action is at; -1 if at none.
  int at(const std::vector<double>& x) const;
  // The nearest one that attracts; -1 if there is none.
  int nearest(const std::vector<double>& x) const;
  // How close to a joint action counts as there.
  double radius(const std::vector<double>& x) const;
  // Euclidean, circles the short way round.
  double distance(const std::vector<double>& a, const std::vector<double>& b) const;
};

// Of games with few coordinates; by Newton's method in the game's own box.
Landmarks find_landmarks(const ExperimentSpec& spec, double tolerance);

}  // namespace firstmove::engine
