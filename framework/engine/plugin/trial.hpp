// Tries a dangerous function first in a child process, which it may crash.
#pragma once

#include <functional>
#include <string>

namespace firstmove::engine {

// Runs `body` in a child process, discards its output, and returns what went wrong: "crashes with
// SIGSEGV", "ends the process", "changes the resource
// limits of the process", "does not return within 2 s"; "" if nothing did. Also "" if no
// child process can be created: this is only a precaution.
std::string trial(double limit, const std::function<void()>& body);

}  // namespace firstmove::engine
