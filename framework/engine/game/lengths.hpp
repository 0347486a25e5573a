// The lengths at which changes of coordinates are judged, so that no verdict depends on a unit.
#pragma once

#include <vector>

#include "game/game.hpp"

namespace firstmove::engine {

// For each coordinate at x, the width of the game's box for starts, else of its circle or of its
// bounded domain; at least |x_c|, whose rounding errors grow with it. Where the game bounds nothing
// and x_c is 0, the largest |x| of such coordinates, else 1.
std::vector<double> lengths(const Shape& shape, const std::vector<double>& x);

// The largest power of two that is at most `size`, and 1 for 0: scaling by it rounds nothing.
double power_of_two(double size);

// For coordinates in a box, powers of two close to its widths; where it has none, to lengths().
std::vector<double> units_of_box(const Shape& shape, const std::vector<double>& lower,
                                 const std::vector<double>& upper);

}  // namespace firstmove::engine
