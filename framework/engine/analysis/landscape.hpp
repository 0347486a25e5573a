// Costs and vector fields over a slice of joint actions, and the curves where the fields vanish:
// figure 3 of the paper.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "analysis/slice.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// A curve as a list of points, along the slice's x and y; closed if the last is the first.
using Curve = std::vector<std::array<double, 2>>;

struct Landscape {
  struct Grid {
    std::string name;            // cost-1, omega-1, omega-s-1, ..; players and coordinates from 1
    std::vector<double> values;  // slice.size(); NaN where the game gives none
  };
  struct ZeroSet {
    std::string name;  // of the grid whose function vanishes
    std::vector<Curve> curves;
  };
  std::vector<Grid> grids;
  std::vector<ZeroSet> zero_sets;  // of each entry of omega and of omega_S
};

// With omega_S, whose leader's entry is the total derivative D f_1, where the game gives it. Throws
// InputError if the game lacks a quantity.
Landscape landscape(const ExperimentSpec& spec, const Slice& slice, unsigned jobs);

}  // namespace firstmove::engine
