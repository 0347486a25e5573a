#include "base/memory.hpp"

#include <spdlog/fmt/fmt.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

constexpr double unlimited = std::numeric_limits<double>::infinity();

// The first number in a file; infinity if there is none ("max").
double number_in(const fs::path& file) {
  std::ifstream stream(file);
  double number = unlimited;
  return stream >> number ? number : unlimited;
}

double free_on_the_machine() {
  std::ifstream info("/proc/meminfo");
  for (std::string line; std::getline(info, line);) {
    std::istringstream words(line);
    std::string name;
    double kilobytes = 0;
    if (words >> name >> kilobytes && name == "MemAvailable:") return 1024 * kilobytes;
  }
  return unlimited;
}

// Of a process in control groups of version 2, as containers and batch systems set them. Pages of
// files count as used there, but make room when they must.
double free_in_control_groups() {
  std::ifstream own("/proc/self/cgroup");
  std::string line;
  while (std::getline(own, line) && !line.starts_with("0::")) {
  }
  if (!line.starts_with("0::")) return unlimited;
  const fs::path root = "/sys/fs/cgroup";
  double least = unlimited;
  for (fs::path group = root / line.substr(std::min<std::size_t>(4, line.size()));;
       group = group.parent_path()) {
    const double limit = number_in(group / "memory.max");
    double used = number_in(group / "memory.current");
    std::ifstream statistics(group / "memory.stat");
    std::string name;
    for (double bytes; statistics >> name >> bytes;)
      if (name == "inactive_file" || name == "active_file") used -= bytes;
    if (limit < unlimited && used < unlimited) least = std::min(least, limit - used);
    if (group == root || !group.has_relative_path() ||
        group.string().size() <= root.string().size())
      return least;
  }
}

double free_address_space() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return unlimited;
  const double used = number_in("/proc/self/statm") * static_cast<double>(sysconf(_SC_PAGESIZE));
  return static_cast<double>(limit.rlim_cur) - (used < unlimited ? used : 0);
}

}  // namespace

double available_memory() {
  return std::max(
      0.0, std::min({free_on_the_machine(), free_in_control_groups(), free_address_space()}));
}

std::string bytes_text(double bytes) {
  for (const char* unit : {"kB", "MB", "GB"})
    if ((bytes /= 1000) < 1000) return fmt::format("{:.{}f} {}", bytes, bytes < 10 ? 1 : 0, unit);
  return fmt::format("{:.1f} TB", bytes / 1000);
}

std::string missing_memory(double bytes) {
  // Reading the state of the machine is not worth it for little.
  constexpr double little = 64e6;
  if (bytes < little) return "";
  const double available = available_memory();
  if (bytes <= available) return "";
  return fmt::format("about {} of memory, and {} are available", bytes_text(bytes),
                     bytes_text(available));
}

}  // namespace firstmove::engine
