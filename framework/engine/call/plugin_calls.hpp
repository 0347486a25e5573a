// Records which plugin functions a thread is in, for the supervisor. The cost for each call is a
// few plain stores.
#pragma once

#include <atomic>
#include <cstdint>

#include "call/shared_page.hpp"

namespace firstmove::engine {

// Records that the thread whose card this is enters a function; returns the depth to pass to
// leave_call. All of this is inlined: a call would cost more than the stores.
[[gnu::always_inline]] inline std::uint32_t enter_call(PluginCalls& calls, const char* function,
                                                       std::uint32_t plugin) {
  const std::uint32_t depth = calls.depth.load(std::memory_order_relaxed);
  if (depth < PluginCalls::most) {
    PluginCalls::Level& level = calls.levels[depth];
    level.function.store(function, std::memory_order_relaxed);
    level.plugin.store(plugin, std::memory_order_relaxed);
    level.serial.store(++calls.last_serial, std::memory_order_relaxed);
  }
  calls.depth.store(depth + 1, std::memory_order_release);
  return depth;
}
[[gnu::always_inline]] inline void leave_call(PluginCalls& calls, std::uint32_t depth) {
  calls.depth.store(depth, std::memory_order_release);
}

// Records that the thread is in a function, for the lifetime of the object.
class CallMark {
 public:
  [[gnu::always_inline]] CallMark(const char* function, std::uint32_t plugin)
      : calls_(card().calls), depth_(enter_call(calls_, function, plugin)) {}
  ~CallMark() { leave_call(calls_, depth_); }
  CallMark(const CallMark&) = delete;
  CallMark& operator=(const CallMark&) = delete;

 private:
  PluginCalls& calls_;  // of the thread
  std::uint32_t depth_;
};

// Records that a plugin waits for work of the host, whose time does not count as the plugin's.
class HostWork : CallMark {
 public:
  HostWork() : CallMark(nullptr, 0) {}
};

}  // namespace firstmove::engine
