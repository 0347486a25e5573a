// The same work for many numbers, on threads.
#pragma once

#include <cstddef>
#include <functional>

namespace firstmove::engine {

// Calls task(0) .. task(count - 1), each once, on `jobs` threads. The first exception, by the
// order of the numbers, is thrown again when all have ended. A plugin that crashes or hangs in a
// task is one too, and ends the work.
void in_parallel(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& task);

}  // namespace firstmove::engine
