// Runs a command in a process of its own, so that a plugin cannot end or block the program.
#pragma once

#include <atomic>
#include <functional>

namespace firstmove::engine {

// Runs `work` in a worker process and returns its exit code. This process never calls a plugin; it
// watches the worker. If the worker crashes, exits, is killed, or does not return from a plugin
// within the limit of its task (task.hpp), that task is recorded as failed, with the reason, and a
// new worker begins `work` again, in which the task is not run. `work` must therefore keep what it
// has finished, and find it again, as after any kill. Call this once, before any thread is started.
//
// SIGINT, SIGTERM and SIGHUP end the worker and then this process; if the worker has called
// end_in_order(), the first of them only sets what it returned.
int supervise(const std::function<int()>& work);

// From now on the work looks at the returned flag, and ends in order when it is set.
std::atomic<bool>& end_in_order();

// For a child process of a worker, which may crash: from now on attempt() only runs its body, and
// signals have their default actions.
void leave_supervisor();

}  // namespace firstmove::engine
