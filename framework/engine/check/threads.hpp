// Runs several threads at once, each with its own instance, and interrupts them often.
#pragma once

#include <functional>
#include <string>

#include "check/checked_plugin.hpp"

namespace firstmove::engine::checks {

// Sets up one worker on its own thread, and returns a function that works once and returns the
// difference from the sequential result, or "".
using Worker = std::function<std::function<std::string()>()>;

// Runs the workers in threads for a while and returns how often they worked in total. Throws Failed
// with the first difference.
std::size_t work_at_once(const std::vector<Worker>& workers);

// The deterministic part: `use` works with input 0 or 1. In steady state, bytes of the library's
// static storage that change with the input are shared by all threads. Throws Failed.
void find_shared_scratch(const CheckedPlugin& subject, const std::function<void(int)>& use);

}  // namespace firstmove::engine::checks
