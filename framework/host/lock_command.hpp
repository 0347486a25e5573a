// firstmove lock
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

struct LockArguments {
  std::filesystem::path manifest;
  std::vector<std::string> overrides;
};
// Declares the command and its options.
CLI::App* add_lock(CLI::App& app, LockArguments& to);

// Writes the manifest's lock beside it. Throws InputError.
int lock_command(const LockArguments& arguments,
                 const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
