#include "check/leak.hpp"

#include <malloc.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "check/finding.hpp"
#include "check/surroundings.hpp"

namespace firstmove::engine::checks {
namespace {

struct Taken {
  long long heap, pages, files, threads;
};

Taken taken() {
  const struct mallinfo2 info = mallinfo2();
  long long size = 0, resident = 0, shared = 0, text = 0, lib = 0, data = 0;
  std::ifstream("/proc/self/statm") >> size >> resident >> shared >> text >> lib >> data;
  return {static_cast<long long>(info.uordblks + info.hblkhd), data,
          static_cast<long long>(open_files()), static_cast<long long>(threads_running())};
}

// Names what grew in each of three windows of `times` calls; "" if nothing did.
std::string growth(const std::function<void()>& once, long long times) {
  constexpr std::size_t windows = 3;
  Taken at[windows + 1] = {taken()};
  for (std::size_t window = 1; window <= windows; ++window) {
    for (long long n = 0; n < times; ++n) once();
    at[window] = taken();
  }
  const auto least = [&](long long Taken::*of) {
    long long smallest = at[1].*of - at[0].*of;
    for (std::size_t window = 2; window <= windows; ++window)
      smallest = std::min(smallest, at[window].*of - at[window - 1].*of);
    return smallest;
  };
  const auto each = [times](long long all) {
    return static_cast<double>(all) / static_cast<double>(times);
  };
  constexpr double block = 32;  // the smallest block of glibc's malloc
  if (const double files = each(least(&Taken::files)); files >= 0.5)
    return fmt::format("{:.1g} more files are open", files);
  if (const double threads = each(least(&Taken::threads)); threads >= 0.5)
    return fmt::format("{:.1g} more threads run", threads);
  if (const double bytes = each(least(&Taken::heap)); bytes >= 0.5 * block)
    return fmt::format("the heap grows by {:.0f} bytes", bytes);
  if (const double pages = each(least(&Taken::pages)); pages >= 0.5)
    return fmt::format("the process grows by {:.1f} pages", pages);
  return "";
}

}  // namespace

std::size_t find_leak(const char* what, const std::function<void()>& once) {
  // As many calls as fit into 40 ms: a few calls reveal the leaks of a slow function.
  const auto begun = std::chrono::steady_clock::now();
  long long times = 0;
  while (times < 32 &&
         (times < 4 || std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(40))) {
    once();
    ++times;
  }
  // The allocator's caches grow at first; only a leak grows in every repetition.
  std::string grows = growth(once, times);
  for (int again = 0; again < 4 && !grows.empty(); ++again) grows = growth(once, 2 * times);
  if (!grows.empty()) throw Failed(fmt::format("{}: {} each time", what, grows));
  return static_cast<std::size_t>(4 * times);
}

}  // namespace firstmove::engine::checks
