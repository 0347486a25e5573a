// Finds resources that grow when an operation is repeated.
#pragma once

#include <functional>

namespace firstmove::engine::checks {

// Calls `once` until it is in steady state, then many times more. Throws Failed, naming `what`, if
// memory, open files or threads grow with every call. Returns the number of calls.
std::size_t find_leak(const char* what, const std::function<void()>& once);

}  // namespace firstmove::engine::checks
