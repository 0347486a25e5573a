#include "call/worker_signals.hpp"

#include <signal.h>
#include <unistd.h>

#include "call/shared_page.hpp"

namespace firstmove::engine {
namespace {

constexpr int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
constexpr int ends[] = {SIGTERM, SIGINT, SIGHUP};

[[noreturn]] void die(int signal) {
  ::signal(signal, SIG_DFL);
  raise(signal);
  _exit(128 + signal);
}

void note(int signal) {
  if (Card* const card = card_in_handler()) card->signal = signal;
}

extern "C" void on_crash(int signal, siginfo_t*, void*) {
  note(signal);
  die(signal);
}

extern "C" void on_end(int signal, siginfo_t* info, void*) {
  if (info->si_pid != getpid()) return;
  if (info->si_code == SI_TKILL) note(signal);  // raise() on this thread
  die(signal);
}

}  // namespace

void note_deadly_signals() {
  struct sigaction action = {};
  action.sa_flags = SA_NODEFER | SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  action.sa_sigaction = on_crash;
  for (const int signal : crashes) sigaction(signal, &action, nullptr);
  action.sa_flags |= SA_RESTART;
  action.sa_sigaction = on_end;
  for (const int signal : ends) sigaction(signal, &action, nullptr);
}

TakeSignals::TakeSignals(bool take) {
  sigset_t all;
  sigemptyset(&all);
  for (const int signal : ends) sigaddset(&all, signal);
  pthread_sigmask(take ? SIG_UNBLOCK : SIG_BLOCK, &all, &before_);
}

TakeSignals::~TakeSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

void forget_signals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
}

}  // namespace firstmove::engine
