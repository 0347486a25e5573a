// Where a user's programs keep things, by the XDG Base Directory Specification.
#pragma once

#include <filesystem>

namespace firstmove::engine {

// $XDG_DATA_HOME, else ~/.local/share; $XDG_CACHE_HOME, else ~/.cache. Paths that are not absolute
// are passed over, as the specification says. Empty if there is no such place.
std::filesystem::path user_data_folder();
std::filesystem::path user_cache_folder();

}  // namespace firstmove::engine
