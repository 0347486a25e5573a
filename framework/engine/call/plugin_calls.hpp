// The plugin functions that a thread is in, innermost last. The watchdog reads this from another
// thread, and a signal handler on the thread itself. The cost for each call is a few plain stores.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace firstmove::engine {

class HostSide;

struct PluginCalls {
  // One call that has not returned.
  struct Level {
    std::atomic<std::uint64_t> serial;      // unique among the calls of a thread
    std::atomic<const char*> function;      // its name in abi.h; NULL: the host, called by a plugin
    std::atomic<const HostSide*> instance;  // of the call
  };
  static constexpr std::uint32_t most = 16;  // calls nested deeper are counted but not recorded
  std::atomic<std::uint32_t> depth;
  std::uint64_t last_serial;
  std::array<Level, most> levels;
};

inline thread_local constinit PluginCalls plugin_calls{};

// Records that the thread enters a function; returns the depth to pass to leave_call.
inline std::uint32_t enter_call(const char* function, const HostSide* instance) {
  const std::uint32_t depth = plugin_calls.depth.load(std::memory_order_relaxed);
  if (depth < PluginCalls::most) {
    PluginCalls::Level& level = plugin_calls.levels[depth];
    level.function.store(function, std::memory_order_relaxed);
    level.instance.store(instance, std::memory_order_relaxed);
    level.serial.store(++plugin_calls.last_serial, std::memory_order_relaxed);
  }
  std::atomic_signal_fence(std::memory_order_seq_cst);
  plugin_calls.depth.store(depth + 1, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  return depth;
}
inline void leave_call(std::uint32_t depth) {
  std::atomic_signal_fence(std::memory_order_seq_cst);
  plugin_calls.depth.store(depth, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

// Records that the thread is in a function, for the lifetime of the object.
class CallMark {
 public:
  CallMark(const char* function, const HostSide* instance)
      : depth_(enter_call(function, instance)) {}
  ~CallMark() { leave_call(depth_); }
  CallMark(const CallMark&) = delete;
  CallMark& operator=(const CallMark&) = delete;

 private:
  std::uint32_t depth_;
};

// Records that a plugin waits for work of the host, which must not be abandoned halfway.
class HostWork : CallMark {
 public:
  HostWork() : CallMark(nullptr, nullptr) {}
};

}  // namespace firstmove::engine
