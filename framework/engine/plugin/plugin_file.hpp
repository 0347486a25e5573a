// Finds the files of plugin libraries without loading them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine {

// The last of plugin_folders (catalog.hpp): the plugins of the build or install tree.
std::vector<std::filesystem::path> own_plugin_folders();

// The library file of a plugin of any kind. Throws PluginError if no folder holds it.
std::filesystem::path plugin_file(const std::vector<std::filesystem::path>& folders,
                                  const std::string& id);

}  // namespace firstmove::engine
