#include "base/whole_folder.hpp"

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "base/diagnostics.hpp"
#include "base/file_names.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

constexpr int most_names = 1000;

// An absolute path with links resolved and no trailing slash.
fs::path resolved(const fs::path& folder) {
  fs::path whole = fs::weakly_canonical(fs::absolute(folder));
  return whole.has_filename() ? whole : whole.parent_path();
}

[[noreturn]] void cannot_be_created(const fs::path& folder, const std::error_code& error) {
  throw InputError(fmt::format("the folder {} cannot be created: {}; choose another one with --out",
                               folder.string(), error.message()));
}

int open_folder(const fs::path& folder) {
  return open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

// Whether `file` is still what `folder` names.
bool is_there(int file, const fs::path& folder) {
  struct stat mine = {}, there = {};
  return fstat(file, &mine) == 0 && lstat(folder.c_str(), &there) == 0 &&
         mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

// Removes hidden folders whose processes are gone: nobody locks them.
void remove_left_behind(const fs::path& parent, const std::string& prefix) {
  std::error_code error;
  fs::directory_iterator entry(parent, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const int file = open_folder(entry->path());
    if (file < 0) continue;
    std::error_code ignored;
    if (flock(file, LOCK_EX | LOCK_NB) == 0) fs::remove_all(entry->path(), ignored);
    close(file);
  }
}

}  // namespace

WholeFolder::WholeFolder(const fs::path& target) {
  if (const std::string fault = fault_of_length(target); !fault.empty())
    throw InputError(
        fmt::format("{}: {}; choose another folder with --out", target.string(), fault));
  target_ = resolved(target);
  std::error_code error;
  if (fs::exists(target_, error) && !(fs::is_directory(target_) && fs::is_empty(target_)))
    throw InputError(
        fmt::format("{} exists already; choose another folder with --out", target_.string()));
  fs::path parent = target_.parent_path();
  while (!fs::exists(parent, error)) parent = parent.parent_path();
  const std::string prefix =
      fmt::format(".{}.firstmove-", target_.filename().string().substr(0, most_name));
  remove_left_behind(parent, prefix);
  // Another process may remove the new folder before it is locked: then the next name is tried.
  for (int n = 0; path_.empty(); ++n) {
    const fs::path hidden = parent / fmt::format("{}{}-{}", prefix, getpid(), n);
    const bool made = fs::create_directory(hidden, error);
    if (error || n == most_names) cannot_be_created(target_, error);
    if (!made) continue;
    lock_ = open_folder(hidden);
    // Some network file systems do not lock folders; there, nothing that was left is removed.
    const bool taken = lock_ >= 0 && flock(lock_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (lock_ >= 0 && !taken && is_there(lock_, hidden))
      path_ = hidden;
    else if (lock_ >= 0)
      close(std::exchange(lock_, -1));
  }
}

WholeFolder::~WholeFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
  if (lock_ >= 0) close(lock_);
}

void WholeFolder::keep() {
  std::error_code error;
  fs::create_directories(target_.parent_path(), error);
  if (!error) fs::rename(path_, target_, error);  // replaces an empty folder
  if (error) cannot_be_created(target_, error);
  path_.clear();
}

}  // namespace firstmove::engine
