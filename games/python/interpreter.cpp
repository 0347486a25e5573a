#include "interpreter.hpp"

#include <dlfcn.h>
#include <pthread.h>
#include <pybind11/pybind11.h>
#include <signal.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace firstmove::python {
namespace {

PyInterpreterState* interpreter = nullptr;
thread_local constinit PyThreadState* current = nullptr;  // of this thread's unfinished call

std::string program() {
  const char* const environment = std::getenv("VIRTUAL_ENV");
  return environment ? std::string(environment) + "/bin/python3" : PYTHON_PROGRAM;
}

// NumPy and other extension modules need Python's symbols to be global, but the host loads this
// library, and Python with it, with local symbols.
void make_symbols_global() {
  Dl_info python{};
  if (dladdr(reinterpret_cast<void*>(&Py_IsInitialized), &python) != 0)
    dlopen(python.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD);
}

std::string initialize() {
  PyPreConfig before;
  PyPreConfig_InitPythonConfig(&before);
  before.configure_locale = 0;
  before.coerce_c_locale = 0;
  before.utf8_mode = 1;
  before.parse_argv = 0;
  PyStatus status = Py_PreInitialize(&before);
  PyConfig config;
  PyConfig_InitPythonConfig(&config);
  config.install_signal_handlers = 0;
  config.parse_argv = 0;
  config.safe_path = 1;
  config.write_bytecode = 0;
  if (!PyStatus_Exception(status))
    status = PyConfig_SetBytesString(&config, &config.program_name, program().c_str());
  if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  if (!PyStatus_Exception(status)) return "";
  return std::string("Python cannot be started: ") +
         (status.err_msg ? status.err_msg : "no reason given");
}

// Starts Python on a thread that is Python's main thread from then on, and then raises exceptions
// in calls on other threads. Never ended or destroyed.
class Servant {
 public:
  Servant() {
    // The thread must not handle signals of the process.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([this] { serve(); }).detach();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return begun_; });
  }

  const std::string& fault() const { return fault_; }
  void raise(PyObject* exception) { exception_ = exception; }
  void interrupt(const std::shared_ptr<Busy>& busy) {
    const std::lock_guard lock(mutex_);
    overdue_.push_back(busy);
    changed_.notify_all();
  }

 private:
  void serve() {
    make_symbols_global();
    std::string fault = initialize();
    // pybind11 keeps the thread state of its first use, and this thread never ends.
    if (fault.empty()) pybind11::detail::get_internals();
    PyThreadState* const state = fault.empty() ? PyEval_SaveThread() : nullptr;
    std::unique_lock lock(mutex_);
    if (state) interpreter = PyThreadState_GetInterpreter(state);
    fault_ = std::move(fault);
    begun_ = true;
    changed_.notify_all();
    for (;;) {
      changed_.wait(lock, [this] { return !overdue_.empty(); });
      const auto all = std::exchange(overdue_, {});
      lock.unlock();
      PyEval_RestoreThread(state);
      for (const auto& busy : all)
        if (const unsigned long thread = busy->thread; thread != 0 && exception_)
          PyThreadState_SetAsyncExc(thread, exception_);
      PyEval_SaveThread();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Busy>> overdue_;
  bool begun_ = false;
  std::string fault_;
  std::atomic<PyObject*> exception_ = nullptr;
};
Servant& servant() {
  static Servant& forever = *new Servant;
  return forever;
}

}  // namespace

void begin() {
  if (const std::string& fault = servant().fault(); !fault.empty()) throw std::runtime_error(fault);
}

void interrupt(const std::shared_ptr<Busy>& busy) { servant().interrupt(busy); }
void raise_when_interrupted(PyObject* exception) { servant().raise(exception); }

void clear_away() {
  PyThreadState* const left = std::exchange(current, nullptr);
  if (!left) return;
  if (_PyThreadState_UncheckedGet() == left) PyEval_SaveThread();
  PyThreadState* const bridge = PyThreadState_New(interpreter);
  PyEval_RestoreThread(bridge);
  PyThreadState_Delete(left);
  PyThreadState_Clear(bridge);
  PyThreadState_DeleteCurrent();
}

Gil::Gil(Busy& busy, const fm_host* host, const fm_interrupt* waits)
    : busy_(busy), host_(host), waits_(waits) {
  if (waits) waits->waits(host, 1);
  state_ = PyThreadState_New(interpreter);
  PyEval_RestoreThread(state_);
  current = state_;
  if (waits) waits->waits(host, 0);
  busy_.thread = PyThread_get_thread_ident();
}

Gil::~Gil() {
  busy_.thread = 0;
  PyThreadState_Clear(state_);
  if (waits_) waits_->waits(host_, 1);  // so that the call is not ended by force here
  PyThreadState_DeleteCurrent();
  current = nullptr;
  if (waits_) waits_->waits(host_, 0);
}

}  // namespace firstmove::python
