// From segments to the instructions of x86-64 processors, by asmjit.
#pragma once

#include <cstddef>
#include <vector>

#include "machine/segments.hpp"

namespace firstmove::engine {

// The function of a segment (Kernel), for vectors of `width` numbers. It may be copied to any
// multiple of 64 bytes. Empty without asmjit, or if asmjit reports an error.
std::vector<std::byte> assemble(const Segment& segment, std::size_t width);

}  // namespace firstmove::engine
