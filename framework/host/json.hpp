// JSON as the commands print it: keys in the order in which they are written.
#pragma once

#include <nlohmann/json.hpp>

namespace firstmove::host {

using Json = nlohmann::ordered_json;

}  // namespace firstmove::host
