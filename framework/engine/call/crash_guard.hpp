// Keeps a plugin that crashes, or never comes back, from ending or stopping the process.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace firstmove::engine {

// Seconds that one call of a plugin may take unless a manifest says otherwise.
inline constexpr double default_call_limit = 600;

// Runs `body` on this thread. If a signal that stands for a crash hits the thread meanwhile, or one
// call of a plugin (plugin_calls.hpp) takes longer than `limit` seconds, the body is left where it
// stands, its objects leak, and what happened is returned: "a plugin crashed with SIGSEGV at step
// 3", "a plugin did not return from evaluate within 2 s at step 17". Otherwise returns "".
// Exceptions pass through. May be nested: the innermost one is left; the limit is the outermost's.
// A last resort: a plugin that corrupts memory without crashing goes unnoticed.
std::string survive(double limit, const std::function<void()>& body);

// The limit of the outermost survive on this thread, for threads that work for it; 600 s without
// one.
double limit_here();

// From now on survive only runs its body: for a process that is there to die of what goes wrong.
void survive_nothing();

// Where this thread is, for such reports: the step of the batch under way; 0: none.
void note_step(std::uint64_t step);

// Whether a signal was raised by a plugin on this very thread, as abort() does: then it is a crash
// like others and this does not return. For handlers of signals that mean something else otherwise.
void crash_if_raised_here(int signal, const void* siginfo);

}  // namespace firstmove::engine
