// Looks after threads that are in plugins, and sends a signal to those whose call takes too long.
#pragma once

#include <atomic>
#include <csignal>
#include <cstdint>
#include <memory>

#include "call/plugin_calls.hpp"

namespace firstmove::engine {

// Not used by anybody else: neither libc nor the usual runtimes take one of the last of these.
inline int overdue_signal() { return SIGRTMAX - 5; }

// What the watchdog tells a thread of its overdue call, and what it hears.
struct Overdue {
  std::atomic<std::uint64_t> serial = 0;        // of the outermost call that is overdue; 0: none
  std::atomic<const char*> function = nullptr;  // where it has been for long
  std::atomic<std::uint32_t> signals = 0;       // sent about it so far
  // The thread's: how many of them it has met. No further one is sent before: they would pile up,
  // frame on frame, on the stack of handlers.
  std::atomic<std::uint32_t> met = 0;
};

// While it lives, this thread's calls may take `limit` seconds each, work of the host's that they
// wait for not counted. After that the thread gets overdue_signal once a millisecond, until the
// call has returned; or less often, on a busy machine.
class Watched {
 public:
  explicit Watched(double limit);
  ~Watched();
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  Overdue& overdue() const;

 private:
  struct Thread;
  friend class Watchdog;
  std::shared_ptr<Thread> thread_;
};

}  // namespace firstmove::engine
