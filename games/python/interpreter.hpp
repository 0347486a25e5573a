// The one Python interpreter of the process: begun when the first game needs it, never ended.
#pragma once

#include <Python.h>

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

// While it lives, this thread may use Python. A thread state of its own each time: a call that
// was left by force has left its state behind, which the next call on that thread clears away.
class Gil {
 public:
  explicit Gil(Busy& busy);
  ~Gil();
  Gil(const Gil&) = delete;
  Gil& operator=(const Gil&) = delete;

 private:
  Busy& busy_;
  PyThreadState* state_;
};

}  // namespace firstmove::python
