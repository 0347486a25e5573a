// A figure drawn still, as SVG.
#pragma once

#include <string>

#include "report/figure.hpp"

namespace firstmove::engine {

// A document of its own, with the legend below the panels. Its title and description tell what the
// figure's title and caption do; they are not drawn, as papers set their own.
std::string svg(const Figure& figure);

// For a page, which says the same around it: no legend, and as wide as there is room. Elements that
// belong to a learner are of class "learner-0", "learner-1", ..
std::string inline_svg(const Figure& figure);

}  // namespace firstmove::engine
