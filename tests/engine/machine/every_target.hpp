// Every instruction set that both the kernels and this processor have, one after the other.
#pragma once

#include <functional>

#include "engine/machine/naive.hpp"

namespace firstmove::test {

// Calls `check` with the kernels of each instruction set as the best ones.
void every_target(const std::function<void()>& check);

}  // namespace firstmove::test
