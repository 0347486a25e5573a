// Several threads at once, each with an instance of its own and the processor taken from it often.
#pragma once

#include <functional>
#include <string>

#include "check/checked_plugin.hpp"

namespace firstmove::engine::checks {

// One worker's piece: makes what it needs on its own thread, and returns a function that works once
// and says what differs from the sequential result, or "".
using Worker = std::function<std::function<std::string()>()>;

// Runs the pieces in threads for a while; returns how often they worked in all. Throws Failed with
// what the first of them said.
std::size_t work_at_once(const std::vector<Worker>& workers);

// The deterministic half: `use` works with one input (0 or 1) in steady state; what then changes in
// the library's static storage with the input is shared by all threads. Throws Failed.
void find_shared_scratch(const CheckedPlugin& subject, const std::function<void(int)>& use);

}  // namespace firstmove::engine::checks
