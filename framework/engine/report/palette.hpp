// Colours, dashes and markers. Each owner differs from the others in more than its colour, so that
// figures can be read in grey and by the colour-blind.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "report/figure.hpp"

namespace firstmove::engine {

struct Style {
  std::string colour;        // "#rrggbb"
  std::vector<double> dash;  // pixels of line and gap in turn; empty: solid
  Marker marker;
};

inline constexpr const char* ink = "#222222";        // texts, and marks of no owner
inline constexpr const char* axis_grey = "#8a8a8a";  // axes
inline constexpr const char* grid_grey = "#e6e6e6";

// Of the learner or series of this number: 280 that differ in colour, dash or marker, and any two
// of one colour among 40 differ in both others.
Style style_of(std::size_t number);
Style style_of(const Owner& owner);

// Colour `share` (0 to 1) of the way along a scale: viridis, blue over white to red, or, under
// numbers, white to blue.
enum class Ramp { viridis, diverging, pale };
std::string ramp_colour(Ramp ramp, double share);
Ramp ramp_of(const mark::HeatMap& map);

// For areas: paler than a style's colour.
std::string tint(std::size_t number);
std::string region_colour(const std::vector<mark::Regions::Region>& regions, std::size_t index);

bool is_dark(const std::string& colour);  // white letters read better on it than black ones

}  // namespace firstmove::engine
