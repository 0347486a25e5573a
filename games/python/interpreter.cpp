#include "interpreter.hpp"

#include <dlfcn.h>
#include <pybind11/pybind11.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace firstmove::python {
namespace {

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

// Starts Python and leaves it without its lock. Returns the fault, "" if there is none.
std::string start() {
  make_symbols_global();
  const std::string fault = initialize();
  if (!fault.empty()) return fault;
  // pybind11 keeps the thread state of its first use: this one, which is never deleted.
  pybind11::detail::get_internals();
  PyEval_SaveThread();
  return "";
}

}  // namespace

void begin() {
  static const std::string fault = start();
  if (!fault.empty()) throw std::runtime_error(fault);
}

Gil::Gil(const fm_host* host, const fm_interrupt* waits) {
  if (waits) waits->waits(host, 1);
  state_ = PyGILState_Ensure();
  if (waits) waits->waits(host, 0);
}

Gil::~Gil() { PyGILState_Release(state_); }

}  // namespace firstmove::python
