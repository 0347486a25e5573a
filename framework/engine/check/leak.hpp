// Whether something done again and again takes more and more.
#pragma once

#include <functional>

namespace firstmove::engine::checks {

// Does it some times until it is in steady state, then often. Throws Failed if memory, open files
// or threads grow with every time; `what` is done. Returns how often it was done.
std::size_t find_leak(const char* what, const std::function<void()>& once);

}  // namespace firstmove::engine::checks
