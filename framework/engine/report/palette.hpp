// Colours, dashes and markers. Owners differ in more than their colour, so that figures can be read
// in grey and by colour-blind readers.
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

inline constexpr const char* ink = "#222222";        // texts, and marks without an owner
inline constexpr const char* axis_grey = "#8a8a8a";  // axes
inline constexpr const char* grid_grey = "#e6e6e6";

// The style of the learner or series with this number. 280 styles differ in colour, dash or marker;
// among 40, any two with the same colour differ in both dash and marker.
Style style_of(std::size_t number);
Style style_of(const Owner& owner);

// The colour at `share` (0 to 1) of a scale: viridis, blue over white to red, or white to blue,
// which is for cells with numbers.
enum class Ramp { viridis, diverging, pale };
std::string ramp_colour(Ramp ramp, double share);
Ramp ramp_of(const mark::HeatMap& map);

// A paler version of a style's colour, for areas.
std::string tint(std::size_t number);
std::string region_colour(const std::vector<mark::Regions::Region>& regions, std::size_t index);

bool is_dark(const std::string& colour);  // white text is more legible on it than black text

}  // namespace firstmove::engine
