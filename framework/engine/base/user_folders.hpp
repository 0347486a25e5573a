// The user's data and cache folders, by the XDG Base Directory Specification.
#pragma once

#include <filesystem>

namespace firstmove::engine {

// $XDG_DATA_HOME, else ~/.local/share; $XDG_CACHE_HOME, else ~/.cache. Variables that hold relative
// paths are ignored, as the specification says. Empty if there is no such folder.
std::filesystem::path user_data_folder();
std::filesystem::path user_cache_folder();

}  // namespace firstmove::engine
