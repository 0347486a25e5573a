// What of the plane a panel shows.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "report/figure.hpp"

namespace firstmove::engine {

// Whether a value has a place on an axis. Beyond 1e300 nothing can be reckoned with.
bool has_place(const Axis& axis, double value);

struct Extent {
  std::array<double, 2> x, y;
  bool empty;           // no mark has anything to show
  std::size_t dropped;  // points that a logarithmic axis has no place for
};

// The axes' own ranges; where they have none, what the marks need and a margin.
Extent extent_of(const Panel& panel);

// Half a cell beyond the centres, on the axis's scale.
std::array<double, 2> edges(const mark::Cells& cells, Axis::Scale scale);
double centre(const mark::Cells& cells, Axis::Scale scale, std::size_t i);

// The figure's caption, and a sentence about what logarithmic axes leave out.
std::string full_caption(const Figure& figure);

}  // namespace firstmove::engine
