// Finds plugin libraries by name, loads them for good, and tells what is installed.
#pragma once

#include <firstmove/abi.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace firstmove {

// One plugin of a loaded library. Cheap to copy; what it points to lives as long as the process.
struct Plugin {
  std::filesystem::path file;
  const fm_library* library = nullptr;
  const fm_descriptor* descriptor = nullptr;

  const fm_game& game() const { return *static_cast<const fm_game*>(descriptor->table); }
  const fm_learner& learner() const { return *static_cast<const fm_learner*>(descriptor->table); }
  // What a learner says of its rule; NULL if nothing.
  const fm_rule* rule() const {
    return FM_HAS(&learner(), fm_learner, rule) ? learner().rule : nullptr;
  }
  const fm_observer& observer() const {
    return *static_cast<const fm_observer*>(descriptor->table);
  }
};

// A library or plugin that cannot be had; what() is a sentence for the person who asked.
class PluginError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

const char* kind_name(std::int32_t kind);  // "game", "learner", "observer"

// Where plugins are looked for, first found wins: `given` (--plugin-path), then
// FIRSTMOVE_PLUGIN_PATH (folders parted by ':'), then `manifest_folder` (skipped if empty), then
// the plugins of the build or install tree that this program runs from.
std::vector<std::filesystem::path> plugin_folders(
    const std::vector<std::filesystem::path>& given,
    const std::filesystem::path& manifest_folder = {});

// Loads one library with local symbols, all resolved at load, never unloaded, and checks all that
// the ABI promises about its table and descriptors. Throws PluginError.
const fm_library& load_library(const std::filesystem::path& file);

class Catalog {
 public:
  explicit Catalog(std::vector<std::filesystem::path> folders);

  // The plugin `id` of a kind (FM_KIND_*), from the first folder that holds `id`.so. Throws
  // PluginError: not found (with the nearest names and the folders searched), cannot be loaded, or
  // of another kind.
  Plugin find(std::int32_t kind, const std::string& id) const;

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
  Listing list() const;

  const std::vector<std::filesystem::path>& folders() const { return folders_; }

 private:
  std::vector<std::filesystem::path> folders_;
};

}  // namespace firstmove
