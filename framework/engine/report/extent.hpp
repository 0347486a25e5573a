// The part of the plane that a panel shows.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "report/figure.hpp"

namespace firstmove::engine {

// Whether an axis can show a value. Magnitudes beyond 1e300 would overflow in later arithmetic.
bool has_place(const Axis& axis, double value);

struct PanelExtent {
  std::array<double, 2> x, y;
  bool empty;           // no mark has a visible value
  std::size_t dropped;  // points that a logarithmic axis cannot show
};

// The ranges of the axes; an axis without a range gets the range of its marks and a margin.
PanelExtent extent_of(const Panel& panel);

// The outer edges of the cells: half a cell beyond the centres, on the axis's scale.
std::array<double, 2> edges(const mark::Cells& cells, Axis::Scale scale);
double centre(const mark::Cells& cells, Axis::Scale scale, std::size_t i);

// The figure's caption, with a sentence about values that logarithmic axes cannot show.
std::string full_caption(const Figure& figure);

}  // namespace firstmove::engine
