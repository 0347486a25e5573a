// Maps of coloured cells as SVG elements.
#pragma once

#include <string>

#include "report/layout.hpp"

namespace firstmove::engine {

std::string svg_heat_map(const mark::HeatMap& map, const Panel& panel, const PanelFrame& frame);
std::string svg_regions(const mark::Regions& map, const Panel& panel, const PanelFrame& frame);

// `id` is the name of its gradient, and must be unique in the document.
std::string svg_colour_bar(const mark::HeatMap& map, const PanelFrame& frame,
                           const std::string& id);

// The texts in the cells, and their font size.
struct CellTexts {
  std::vector<std::string> texts;
  double size;
};
CellTexts cell_texts(const mark::HeatMap& map, const PanelFrame& frame);

}  // namespace firstmove::engine
