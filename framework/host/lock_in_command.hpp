// firstmove lock-in
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

struct LockInArguments {
  std::filesystem::path manifest;
  std::string target, epsilon, from, reached;
  std::uint32_t player = 0;  // counted from 1; 0: all
  double confidence = 0.95;
  std::vector<std::string> learners;  // none: all of them
  unsigned jobs = 0;                  // 0: all processors
  std::vector<std::string> overrides;
  bool json = false;
};
// Declares the command and its options.
CLI::App* add_lock_in(CLI::App& app, LockInArguments& to);

// Prints the shares of runs that stay close to a joint action. Throws InputError.
int lock_in_command(const LockInArguments& arguments,
                    const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
