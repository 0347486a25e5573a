// Work in plugins that ends alone, with a recorded reason, if a plugin crashes or hangs in it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "call/shared_page.hpp"

namespace firstmove::engine {

// The number by which workers and their supervisor know a task. Its name must be unique in the
// command and the same in each worker.
std::uint64_t task_number(std::string_view name);
// The n-th part of this name of a task.
std::uint64_t part_of_task(std::uint64_t task, std::string_view name, std::uint64_t n);

// Runs `body` as a task, unless an earlier worker (supervisor.hpp) ended in it: then does nothing
// and returns the reason, for example "the plugin 'torus' crashed with SIGSEGV in evaluate at step
// 3" or "the plugin 'torus' did not return from evaluate within 2 s at step 17". Otherwise returns
// "". One call of a plugin in the task may take `limit` seconds. Tasks may be nested: the innermost
// one ends. Exceptions pass through. Without a supervisor only runs `body`.
std::string attempt(std::uint64_t task, double limit, const std::function<void()>& body);
std::string attempt(std::string_view name, double limit, const std::function<void()>& body);

// Whether an earlier worker ended in this task or in one that is nested in it.
bool has_failed(std::uint64_t task);

// The task that this thread is in, for threads that work for it.
class TaskHere {
 public:
  TaskHere();

  // While it lives, this thread works for the other thread's task.
  class Helper {
   public:
    explicit Helper(const TaskHere& of);
    ~Helper();
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;
  };

 private:
  std::uint64_t task_, step_;  // 0: none
  double limit_;
};

// Sets the limit of the task that this thread is in: of the whole command, outside of others.
void limit_calls(double seconds);

// Sets what reasons give as this thread's step: the current step of its batch; 0: none.
inline void note_step(std::uint64_t step) { card().step.store(step, std::memory_order_relaxed); }

}  // namespace firstmove::engine
