// firstmove check
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "engine_names.hpp"

namespace firstmove::host {

struct CheckArguments {
  std::string plugin;  // an id, or the path of a library
  CheckOptions options;
  bool json = false;
};
CLI::App* add_check(CLI::App& app, CheckArguments& to);

// 0, or 1 if a check failed. Keeps the verdict (trust.hpp) if all checks were made.
int check_command(const CheckArguments& arguments,
                  const std::vector<std::filesystem::path>& plugin_path, bool quiet);

}  // namespace firstmove::host
