// Checks that a plugin accepts, or properly refuses, values that its parameter schema allows.
#pragma once

#include <functional>

#include "check/checked_plugin.hpp"

namespace firstmove::engine::checks {

// `make` creates an instance with the values and frees it. It returns the plugin's refusal, or "".
Answer check_parameters(const CheckedPlugin& subject,
                        const std::function<std::string(const Parameters&)>& make);

}  // namespace firstmove::engine::checks
