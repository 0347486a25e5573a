// The only Python interpreter of the process: started when the first game needs it, never ended.
#pragma once

#include <Python.h>

#include <firstmove/abi.h>

namespace firstmove::python {

// Starts it if it is not running, without changing locale or signals. Throws std::runtime_error.
void begin();

// While it lives, this thread may use Python. The time that it waits for other threads does not
// count as the plugin's time; `waits` may be NULL.
class Gil {
 public:
  Gil(const fm_host* host, const fm_interrupt* waits);
  ~Gil();
  Gil(const Gil&) = delete;
  Gil& operator=(const Gil&) = delete;

 private:
  PyGILState_STATE state_;
};

}  // namespace firstmove::python
