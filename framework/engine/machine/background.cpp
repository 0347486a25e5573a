#include "machine/background.hpp"

#include <pthread.h>
#include <signal.h>

#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace firstmove::engine {
namespace {

class Worker {
 public:
  Worker() { pthread_atfork(before_fork, after_fork, after_fork); }
  ~Worker() {
    {
      const std::lock_guard lock(waiting_for_work_);
      work_.clear();
    }
    join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void add(std::function<void()> work) {
    const std::lock_guard starting(thread_in_use_);
    {
      const std::lock_guard lock(waiting_for_work_);
      work_.push_back(std::move(work));
      if (runs_) return;
      runs_ = true;
    }
    join();  // one that has nothing left to do
    start();
  }
  void wait() {
    const std::lock_guard starting(thread_in_use_);
    join();
  }

 private:
  static void before_fork();
  static void after_fork();

  // Signals are for the threads that the program knows.
  void start() {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    try {
      thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
      const std::lock_guard lock(waiting_for_work_);
      work_.clear();
      runs_ = false;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  void run() {
    for (;;) {
      std::function<void()> work;
      {
        const std::lock_guard lock(waiting_for_work_);
        if (work_.empty()) {
          runs_ = false;
          return;
        }
        work = std::move(work_.front());
        work_.pop_front();
      }
      try {
        work();
      } catch (...) {  // such as too little memory: what it would have made is not needed
      }
    }
  }

  std::mutex thread_in_use_;  // while it is started or joined, and during a fork
  std::thread thread_;
  std::mutex waiting_for_work_;
  std::deque<std::function<void()>> work_;
  bool runs_ = false;
};

Worker& worker() {
  static Worker one;
  return one;
}

void Worker::before_fork() {
  worker().thread_in_use_.lock();
  worker().join();
}
void Worker::after_fork() { worker().thread_in_use_.unlock(); }

}  // namespace

void in_background(std::function<void()> work) { worker().add(std::move(work)); }
void wait_for_background() { worker().wait(); }

}  // namespace firstmove::engine
