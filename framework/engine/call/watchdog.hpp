// Monitors threads that are in plugins, and sends a signal to those whose call takes too long.
#pragma once

#include <atomic>
#include <csignal>
#include <cstdint>
#include <memory>

#include "call/plugin_calls.hpp"

namespace firstmove::engine {

// Not used elsewhere: neither libc nor the usual runtimes use one of the last real-time signals.
inline int overdue_signal() { return SIGRTMAX - 5; }

// What the watchdog and a thread tell each other about an overdue call.
struct Overdue {
  std::atomic<std::uint64_t> serial = 0;        // of the outermost call that is overdue; 0: none
  std::atomic<const char*> function = nullptr;  // where the thread hangs
  std::atomic<std::uint32_t> signals = 0;       // sent about this call so far
  // Set by the thread: how many of them it has received. The next one is sent only after that:
  // otherwise their frames would pile up on the handlers' stack.
  std::atomic<std::uint32_t> met = 0;
};

// During its lifetime, each call of this thread may take `limit` seconds, not counting work of the
// host that the call waits for. After that the thread gets overdue_signal once a millisecond (less
// often on a busy machine) until the call has returned.
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
