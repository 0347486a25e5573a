#include "leak.hpp"

#include <malloc.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "finding.hpp"
#include "surroundings.hpp"

namespace firstmove::checks {
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

}  // namespace

std::size_t find_leak(const char* what, const std::function<void()>& once) {
  // As many times as fit into a moment: slow things leak as surely in few.
  const auto begun = std::chrono::steady_clock::now();
  std::size_t warm = 0;
  while (warm < 32 &&
         (warm < 4 || std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(40))) {
    once();
    ++warm;
  }
  const long long times = static_cast<long long>(warm);
  Taken at[4] = {taken(), {}, {}, {}};
  for (int window = 1; window < 4; ++window) {
    for (long long n = 0; n < times; ++n) once();
    at[window] = taken();
  }
  const auto grows = [&](long long Taken::*of, long long least) {
    long long smallest = at[1].*of - at[0].*of;
    for (int window = 2; window < 4; ++window)
      smallest = std::min(smallest, at[window].*of - at[window - 1].*of);
    return smallest >= least ? smallest : 0;
  };
  const auto report = [&](const std::string& growth) {
    throw Failed(fmt::format("{}: {} each time", what, growth));
  };
  if (const long long files = grows(&Taken::files, (times + 1) / 2); files > 0)
    report(fmt::format("{} more files are open after {} times, some", files, times));
  if (const long long threads = grows(&Taken::threads, (times + 1) / 2); threads > 0)
    report(fmt::format("{} more threads run after {} times, some", threads, times));
  if (const long long bytes = grows(&Taken::heap, 16 * ((times + 1) / 2)); bytes > 0)
    report(fmt::format("the heap grows by {:.0f} bytes",
                       static_cast<double>(bytes) / static_cast<double>(times)));
  if (const long long pages = grows(&Taken::pages, (times + 1) / 2); pages > 0)
    report(fmt::format("the process grows by {:.1f} pages",
                       static_cast<double>(pages) / static_cast<double>(times)));
  return static_cast<std::size_t>(times) * 4;
}

}  // namespace firstmove::checks
