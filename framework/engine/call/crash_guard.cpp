#include "call/crash_guard.hpp"

#include "call/call_limit.hpp"

#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csetjmp>
#include <memory>

#include "call/host_side.hpp"
#include "call/watchdog.hpp"
#include "plugin/plugin_text.hpp"

namespace firstmove::engine {
namespace {

std::atomic<bool> surviving = true;  // if false, survive() only runs its body
thread_local double outermost_limit = default_call_limit;

// Signals that a thread gets only from a fault, or from a plugin that raises them.
constexpr std::array<std::pair<int, const char*>, 7> crashes = {{{SIGSEGV, "SIGSEGV"},
                                                                 {SIGBUS, "SIGBUS"},
                                                                 {SIGFPE, "SIGFPE"},
                                                                 {SIGILL, "SIGILL"},
                                                                 {SIGABRT, "SIGABRT"},
                                                                 {SIGTRAP, "SIGTRAP"},
                                                                 {SIGSYS, "SIGSYS"}}};

// Signals that end a process by default; they are crashes if a plugin raises them.
constexpr std::array<std::pair<int, const char*>, 7> ends = {{{SIGTERM, "SIGTERM"},
                                                              {SIGINT, "SIGINT"},
                                                              {SIGHUP, "SIGHUP"},
                                                              {SIGALRM, "SIGALRM"},
                                                              {SIGUSR1, "SIGUSR1"},
                                                              {SIGUSR2, "SIGUSR2"},
                                                              {SIGPIPE, "SIGPIPE"}}};

const char* name_of(int signal) {
  for (const auto* list : {&crashes, &ends})
    for (const auto& [number, name] : *list)
      if (number == signal) return name;
  return "a signal";
}

// Where a guarded body began.
struct Landing {
  sigjmp_buf here;
  Landing* outer;
  std::uint32_t depth;  // of the thread's plugin calls
};

thread_local Landing* landing = nullptr;  // the innermost
thread_local Overdue* overdue = nullptr;
thread_local const char* overdue_function = "";
thread_local volatile std::uint64_t step_under_way = 0;

constexpr int hang = -1;  // in place of a signal's number

// Signals, one a millisecond, after which a call is left even outside of the plugin's own code: a
// plugin that waits for a lock or sleeps is never in its own code when a signal arrives.
constexpr std::uint32_t most_signals = 1000;

std::uintptr_t program_counter(const void* context) {
#if defined(__x86_64__)
  return static_cast<std::uintptr_t>(
      static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return static_cast<const ucontext_t*>(context)->uc_mcontext.pc;
#else
  return 0 * reinterpret_cast<std::uintptr_t>(context);
#endif
}

extern "C" void on_crash(int signal, siginfo_t*, void*) {
  if (landing) siglongjmp(landing->here, signal);
  ::signal(signal, SIG_DFL);  // no guarded body: by default the repeated fault ends the process
  raise(signal);
}

extern "C" void on_end(int signal, siginfo_t* info, void*) {
  crash_if_raised_here(signal, info);
  ::signal(signal, SIG_DFL);
  raise(signal);
}

// Leaves an overdue call, unless it has returned meanwhile or the host is working for it. If
// possible this happens in the plugin's own code: elsewhere, for example in the allocator, the
// thread may hold a lock that other threads need.
extern "C" void on_overdue(int, siginfo_t*, void* context) {
  if (!overdue) return;
  overdue->met = overdue->signals.load();
  if (overdue->serial == 0) return;
  const std::uint32_t depth = plugin_calls.depth.load(std::memory_order_relaxed);
  if (depth == 0 || depth > PluginCalls::most) return;
  if (plugin_calls.levels[0].serial != overdue->serial) return;
  if (!plugin_calls.levels[depth - 1].function) return;
  if (overdue->signals < most_signals && !in_plugin_text(program_counter(context))) return;
  Landing* to = landing;
  while (to && to->depth > 0) to = to->outer;
  if (!to) return;
  overdue_function = overdue->function;
  siglongjmp(to->here, hang);
}

// Called each time, because a plugin may have changed the handlers.
void install_handlers() {
  struct sigaction action = {};
  action.sa_flags = SA_ONSTACK | SA_NODEFER | SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  action.sa_sigaction = on_crash;
  for (const auto& [signal, name] : crashes) sigaction(signal, &action, nullptr);
  action.sa_flags |= SA_RESTART;
  action.sa_sigaction = on_overdue;
  sigaction(overdue_signal(), &action, nullptr);
  action.sa_sigaction = on_end;
  for (const auto& [signal, name] : ends) {
    struct sigaction before = {};
    sigaction(signal, nullptr, &before);
    if (!(before.sa_flags & SA_SIGINFO) && before.sa_handler == SIG_DFL)
      sigaction(signal, &action, nullptr);
  }
}

// A separate stack for the handlers, because a plugin may have exhausted the thread's stack.
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

std::string at_step() {
  return step_under_way == 0 ? "" : fmt::format(" at step {}", +step_under_way);
}

// The handlers block no signals, so there is no signal mask to save and restore.
int run(const std::function<void()>& body) {
  Landing here;
  here.outer = landing;
  here.depth = plugin_calls.depth;
  const int outcome = sigsetjmp(here.here, 0);
  if (outcome == 0) {
    landing = &here;
    try {
      body();
    } catch (...) {
      landing = here.outer;
      throw;
    }
  }
  landing = here.outer;
  const std::uint32_t depth = std::min<std::uint32_t>(plugin_calls.depth, PluginCalls::most);
  for (std::uint32_t left = depth; left-- > here.depth;) {
    const HostSide* const instance = plugin_calls.levels[left].instance;
    plugin_calls.depth = left;
    if (instance)
      run([instance] {
        const CallMark mark("left", nullptr);
        tell_of_leaving(instance);
      });
  }
  plugin_calls.depth = here.depth;
  return outcome;
}

int run_watched(double limit, const std::function<void()>& body) {
  install_handlers();
  const HandlerStack stack;
  sigset_t wanted, before;
  sigemptyset(&wanted);
  for (const auto& [signal, name] : crashes) sigaddset(&wanted, signal);
  sigaddset(&wanted, overdue_signal());
  pthread_sigmask(SIG_UNBLOCK, &wanted, &before);
  const Watched watched(limit);
  struct Restore {
    const sigset_t& mask;
    ~Restore() {
      outermost_limit = default_call_limit;
      overdue = nullptr;
      pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    }
  } const restore{before};
  overdue = &watched.overdue();
  outermost_limit = limit;
  return run(body);
}

}  // namespace

void note_step(std::uint64_t step) { step_under_way = step; }

void crash_if_raised_here(int signal, const void* siginfo) {
  const auto& info = *static_cast<const siginfo_t*>(siginfo);
  if (landing && info.si_code == SI_TKILL && info.si_pid == getpid())
    siglongjmp(landing->here, signal);
}

double limit_here() { return outermost_limit; }

void survive_nothing() { surviving = false; }

std::string survive(double limit, const std::function<void()>& body) {
  if (!surviving) {
    body();
    return "";
  }
  const int outcome = landing ? run(body) : run_watched(limit, body);
  if (outcome == 0) return "";
  if (outcome == hang)
    return fmt::format("a plugin did not return from {} within {} s{}", overdue_function, limit,
                       at_step());
  return fmt::format("a plugin crashed with {}{}", name_of(outcome), at_step());
}

}  // namespace firstmove::engine
