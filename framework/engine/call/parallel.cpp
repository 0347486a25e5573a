#include "call/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "call/crash_guard.hpp"

namespace firstmove::engine {

void in_parallel(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& task) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::exception_ptr> thrown(count);
  const double limit = limit_here();
  // Each thread survives its own crashes: a jump out of this function would not join the other
  // threads.
  const auto work = [&] {
    std::size_t i = count;
    const std::string fault = survive(limit, [&] {
      for (i = next++; i < count; i = next++) {
        try {
          task(i);
        } catch (...) {
          thrown[i] = std::current_exception();
        }
      }
    });
    if (fault.empty()) return;
    thrown[i] = std::make_exception_ptr(std::runtime_error(fault));
    next = count;
  };
  std::vector<std::jthread> threads;
  for (unsigned t = 1; t < std::min<std::size_t>(jobs, count); ++t) threads.emplace_back(work);
  work();
  threads.clear();  // joins
  for (const std::exception_ptr& one : thrown)
    if (one) std::rethrow_exception(one);
}

}  // namespace firstmove::engine
