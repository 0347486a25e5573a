// The table of a library as the host keeps it.
#pragma once

#include <firstmove/abi.h>

namespace firstmove::engine {

// A copy of a valid table (library_check.hpp) that lives to the end of the process, in which
// clean_text has made all texts for people printable. Function tables remain the plugin's own,
// except that of a learner, whose rule holds texts.
const fm_library& clean_library(const fm_library& library);

}  // namespace firstmove::engine
