// firstmove show
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

struct ShowArguments {
  std::filesystem::path manifest;
  std::vector<std::string> overrides;
  bool origin = false;
  bool json = false;
};
CLI::App* add_show(CLI::App& app, ShowArguments& to);

int show_command(const ShowArguments& arguments,
                 const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
