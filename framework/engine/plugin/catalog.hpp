// Finds plugin libraries by name, loads them permanently, and lists what is installed.
#pragma once

#include <firstmove/abi.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace firstmove::engine {

// One plugin of a loaded library, or of this program itself. Cheap to copy; what it points to lives
// as long as the process.
struct Plugin {
  std::filesystem::path file;  // empty: it is of this program itself
  const fm_library* library = nullptr;
  const fm_descriptor* descriptor = nullptr;
  std::string sha256 = {};  // of a plugin without a file: of what defines it

  const fm_game& game() const { return *static_cast<const fm_game*>(descriptor->table); }
  const fm_learner& learner() const { return *static_cast<const fm_learner*>(descriptor->table); }
  // A learner's description of its rule; NULL if it gives none.
  const fm_rule* rule() const {
    return FM_HAS(&learner(), fm_learner, rule) ? learner().rule : nullptr;
  }
  const fm_observer& observer() const {
    return *static_cast<const fm_observer*>(descriptor->table);
  }
};

// A library or plugin that is not available; what() is a message for the user.
class PluginError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A library that exists but cannot be used.
class BrokenLibrary : public PluginError {
 public:
  BrokenLibrary(std::filesystem::path library, const std::string& what)
      : PluginError(what), file(std::move(library)) {}
  std::filesystem::path file;
};

// Seconds that loading a library may take.
inline constexpr double load_limit = 10;

const char* kind_name(std::int32_t kind);  // "game", "learner", "observer"

// Where plugins are looked for, first found wins: `given` (--plugin-path), then
// FIRSTMOVE_PLUGIN_PATH (folders separated by ':'), then `manifest_folder` (skipped if empty), then
// the user's folder ($XDG_DATA_HOME/firstmove/plugins), then the plugins of the build or install
// tree that this program runs from, then the system's, /usr/local before /usr. The manifest's and
// the user's folder are left out, with a warning, if other users can put libraries there.
std::vector<std::filesystem::path> plugin_folders(
    const std::vector<std::filesystem::path>& given,
    const std::filesystem::path& manifest_folder = {});

// The files in a folder with a plugin's extension, sorted by name.
std::vector<std::filesystem::path> libraries_in(const std::filesystem::path& folder);

// Loads one library with local symbols, all resolved at load time, never unloads it, and checks
// everything that the ABI requires of its table and descriptors. The library is first loaded in
// another process, where this may take `limit` seconds. The texts of the table are cleaned
// (clean_library.hpp). Throws BrokenLibrary, or PluginError if there is no regular file.
const fm_library& load_library(const std::filesystem::path& file, double limit = load_limit);

// Stands for a game or a learner that is not available, in manifests that skip it. It cannot create
// instances.
Plugin absent_plugin(std::int32_t kind, const std::string& id, const std::filesystem::path& file);

class Catalog {
 public:
  explicit Catalog(std::vector<std::filesystem::path> folders);

  // The plugin `id` of a kind (FM_KIND_*), from the first folder that holds `id`.so. `limit`
  // is load_library's. Throws PluginError: not found (with the nearest names and the folders
  // searched), cannot be loaded, or of another kind.
  Plugin find(std::int32_t kind, const std::string& id, double limit = load_limit) const;

  struct Listed {
    Plugin plugin;
    std::vector<std::filesystem::path> hides;  // files of the same name in later folders
  };
  struct Broken {
    std::filesystem::path file;
    std::string reason;
  };
  struct Listing {
    std::vector<Listed> plugins;  // by kind, then id
    std::vector<Broken> broken;
  };
  // Loads everything in the folders.
  Listing list(double limit = load_limit) const;

  const std::vector<std::filesystem::path>& folders() const { return folders_; }

 private:
  std::vector<std::filesystem::path> folders_;
};

}  // namespace firstmove::engine
