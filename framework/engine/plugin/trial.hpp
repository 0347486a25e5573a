// Tries a dangerous function first in a child process, which it may crash.
#pragma once

#include <functional>
#include <string>

namespace firstmove::engine {

struct Trial {
  // "crashes with SIGSEGV", "ends the process", "changes the resource limits of the process", "does
  // not return within 2 s"; "" if nothing went wrong.
  std::string fault;
  unsigned phase = 0;  // how many times the body had called next_phase when that happened
};

// Runs `body` in a child process, discards its output, and returns what went wrong. No fault, too,
// if no child process can be created: this is only a precaution.
Trial trial(double limit, const std::function<void(const std::function<void()>& next_phase)>& body);

}  // namespace firstmove::engine
