// Runs a task for many indices on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace firstmove::engine {

// Calls task(0) .. task(count - 1), each once, on `jobs` threads. When all have ended, the
// exception of the lowest index is rethrown. The threads work for the caller's task (task.hpp).
void in_parallel(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& task);

}  // namespace firstmove::engine
