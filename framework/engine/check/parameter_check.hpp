// A plugin's parameter schema against what it does with values that the schema allows.
#pragma once

#include <functional>

#include "subject.hpp"

namespace firstmove::checks {

// `make` makes an instance with the values and frees it: "" or the plugin's sentence of refusal.
Answer check_parameters(const Subject& subject,
                        const std::function<std::string(const Parameters&)>& make);

}  // namespace firstmove::checks
