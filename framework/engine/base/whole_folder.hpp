// A folder that is there with all of its files, or not at all.
#pragma once

#include <filesystem>

namespace firstmove::engine {

// Files are written into path(), a hidden folder on the same file system; keep() moves it to where
// it belongs. Without that, nothing is left of it.
class WholeFolder {
 public:
  // Throws InputError, as keep() does, if `target` is there and not an empty folder, or cannot be
  // made.
  explicit WholeFolder(const std::filesystem::path& target);
  ~WholeFolder();
  WholeFolder(const WholeFolder&) = delete;
  WholeFolder& operator=(const WholeFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void keep();

 private:
  std::filesystem::path target_, path_;
};

}  // namespace firstmove::engine
