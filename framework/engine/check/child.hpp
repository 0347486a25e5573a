// Runs a function in its own process, under limits.
#pragma once

#include <functional>
#include <string>

#include "check/finding.hpp"

namespace firstmove::engine::checks {

struct Limits {
  double seconds = 20;   // of wall time; more on a busy processor
  double gibibytes = 4;  // of address space
};

// Runs `body` in a forked child and returns its answer. If the child crashes, does not return in
// time, calls exit or runs out of memory, the answer is a failure that says so and names the
// current call (call.hpp). Its output is discarded, except for the last line of a child that
// crashed.
Answer answer_in_child(const Limits& limits, const std::function<Answer()>& body);

}  // namespace firstmove::engine::checks
