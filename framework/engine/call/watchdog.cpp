#include "call/watchdog.hpp"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "call/host_side.hpp"

namespace firstmove::engine {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Watched::Thread {
  // The time that one level of the thread's calls has taken so far, updated at each look.
  struct Spent {
    std::uint64_t serial = 0;
    double seconds = 0;
  };
  pthread_t id;
  PluginCalls* calls;
  double limit;
  Overdue overdue;
  std::array<Spent, PluginCalls::most> spent;
  Clock::time_point patience;  // until then a call that was asked to return has time to do so
};

class Watchdog {
 public:
  // Never destroyed: its thread runs to the end of the process.
  static Watchdog& get() {
    static Watchdog& forever = *new Watchdog;
    return forever;
  }

  void add(std::shared_ptr<Watched::Thread> thread) {
    const std::lock_guard lock(mutex_);
    threads_.push_back(std::move(thread));
    changed_.notify_all();
  }
  void remove(const Watched::Thread* thread) {
    const std::lock_guard lock(mutex_);
    std::erase_if(threads_, [thread](const auto& one) { return one.get() == thread; });
  }

 private:
  Watchdog() {
    // This thread must not receive any of the process's signals.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([this] { watch(); }).detach();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  void watch() {
    std::unique_lock lock(mutex_);
    Clock::time_point before = Clock::now();
    for (;;) {
      if (threads_.empty()) {
        changed_.wait(lock, [this] { return !threads_.empty(); });
        before = Clock::now();
      }
      double wait = longest_wait;
      for (const auto& thread : threads_) wait = std::min(wait, thread->limit / 20);
      for (const auto& thread : threads_)
        if (thread->overdue.serial != 0) wait = shortest_wait;
      wait = std::max(wait, shortest_wait);
      changed_.wait_for(lock, Seconds(wait));
      const Clock::time_point now = Clock::now();
      // Time during which the process was stopped does not count.
      const double passed = std::min(Seconds(now - before).count(), 4 * wait);
      before = now;
      for (const auto& thread : threads_) look(*thread, passed, now);
    }
  }

  static void look(Watched::Thread& thread, double passed, Clock::time_point now) {
    constexpr auto relaxed = std::memory_order_relaxed;
    PluginCalls& calls = *thread.calls;
    const std::uint32_t depth = std::min(calls.depth.load(relaxed), PluginCalls::most);
    const bool host_works = depth > 0 && calls.levels[depth - 1].function.load(relaxed) == nullptr;
    for (std::uint32_t i = 0; i < PluginCalls::most; ++i) {
      auto& [serial, seconds] = thread.spent[i];
      const std::uint64_t now_there = i < depth ? calls.levels[i].serial.load(relaxed) : 0;
      if (serial != now_there)
        serial = now_there, seconds = 0;
      else if (!host_works)
        seconds += passed;
    }
    if (thread.spent[0].serial == 0 || thread.spent[0].seconds < thread.limit) {
      thread.overdue.serial = 0;
      return;
    }
    if (thread.overdue.serial != thread.spent[0].serial) announce(thread, depth, now);
    if (now < thread.patience || thread.overdue.met != thread.overdue.signals) return;
    ++thread.overdue.signals;
    pthread_kill(thread.id, overdue_signal());
  }

  // The thread hangs in the innermost call that has taken most of the time.
  static void announce(Watched::Thread& thread, std::uint32_t depth, Clock::time_point now) {
    std::uint32_t where = 0;
    for (std::uint32_t i = 1; i < depth; ++i)
      if (thread.spent[i].seconds > thread.limit / 2 && thread.calls->levels[i].function) where = i;
    const PluginCalls::Level& level = thread.calls->levels[where];
    thread.overdue.function = level.function.load();
    thread.overdue.met = thread.overdue.signals = 0;
    thread.overdue.serial = thread.spent[0].serial;
    thread.patience = now;
    if (interrupt_plugin(level.instance)) thread.patience += std::chrono::seconds(1);
  }

  static constexpr double shortest_wait = 0.001, longest_wait = 0.1;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Watched::Thread>> threads_;
};

Watched::Watched(double limit) : thread_(std::make_shared<Thread>()) {
  thread_->id = pthread_self();
  thread_->calls = &plugin_calls;
  thread_->limit = limit;
  Watchdog::get().add(thread_);
}

Watched::~Watched() { Watchdog::get().remove(thread_.get()); }

Overdue& Watched::overdue() const { return thread_->overdue; }

}  // namespace firstmove::engine
