// The folder of compiled games: only this user can write there, and what is found there is whole.
#pragma once

#include <filesystem>
#include <string>

namespace firstmove::engine {

// firstmove/plugins in user_cache_folder(). An entry is a folder in it; it holds libraries, each in
// a folder named by its SHA-256, and the file `made`, which holds the SHA-256 of the last one and
// is written after it. So a process that dies, or another one that compiles the same game, leaves
// no library behind that is taken for what it is not.
class GameCache {
 public:
  // Creates the folder, with mode 0700. Throws InputError if there is no such folder, or if other
  // users can change it or a folder above it, from user_cache_folder() on: they could put libraries
  // there, and this program would run them.
  GameCache();

  const std::filesystem::path& folder() const { return folder_; }
  // The library of this name in an entry, a path relative to folder(); empty if it is missing,
  // truncated or changed. Throws InputError if other users can change it.
  std::filesystem::path find(const std::filesystem::path& entry, const std::string& library) const;
  // Moves a library into an entry. Returns its new path.
  std::filesystem::path keep(const std::filesystem::path& entry,
                             const std::filesystem::path& made) const;
  // Moves a file into an entry, in place of the one before.
  void keep_file(const std::filesystem::path& entry, const std::filesystem::path& file) const;
  // Throws InputError if other users can change a folder or file in this folder.
  void require_private(const std::filesystem::path& inside) const;

 private:
  void create(const std::filesystem::path& inside) const;

  std::filesystem::path root_, folder_;
};

// A folder of this process in the cache, removed with its object.
class WorkFolder {
 public:
  explicit WorkFolder(const GameCache& cache);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  std::filesystem::path path;
};

}  // namespace firstmove::engine
