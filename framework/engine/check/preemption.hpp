// Interrupts the calling thread often, at arbitrary points, so that other threads run in between
// even on one core.
#pragma once

#include <ctime>

namespace firstmove::engine::checks {

class Preemption {
 public:
  // Starts the interruptions: some thousand per second.
  Preemption();
  ~Preemption();
  Preemption(const Preemption&) = delete;
  Preemption& operator=(const Preemption&) = delete;

 private:
  timer_t timer_{};
  bool running_ = false;
};

}  // namespace firstmove::engine::checks
