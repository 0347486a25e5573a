// A figure as static SVG.
#pragma once

#include <string>

#include "report/figure.hpp"

namespace firstmove::engine {

// A complete document, with the legend below the panels. The title and caption of the figure are
// metadata; they are not drawn, because papers set their own.
std::string svg(const Figure& figure);

// For a page, which shows title, caption and legend itself: without a legend, and as wide as its
// container. Elements of a learner have the class "learner-0", "learner-1", ..
std::string inline_svg(const Figure& figure);

}  // namespace firstmove::engine
