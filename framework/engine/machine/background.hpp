// Work that is done beside everything else, and the hand-over of what it makes.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

namespace firstmove::engine {

// Calls `work` soon, on a thread of its own, after all work that was given before; or never, if no
// thread can be started or if the program ends before. What it throws is dropped. The thread ends
// when nothing is left to do. A fork waits for that, so that the new process has neither half of
// the work nor a thread that is not there.
void in_background(std::function<void()> work);
// Returns when nothing is left to do.
void wait_for_background();

// A value that one thread makes and others may use as soon as it is there.
template <class T>
class HandOver {
 public:
  HandOver() = default;
  ~HandOver() { delete value_.load(); }
  HandOver(const HandOver&) = delete;
  HandOver& operator=(const HandOver&) = delete;

  // True for the first caller, who has it made.
  bool ask() { return !asked_.exchange(true); }
  void give(std::unique_ptr<const T> value) {
    value_.store(value.release(), std::memory_order_release);
  }
  // Null as long as it is not there.
  const T* get() const { return value_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> asked_ = false;
  std::atomic<const T*> value_ = nullptr;
};

}  // namespace firstmove::engine
