// Something dangerous, tried first in a process that may die of it.
#pragma once

#include <functional>
#include <string>

namespace firstmove::engine {

// Runs `body` in a child of this process, its output thrown away, and returns what went wrong:
// "crashes with SIGSEGV", "ends the process", "does not return within 2 s"; "" if nothing did.
// If no child can be had, "" too: this is a precaution.
std::string trial(double limit, const std::function<void()>& body);

}  // namespace firstmove::engine
