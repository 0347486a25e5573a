// Changes to a manifest's TOML before it is read: --set.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "base/diagnostics.hpp"

namespace firstmove::engine {

// Applies KEY=VALUE, or KEY+=VALUE, which appends to a list. The value is TOML, or a bare word,
// which is taken as a string.
void apply_override(toml::table& manifest, const std::string& assignment,
                    std::vector<Mistake>& mistakes);

}  // namespace firstmove::engine
