// A manifest's lock: a file beside it with everything that determines the experiment's results.
#pragma once

#include <filesystem>
#include <string>

#include "manifest/manifest.hpp"

namespace firstmove::engine {

std::filesystem::path lock_file(const std::filesystem::path& manifest);  // NAME.lock beside it

// The lock as TOML: settings, plugins, this firstmove, and the processor.
std::string lock_text(const Manifest& manifest);

// Throws InputError if the manifest has no lock, or with one mistake for each difference from it.
void check_lock(const Manifest& manifest);

}  // namespace firstmove::engine
