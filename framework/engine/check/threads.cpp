#include "check/threads.hpp"

#include <spdlog/fmt/fmt.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "check/preemption.hpp"
#include "check/statics.hpp"

namespace firstmove::engine::checks {

std::size_t work_at_once(const std::vector<Worker>& workers) {
  constexpr auto while_ = std::chrono::milliseconds(120);
  constexpr std::size_t at_least = 2;
  std::mutex mutex;
  std::exception_ptr error;
  std::atomic<std::size_t> done = 0;
  std::atomic<bool> over = false;
  {
    std::vector<std::jthread> threads;
    for (const Worker& worker : workers)
      threads.emplace_back([&] {
        try {
          const auto work = worker();
          const Preemption preemption;
          const auto end = std::chrono::steady_clock::now() + while_;
          for (std::size_t n = 0; !over && (n < at_least || std::chrono::steady_clock::now() < end);
               ++n, ++done)
            if (const std::string apart = work(); !apart.empty())
              throw Failed(fmt::format(
                  "in {} threads with one instance each: {}; the instances share memory",
                  workers.size(), apart));
        } catch (...) {
          const std::lock_guard lock(mutex);
          if (!error) error = std::current_exception();
          over = true;
        }
      });
  }
  if (error) std::rethrow_exception(error);
  return done;
}

void find_shared_scratch(const CheckedPlugin& subject, const std::function<void(int)>& use) {
  const Statics statics(subject.plugin.file);
  for (int warm = 0; warm < 3; ++warm) {
    use(1);
    use(0);
  }
  const Statics::Snapshot then = statics.take();
  use(0);
  const Statics::Snapshot same = statics.take();
  use(1);
  const Statics::Snapshot now = statics.take();
  if (const std::string scratch = statics.scratch(then, same, now); !scratch.empty())
    throw Failed(
        fmt::format("{} change with the input of a call: this is storage that all instances share "
                    "on all threads",
                    scratch));
}

}  // namespace firstmove::engine::checks
