// A figure for Plotly, which draws it as svg.hpp does, and lets the reader zoom and ask.
#pragma once

#include <string>

#include "report/figure.hpp"

namespace firstmove::engine {

// A JSON object: "data" and "layout" as Plotly takes them, but for the panels' places, which depend
// on the room there is; "frame" tells what report.js needs to reckon them, and what can be
// switched, "shared" holds the x of traces that give its place there. Each trace tells in "meta"
// whose it is.
std::string plotly_json(const Figure& figure);

}  // namespace firstmove::engine
