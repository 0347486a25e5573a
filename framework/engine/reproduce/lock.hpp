// A manifest's lock: all that decides what its experiment comes to, written down beside it.
#pragma once

#include <filesystem>
#include <string>

#include "manifest/manifest.hpp"

namespace firstmove::engine {

std::filesystem::path lock_file(const std::filesystem::path& manifest);  // NAME.lock beside it

// The lock as TOML: settings, plugins, this firstmove, and the processor.
std::string lock_text(const Manifest& manifest);

// Throws InputError if the manifest has no lock, or for each thing that is not as its lock says.
void check_lock(const Manifest& manifest);

}  // namespace firstmove::engine
