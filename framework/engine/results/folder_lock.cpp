#include "results/folder_lock.hpp"

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/diagnostics.hpp"

namespace firstmove::engine {
namespace {

// The manifest, which every results folder has, serves as the lock: no lock file is left behind.
int open_manifest(const std::filesystem::path& folder) {
  return open((folder / "manifest.toml").c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) : file_(open_manifest(folder)) {
  if (file_ < 0) throw InputError(fmt::format("there are no results in {}", folder.string()));
  // The worker of a command that was just killed may need a moment to end, too.
  for (int tries = 0; tries < 40; ++tries) {
    if (flock(file_, LOCK_EX | LOCK_NB) == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  close(file_);
  throw InputError(fmt::format("{} is being written by another process", folder.string()));
}

FolderLock::~FolderLock() { close(file_); }

bool FolderLock::held(const std::filesystem::path& folder) {
  const int file = open_manifest(folder);
  if (file < 0) return false;
  const bool held = flock(file, LOCK_SH | LOCK_NB) != 0;
  close(file);
  return held;
}

}  // namespace firstmove::engine
