// firstmove run
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

struct RunArguments {
  std::filesystem::path manifest;
  std::filesystem::path out;  // empty: results/NAME, or the next free results/NAME-2, ..
  std::vector<std::string> overrides;
  unsigned jobs = 0;  // 0: all processors
  std::vector<std::filesystem::path> earlier;
  std::vector<std::string> trusted;
  bool fresh = false;
  bool resume = false;
  bool locked = false;
  bool dry_run = false;
  bool json_lines = false;
  bool json = false;  // of a dry run
};
// Declares the command and its options.
CLI::App* add_run(CLI::App& app, RunArguments& to);

// The exit code: 0, 1 if runs failed, 130 if interrupted.
int run_command(const RunArguments& arguments,
                const std::vector<std::filesystem::path>& plugin_path, bool quiet);

}  // namespace firstmove::host
