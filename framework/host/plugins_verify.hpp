// firstmove plugins --verify
#pragma once

#include <filesystem>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

// Prints for every plugin file in the folders whether it can be used and is the file that is listed
// in SHA256SUMS. Returns the exit code: 0 if nothing is wrong, else 1. Throws InputError.
int verify_plugins(const std::vector<std::filesystem::path>& folders, bool json);

}  // namespace firstmove::host
