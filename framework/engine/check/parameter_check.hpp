// A plugin's parameter schema against what it does with values that the schema allows.
#pragma once

#include <functional>

#include "check/checked_plugin.hpp"

namespace firstmove::engine::checks {

// `make` makes an instance with the values and frees it: "" or the plugin's sentence of refusal.
Answer check_parameters(const CheckedPlugin& subject,
                        const std::function<std::string(const Parameters&)>& make);

}  // namespace firstmove::engine::checks
