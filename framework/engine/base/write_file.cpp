#include "base/write_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "base/diagnostics.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// Keeps SIGPIPE from this thread: by default it would end the process without a message. Other
// threads and processes are not affected, unlike when the process ignores the signal.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    constexpr timespec at_once = {0, 0};
    if (!was_pending_)
      while (sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) continue;
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_, before_;
  bool was_pending_ = false;
};

}  // namespace

int write_all(int descriptor, std::string_view bytes) {
  const NoPipeSignal guard;
  while (!bytes.empty()) {
    const ssize_t wrote = write(descriptor, bytes.data(), bytes.size());
    if (wrote >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {  // a pipe in non-blocking mode is full
      pollfd room = {descriptor, POLLOUT, 0};
      poll(&room, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

FileWriter::FileWriter(const fs::path& file) : file_(file), target_(file) {
  std::error_code error;
  if (fs::is_symlink(file, error)) target_ = fs::weakly_canonical(file, error);
  const bool replaces = !fs::exists(target_, error) || fs::is_regular_file(target_, error);
  if (replaces) {
    part_ = target_;
    part_.replace_filename(fmt::format(".{}-{}", target_.filename().string(), getpid()));
  }
  const fs::path& opened = replaces ? part_ : target_;
  descriptor_ = open(opened.c_str(), O_WRONLY | O_CLOEXEC | O_CREAT | O_TRUNC, 0666);
  if (descriptor_ < 0)
    throw InputError(fmt::format("{} cannot be created: {}", file_.string(), std::strerror(errno)));
}

FileWriter::~FileWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!part_.empty()) unlink(part_.c_str());
}

void FileWriter::fail(int error) {
  throw WriteError(fmt::format("{} cannot be written: {}", file_.string(), std::strerror(error)));
}

void FileWriter::write(std::string_view bytes) {
  if (const int error = write_all(descriptor_, bytes); error != 0) fail(error);
}

void FileWriter::close() {
  // Some file systems report a full disk only here.
  if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) fail(errno);
  if (part_.empty()) return;
  if (rename(part_.c_str(), target_.c_str()) != 0) fail(errno);
  part_.clear();
}

void write_whole_file(const fs::path& file, std::string_view bytes) {
  FileWriter writer(file);
  writer.write(bytes);
  writer.close();
}

}  // namespace firstmove::engine
