#include "crash_guard.hpp"

#include <signal.h>
#include <spdlog/fmt/fmt.h>

#include <array>
#include <memory>
#include <mutex>

namespace firstmove {
namespace {

constexpr std::array<std::pair<int, const char*>, 5> signals = {{{SIGSEGV, "SIGSEGV"},
                                                                 {SIGBUS, "SIGBUS"},
                                                                 {SIGFPE, "SIGFPE"},
                                                                 {SIGILL, "SIGILL"},
                                                                 {SIGABRT, "SIGABRT"}}};

thread_local sigjmp_buf* landing = nullptr;  // where the thread's guarded body began
thread_local volatile std::uint64_t step_under_way = 0;

extern "C" void on_crash(int signal) {
  if (landing) siglongjmp(*landing, signal);
  ::signal(signal, SIG_DFL);  // not ours: the default ends the process when the fault repeats
  raise(signal);
}

void install_handlers() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action = {};
    action.sa_handler = on_crash;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    for (const auto& [signal, name] : signals) sigaction(signal, &action, nullptr);
  });
}

// A stack of its own for the handler: a plugin may have used up the thread's.
class HandlerStack {
 public:
  HandlerStack() : memory_(new char[size]) {
    stack_t stack = {};
    stack.ss_sp = memory_.get();
    stack.ss_size = size;
    sigaltstack(&stack, &before_);
  }
  ~HandlerStack() { sigaltstack(&before_, nullptr); }

 private:
  static constexpr std::size_t size = 64 * 1024;
  std::unique_ptr<char[]> memory_;
  stack_t before_ = {};
};

}  // namespace

void note_step(std::uint64_t step) { step_under_way = step; }

std::string survive_crashes(const std::function<void()>& body) {
  install_handlers();
  const HandlerStack stack;
  sigjmp_buf here;
  sigjmp_buf* const outer = landing;
  const int signal = sigsetjmp(here, 1);
  if (signal == 0) {
    landing = &here;
    try {
      body();
    } catch (...) {
      landing = outer;
      throw;
    }
    landing = outer;
    return "";
  }
  landing = outer;
  for (const auto& [number, name] : signals)
    if (number == signal)
      return step_under_way == 0
                 ? fmt::format("a plugin crashed with {}", name)
                 : fmt::format("a plugin crashed with {} at step {}", name, +step_under_way);
  return "a plugin crashed";
}

}  // namespace firstmove
