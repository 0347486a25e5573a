// The geometry that static and interactive figures share.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "report/layout.hpp"

namespace firstmove::engine {

// Points joined by straight lines.
using Stroke = std::vector<std::array<double, 2>>;

// In values; split where a value is missing. Step functions become polygonal lines.
std::vector<Stroke> strokes(const mark::Line& line);
// Also split where an angle passes the end of its range.
std::vector<Stroke> strokes(const mark::Curves& curves, const Panel& panel);
// Closed outlines, along the upper ends and back along the lower ones. `foot` replaces a lower end
// that the axis cannot show.
std::vector<Stroke> outlines(const mark::Band& band, const Axis& y, double foot);
// The shaft and head of each arrow, in pixels.
std::vector<Stroke> strokes(const mark::Arrows& arrows, const PanelFrame& frame);

// Split where a scale cannot show a point.
std::vector<Stroke> to_pixels(const std::vector<Stroke>& strokes, const PanelFrame& frame);

// The data of an SVG path: points that lie within a tenth of a pixel of the lines between others
// are left out (Douglas, Peucker 1973).
std::string path_of(const std::vector<Stroke>& strokes, bool closed = false);

// Adds a marker's outline to the data of an SVG path.
void add_marker(std::string& path, Marker marker, double x, double y, double radius);

// The points of a line that get its learner's marker: a few, at other places than those of other
// learners.
std::vector<std::size_t> marked_points(const mark::Line& line);

// The position of each region's letter, deep inside the region, in cells; (-1, -1) if there is no
// room.
std::vector<std::array<double, 2>> letter_places(const mark::Regions& map);
// "A", "B", .. for regions that are not muted, in the map and in the legend.
std::string letter_of(const mark::Regions& map, std::size_t region);

}  // namespace firstmove::engine
