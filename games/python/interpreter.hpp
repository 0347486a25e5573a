// The one Python interpreter of the process: begun when the first game needs it, never ended.
#pragma once

#include <Python.h>

#include <firstmove/abi.h>

#include <atomic>
#include <memory>

namespace firstmove::python {

// Begins it, if need be. It leaves locale and signals alone. Throws std::runtime_error.
void begin();

// What is going on in an instance, for the thread that may have to interrupt it.
struct Busy {
  std::atomic<unsigned long> thread = 0;  // Python's number of it; 0: none
};

// Raises playing.Overdue in the call under way; returns at once, and needs nothing of Python's.
void interrupt(const std::shared_ptr<Busy>& busy);
// The class that is raised.
void raise_when_interrupted(PyObject* exception);

// Clears away what a call of this thread's that was left by force has left: perhaps the
// interpreter's lock, and a thread state that refers to stack frames that are no more.
void clear_away();

// While it lives, this thread may use Python, with a thread state of its own each time. Waiting for
// the others does not count as the plugin's time; `waits` may be NULL.
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
