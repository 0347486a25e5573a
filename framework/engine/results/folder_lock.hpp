// The lock with which only one process at a time writes a results folder.
#pragma once

#include <filesystem>

namespace firstmove::engine {

// Held from construction to destruction; the operating system releases it if the process dies.
class FolderLock {
 public:
  // Throws InputError if there are no results, or another process holds the lock.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  // Whether some process holds it.
  static bool held(const std::filesystem::path& folder);

 private:
  int file_;
};

}  // namespace firstmove::engine
