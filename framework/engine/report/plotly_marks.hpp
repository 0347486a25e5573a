// The marks of a panel as traces of Plotly.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "report/layout.hpp"

namespace firstmove::engine {

// Appends them; `suffix` is that of the panel's axes: "", "2", "3", ..
void add_traces(nlohmann::json& traces, const Panel& panel, const PanelFrame& frame,
                const std::string& suffix);

// Plotly reads a few HTML tags and entities in texts.
std::string plotly_text(const std::string& text);
// Ten to the power with the power raised.
std::string plotly_text(const Tick& tick);

}  // namespace firstmove::engine
