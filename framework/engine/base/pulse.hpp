// Progress reports from a long computation.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace firstmove::engine {

// Receives one line about the progress of a computation.
using Tell = std::function<void(const std::string& line)>;

// Builds and reports a line at most five times a second; builds none without a listener.
class Pulse {
 public:
  explicit Pulse(Tell tell) : tell_(std::move(tell)) {}

  template <class MakeLine>
  void operator()(MakeLine line) {
    if (!tell_) return;
    const auto now = Clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(200);
    tell_(line());
  }

 private:
  using Clock = std::chrono::steady_clock;
  Tell tell_;
  Clock::time_point next_ = Clock::now() + std::chrono::milliseconds(500);
};

}  // namespace firstmove::engine
