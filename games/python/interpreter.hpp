// The only Python interpreter of the process: started when the first game needs it, never ended.
#pragma once

#include <Python.h>

#include <firstmove/abi.h>

#include <atomic>
#include <memory>

namespace firstmove::python {

// Starts it if it is not running, without changing locale or signals. Throws std::runtime_error.
void begin();

// The current call of an instance, for the thread that may have to interrupt it.
struct Busy {
  std::atomic<unsigned long> thread = 0;  // Python's identifier of the thread; 0: no call
};

// Raises playing.Overdue in the current call; returns at once and does not need Python's lock.
void interrupt(const std::shared_ptr<Busy>& busy);
// The class that is raised.
void raise_when_interrupted(PyObject* exception);

// Cleans up after a call of this thread that was ended by force: releases the interpreter's lock if
// it is held, and deletes the thread state, which refers to stack frames that no longer exist.
void clear_away();

// While it lives, this thread may use Python, each time with a new thread state. The time that it
// waits for other threads does not count as the plugin's time; `waits` may be NULL.
class Gil {
 public:
  Gil(Busy& busy, const fm_host* host, const fm_interrupt* waits);
  ~Gil();
  Gil(const Gil&) = delete;
  Gil& operator=(const Gil&) = delete;

 private:
  Busy& busy_;
  const fm_host* host_;
  const fm_interrupt* waits_;
  PyThreadState* state_;
};

}  // namespace firstmove::python
