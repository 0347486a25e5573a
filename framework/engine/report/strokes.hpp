// The geometry that the still and the interactive drawing share.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "report/layout.hpp"

namespace firstmove::engine {

// Points joined by straight lines.
using Stroke = std::vector<std::array<double, 2>>;

// In values; broken where a value is missing. Steps become their corners.
std::vector<Stroke> strokes(const mark::Line& line);
// Broken, too, where an angle passes the end of its range.
std::vector<Stroke> strokes(const mark::Curves& curves, const Panel& panel);
// Closed outlines, along the upper ends and back along the lower ones, for which `foot` stands in
// where the axis has no place for them.
std::vector<Stroke> outlines(const mark::Band& band, const Axis& y, double foot);
// Each arrow's shaft and head, in pixels.
std::vector<Stroke> strokes(const mark::Arrows& arrows, const PanelFrame& frame);

// Broken where a scale has no place for a point.
std::vector<Stroke> to_pixels(const std::vector<Stroke>& strokes, const PanelFrame& frame);

// The data of an SVG path: points that lie within a tenth of a pixel of the lines between others
// are left out (Douglas, Peucker 1973).
std::string path_of(const std::vector<Stroke>& strokes, bool closed = false);

// Adds a marker's outline to the data of an SVG path.
void add_marker(std::string& path, Marker marker, double x, double y, double radius);

// Which of a line's points carry its learner's marker: a few, and not where other learners' lie.
std::vector<std::size_t> marked_points(const mark::Line& line);

// Where a region's letter stands: deep within it, in cells; (-1, -1) where it has no room.
std::vector<std::array<double, 2>> letter_places(const mark::Regions& map);
// "A", "B", .. for regions that are not muted; they stand in the map and in the legend.
std::string letter_of(const mark::Regions& map, std::size_t region);

}  // namespace firstmove::engine
