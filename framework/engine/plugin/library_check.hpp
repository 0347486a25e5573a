// Whether a library's table keeps the promises of the ABI.
#pragma once

#include <firstmove/abi.h>

#include <string>

namespace firstmove::engine {

// "" if all is well, else what is wrong, as the rest of a sentence that begins with the file.
std::string fault_of(const fm_library* library);

}  // namespace firstmove::engine
