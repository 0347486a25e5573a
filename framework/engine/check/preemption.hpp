// Takes the processor from the calling thread again and again, wherever it stands, so that other
// threads run in between even on one core.
#pragma once

#include <ctime>

namespace firstmove::engine::checks {

class Preemption {
 public:
  // From now on, some thousand times a second.
  Preemption();
  ~Preemption();
  Preemption(const Preemption&) = delete;
  Preemption& operator=(const Preemption&) = delete;

 private:
  timer_t timer_{};
  bool running_ = false;
};

}  // namespace firstmove::engine::checks
