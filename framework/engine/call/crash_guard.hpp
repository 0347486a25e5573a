// Prevents a plugin that crashes or hangs from ending or blocking the process.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace firstmove::engine {

// Runs `body` on this thread. If the thread gets a signal that means a crash, or one call of a
// plugin (plugin_calls.hpp) takes longer than `limit` seconds, the body is abandoned, its objects
// leak, and a description is returned: "a plugin crashed with SIGSEGV at step 3", "a plugin did not
// return from evaluate within 2 s at step 17". Otherwise returns "". Exceptions pass through. Calls
// may be nested: the innermost body is abandoned; the limit is that of the outermost call. This is
// a last resort: a plugin that corrupts memory without crashing goes unnoticed.
std::string survive(double limit, const std::function<void()>& body);

// The limit of the outermost survive() on this thread, for its worker threads; without one,
// default_call_limit.
double limit_here();

// From now on survive() only runs its body: for a child process that is allowed to crash.
void survive_nothing();

// Sets what such reports give as this thread's step: the current step of its batch; 0: none.
void note_step(std::uint64_t step);

// If a plugin raised the signal on this thread, as abort() does, it is treated as a crash and this
// function does not return. For handlers of signals that otherwise have another meaning.
void crash_if_raised_here(int signal, const void* siginfo);

}  // namespace firstmove::engine
