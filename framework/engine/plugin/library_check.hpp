// Checks that a library's table follows the rules of the ABI.
#pragma once

#include <firstmove/abi.h>

#include <string>

namespace firstmove::engine {

// "" if the table is valid, else the fault, as the rest of a sentence that begins with the file.
std::string fault_of(const fm_library* library);

}  // namespace firstmove::engine
