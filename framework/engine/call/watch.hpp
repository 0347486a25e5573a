// Looks at the calls of a worker's threads for such as take too long.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "call/shared_page.hpp"

namespace firstmove::engine {

// A thread whose call takes longer than its task allows.
struct OverdueCall {
  std::uint32_t card;   // index
  std::uint32_t level;  // of the call in which it hangs
};

class Watch {
 public:
  // Adds up the time of each call since the last look, without work of the host that a plugin waits
  // for, and without time in which the processes were stopped.
  std::vector<OverdueCall> look(const SharedPage& page);
  // When to look again.
  std::chrono::nanoseconds pause(const SharedPage& page) const;

 private:
  struct Spent {
    std::uint64_t serial = 0;
    double seconds = 0;
  };
  std::vector<std::array<Spent, PluginCalls::most>> spent_;  // by card
  std::chrono::steady_clock::time_point before_ = std::chrono::steady_clock::now();
};

}  // namespace firstmove::engine
