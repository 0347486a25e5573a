// A figure for Plotly, which draws it like svg.hpp and adds zoom and hover texts.
#pragma once

#include <string>

#include "report/figure.hpp"

namespace firstmove::engine {

// A JSON object: "data" and "layout" are in Plotly's format, without the positions of the panels,
// which depend on the width of the page; "frame" has what report.js needs to compute them, and the
// available switches; "shared" holds the x values of traces whose "x" is an index into it. The
// "meta" of a trace names its owner.
std::string plotly_json(const Figure& figure);

}  // namespace firstmove::engine
