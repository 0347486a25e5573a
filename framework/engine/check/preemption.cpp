#include "check/preemption.hpp"

#include <unistd.h>
#include <csignal>

#include <mutex>

namespace firstmove::engine::checks {
namespace {

int preempting_signal() { return SIGRTMIN + 3; }

extern "C" void pause_briefly(int) {
  const int kept = errno;
  const timespec pause{0, 20'000};
  nanosleep(&pause, nullptr);
  errno = kept;
}

}  // namespace

Preemption::Preemption() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action = {};
    action.sa_handler = pause_briefly;
    action.sa_flags = SA_RESTART;
    sigaction(preempting_signal(), &action, nullptr);
  });
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = preempting_signal();
  event._sigev_un._tid = gettid();
  running_ = timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0;
  const itimerspec often{{0, 150'000}, {0, 150'000}};
  if (running_) timer_settime(timer_, 0, &often, nullptr);
}

Preemption::~Preemption() {
  if (running_) timer_delete(timer_);
}

}  // namespace firstmove::engine::checks
