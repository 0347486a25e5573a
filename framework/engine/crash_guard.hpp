// Keeps a crash inside a plugin from ending the process.
#pragma once

#include <csetjmp>
#include <cstdint>
#include <functional>
#include <string>

namespace firstmove {

// Runs `body` on this thread. If the thread is hit by SIGSEGV, SIGBUS, SIGFPE, SIGILL or SIGABRT
// meanwhile, the body is left where it stands, its objects leak, and what happened is returned:
// "a plugin crashed with SIGSEGV". Otherwise returns "". A last resort: a plugin that corrupts
// memory without crashing goes unnoticed. Exceptions pass through.
std::string survive_crashes(const std::function<void()>& body);

// Where this thread is, for the report of a crash: the step of the batch under way.
void note_step(std::uint64_t step);

}  // namespace firstmove
