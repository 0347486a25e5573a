// The processor that this runs on.
#pragma once

#include <string>

namespace firstmove::engine {

struct Processor {
  std::string model;         // as the system calls it
  std::string instructions;  // the sets that decide how numbers are computed, space-separated
};
Processor processor();

}  // namespace firstmove::engine
