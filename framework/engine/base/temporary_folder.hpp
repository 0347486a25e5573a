// A temporary folder that is removed with its object.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace firstmove::engine {

// What the names of this process's temporary folders begin with.
inline std::string temporary_prefix = "firstmove-";

// Removes the temporary folders with this prefix, which a dead process left behind.
inline void remove_temporary_folders(const std::string& prefix) {
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::temp_directory_path(ignored), ignored))
    if (entry.path().filename().string().starts_with(prefix))
      std::filesystem::remove_all(entry.path(), ignored);
}

class TemporaryFolder {
 public:
  // Throws std::runtime_error if the folder cannot be created.
  TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / (temporary_prefix + "XXXXXX")).string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot create a temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace firstmove::engine
