#include "base/private_folder.hpp"

#include <spdlog/fmt/fmt.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

bool make_one(const fs::path& folder) {
  if (mkdir(folder.c_str(), S_IRWXU) == 0) return true;
  const int why = errno;
  std::error_code ignored;
  const bool there = why == EEXIST && fs::is_directory(folder, ignored);
  errno = why;
  return there;
}

// mkdir -p -m 700: unlike with create_directories, the folders are never open to others.
bool make(const fs::path& folder) {
  if (make_one(folder)) return true;
  return errno == ENOENT && folder.has_parent_path() && folder.parent_path() != folder &&
         make(folder.parent_path()) && make_one(folder);
}

}  // namespace

std::string changed_by_others(const fs::path& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return "";
  if (found.st_uid != geteuid() && found.st_uid != 0)
    return fmt::format("{} belongs to another user (uid {})", path.string(), found.st_uid);
  // The group that has the user's number is by convention the user's own.
  const bool own_group = found.st_gid == geteuid() && getegid() == geteuid();
  const mode_t others = own_group ? S_IWOTH : S_IWGRP | S_IWOTH;
  if ((found.st_mode & others) != 0)
    return fmt::format("{} can be written by other users (mode {:o})", path.string(),
                       found.st_mode & 07777);
  return "";
}

std::string changed_by_others(const fs::path& root, const fs::path& below) {
  fs::path at = root;
  std::string fault = changed_by_others(at);
  for (const fs::path& part : below)
    if (fault.empty()) fault = changed_by_others(at /= part);
  return fault;
}

std::string make_private_folder(const fs::path& root, const fs::path& below) {
  fs::path folder = root / below;
  if (!folder.has_filename()) folder = folder.parent_path();
  return make(folder)
             ? ""
             : fmt::format("{} cannot be created: {}", folder.string(), std::strerror(errno));
}

}  // namespace firstmove::engine
