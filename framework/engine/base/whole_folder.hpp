// A folder that appears with all of its files, or not at all.
#pragma once

#include <filesystem>

namespace firstmove::engine {

// Files are written into path(), a hidden folder on the same file system; keep() moves it to
// `target`. Without keep(), the destructor removes it. A hidden folder that a killed process left
// is removed by the next object with the same target.
class WholeFolder {
 public:
  // Throws InputError, like keep(), if `target` exists and is not an empty folder, or cannot be
  // created.
  explicit WholeFolder(const std::filesystem::path& target);
  ~WholeFolder();
  WholeFolder(const WholeFolder&) = delete;
  WholeFolder& operator=(const WholeFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void keep();

 private:
  std::filesystem::path target_, path_;
  int lock_ = -1;  // on the hidden folder, while this process uses it
};

}  // namespace firstmove::engine
