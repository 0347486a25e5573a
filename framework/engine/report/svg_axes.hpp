// The axes of a panel as SVG elements.
#pragma once

#include <string>

#include "report/layout.hpp"

namespace firstmove::engine {

std::string svg_grid_lines(const Panel& panel, const PanelFrame& frame);  // below the marks
std::string svg_axes(const Panel& panel, const PanelFrame& frame, const Gutters& gutters);

// The text of a tick with its power as a superscript; `anchor` is a text-anchor of SVG.
std::string svg_tick_text(const Tick& tick, double x, double y, const std::string& anchor);

}  // namespace firstmove::engine
