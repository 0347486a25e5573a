// firstmove reproduce
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

struct ReproduceArguments {
  std::filesystem::path folder;
  std::int64_t run = 0;
  bool json = false;
};
// Declares the command and its options.
CLI::App* add_reproduce(CLI::App& app, ReproduceArguments& to);

// The exit code: 0 if the run has the same bits again, else 1. Throws InputError.
int reproduce_command(const ReproduceArguments& arguments,
                      const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
