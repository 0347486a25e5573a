// The marks of a panel as traces of Plotly.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "report/layout.hpp"

namespace firstmove::engine {

// Appends the traces; `suffix` is that of the panel's axes: "", "2", "3", ..
void add_traces(nlohmann::json& traces, const Panel& panel, const PanelFrame& frame,
                const std::string& suffix);

// Escapes a text: Plotly interprets some HTML tags and entities.
std::string plotly_text(const std::string& text);
// The text of a tick with its power as a superscript.
std::string plotly_text(const Tick& tick);

}  // namespace firstmove::engine
