// firstmove new
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

struct NewArguments {
  std::string kind, name, language = "c++";
  std::filesystem::path into = ".";
};
// Declares the command and its options.
CLI::App* add_new(CLI::App& app, NewArguments& to);

// Makes the folder of a new plugin, whole or not at all, and says what to type next. Throws
// InputError.
int new_command(const NewArguments& arguments,
                const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
