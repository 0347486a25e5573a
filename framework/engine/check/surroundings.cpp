#include "check/surroundings.hpp"

#include <spdlog/fmt/fmt.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstring>
#include <filesystem>

namespace firstmove::engine::checks {
namespace {

std::size_t entries(const char* folder) {
  std::error_code error;
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder, error))
    ++count;
  return count;
}

}  // namespace

std::size_t open_files() { return entries("/proc/self/fd"); }
std::size_t threads_running() { return entries("/proc/self/task"); }

Surroundings surroundings() {
  Surroundings all;
  const auto add = [&all](std::string name, auto value) {
    all.emplace_back(std::move(name), fmt::format("{}", value));
  };
  add("the rounding mode", std::fegetround());
#if defined(__SSE2__)
  add("the floating-point mode (MXCSR)", _mm_getcsr() & ~0x3fu);  // without the exception flags
#endif
  add("the locale", std::setlocale(LC_ALL, nullptr));
  std::error_code error;
  add("the working folder", std::filesystem::current_path(error).string());
  const mode_t mask = umask(0);
  umask(mask);
  add("the file mode mask", mask);
  // As an int: clang tries the kit's operators for numbers where an enumeration is compared.
  constexpr int resources = RLIMIT_NLIMITS;
  for (int resource = 0; resource < resources; ++resource) {
    rlimit limit = {};
    getrlimit(static_cast<__rlimit_resource>(resource), &limit);
    add(fmt::format("the resource limit {}", resource), limit.rlim_cur);
  }
  sigset_t blocked;
  sigprocmask(SIG_SETMASK, nullptr, &blocked);
  for (int signal = 1; signal < SIGRTMIN; ++signal) {
    struct sigaction action = {};
    if (sigaction(signal, nullptr, &action) != 0) continue;
    const char* const name = sigabbrev_np(signal);
    add(fmt::format("the handler of SIG{}", name ? name : "?"),
        reinterpret_cast<std::uintptr_t>(action.sa_handler));
    add(fmt::format("whether SIG{} is blocked", name ? name : "?"), sigismember(&blocked, signal));
  }
  itimerval timer{};
  getitimer(ITIMER_REAL, &timer);
  add("the alarm", timer.it_value.tv_sec + timer.it_value.tv_usec);
  for (char** variable = environ; variable && *variable; ++variable) {
    const std::string text = *variable;
    const std::size_t equals = text.find('=');
    add("the environment variable " + text.substr(0, equals),
        equals == std::string::npos ? "" : text.substr(equals + 1));
  }
  return all;
}

std::string changed(const Surroundings& before, const Surroundings& after) {
  const auto value = [](const Surroundings& in, const std::string& name) -> std::string {
    for (const auto& [key, known] : in)
      if (key == name) return known;
    return "not set";
  };
  for (const auto& [name, was] : before)
    if (const std::string is = value(after, name); is != was)
      return fmt::format("{} was {} and is {}", name, was, is);
  for (const auto& [name, is] : after)
    if (value(before, name) == "not set") return fmt::format("{} was not set and is {}", name, is);
  return "";
}

}  // namespace firstmove::engine::checks
