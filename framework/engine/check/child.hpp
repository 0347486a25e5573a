// Runs a piece of work in a process of its own, under limits.
#pragma once

#include <functional>
#include <string>

#include "check/finding.hpp"

namespace firstmove::engine::checks {

struct Limits {
  double seconds = 20;   // of wall time; more if others want the processor
  double gibibytes = 4;  // of address space
};

// What `body` answers in a forked child. A child that crashes, does not return in time, calls exit
// or runs out of memory is a failed answer that says so and names the call under way (call.hpp).
// What it prints is swallowed but for the last line of a child that crashed.
Answer answer_in_child(const Limits& limits, const std::function<Answer()>& body);

}  // namespace firstmove::engine::checks
