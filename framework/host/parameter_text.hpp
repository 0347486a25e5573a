// The type and range of a plugin's parameter as text.
#pragma once

#include <firstmove/abi.h>

#include <string>

#include "engine_names.hpp"

namespace firstmove::host {

std::string type_name(const fm_parameter& p);  // "integer", "list of reals", ..
std::string range_of(const fm_parameter& p);   // " in [0, 1)", " of plain, adam", or ""

}  // namespace firstmove::host
