#include "base/inside.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// Whether a part of `path` below `folder` is a link. weakly_canonical() leaves only links that lead
// nowhere: to write to one would create a file elsewhere.
bool has_link(const fs::path& folder, const fs::path& path) {
  fs::path at = folder;
  for (const fs::path& part : path) {
    at /= part;
    std::error_code error;
    if (fs::is_symlink(fs::symlink_status(at, error))) return true;
  }
  return false;
}

}  // namespace

std::optional<fs::path> inside(const fs::path& folder, const fs::path& path) {
  if (path.empty() || path.is_absolute()) return std::nullopt;
  std::error_code error;
  const fs::path base = fs::canonical(folder, error);
  if (error) return std::nullopt;
  fs::path found = fs::weakly_canonical(base / path, error);
  if (error) return std::nullopt;
  const fs::path relative = found.lexically_relative(base);
  if (relative.empty() || relative == "." || *relative.begin() == "..") return std::nullopt;
  if (has_link(base, relative)) return std::nullopt;
  return found;
}

}  // namespace firstmove::engine
