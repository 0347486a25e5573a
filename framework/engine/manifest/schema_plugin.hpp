// The JSON Schema of plugins and of their parameters.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "plugin/catalog.hpp"

namespace firstmove::engine {

// "learner.lola": how the schema's $defs name a plugin's params.
std::string definition_name(const fm_descriptor& plugin);
nlohmann::ordered_json params_schema(const fm_descriptor& plugin);

// Adds the default that is written as TOML text, if it can be parsed.
void add_default(nlohmann::ordered_json& schema, const std::string& text);

}  // namespace firstmove::engine
