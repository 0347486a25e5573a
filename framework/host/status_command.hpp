// firstmove status
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

struct StatusArguments {
  std::filesystem::path folder;
  bool json = false;
};
// Declares the command and its options.
CLI::App* add_status(CLI::App& app, StatusArguments& to);

// Prints how far an experiment is, what its runs came to, and which are missing. Throws InputError.
int status_command(const StatusArguments& arguments,
                   const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
