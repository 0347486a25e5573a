// How much memory a computation would take, compared with what there is, before it begins.
#pragma once

#include <string>

namespace firstmove::engine {

// Bytes that this process can still use: the least of the machine's free memory, the limits of its
// control groups and its own limit (ulimit -v). Infinity if nothing is known.
double available_memory();

// "8.2 GB".
std::string bytes_text(double bytes);

// "about 8.2 GB of memory, and 3.1 GB are available" if `bytes` are not available, else "".
std::string missing_memory(double bytes);

}  // namespace firstmove::engine
