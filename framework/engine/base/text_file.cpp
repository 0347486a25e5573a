#include "base/text_file.hpp"

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/diagnostics.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

const char* kind_of(mode_t mode) {
  return S_ISDIR(mode)                    ? "a folder"
         : S_ISFIFO(mode)                 ? "a pipe"
         : S_ISSOCK(mode)                 ? "a socket"
         : S_ISCHR(mode) || S_ISBLK(mode) ? "a device"
                                          : "something else";
}

std::string fault_of_stat(const fs::path& file, int result, const struct stat& found) {
  if (result != 0)
    return errno == ENOENT || errno == ENOTDIR
               ? fmt::format("there is no file {}", file.string())
               : fmt::format("{} cannot be read: {}", file.string(), std::strerror(errno));
  if (S_ISREG(found.st_mode)) return "";
  return fmt::format("{} is {}, not a file", file.string(), kind_of(found.st_mode));
}

// A file descriptor that is closed with its object.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

[[noreturn]] void too_large(const fs::path& file, std::size_t most) {
  throw InputError(fmt::format("{} is too large: it has more than {} MiB, the most that is read",
                               file.string(), most >> 20));
}

}  // namespace

std::string fault_of_file(const fs::path& file) {
  struct stat found {};
  const int result = stat(file.c_str(), &found);
  return fault_of_stat(file, result, found);
}

std::string read_text(const fs::path& file, std::size_t most) {
  // Not blocking: opening a pipe would wait for a writer.
  const Descriptor in{open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  struct stat found {};
  const int result = in.number < 0 ? -1 : fstat(in.number, &found);
  if (const std::string fault = fault_of_stat(file, result, found); !fault.empty())
    throw InputError(fault);
  if (found.st_size > static_cast<off_t>(most)) too_large(file, most);
  std::string text;
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t got = read(in.number, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      throw InputError(fmt::format("{} cannot be read: {}", file.string(), std::strerror(errno)));
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > most) too_large(file, most);  // it grows, or has no size, like those of /proc
  }
}

}  // namespace firstmove::engine
