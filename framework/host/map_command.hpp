// firstmove map
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

struct MapArguments {
  std::filesystem::path manifest, out;
  std::string box, axes = "1,2", at = "start";
  std::uint32_t points = 200;
  std::vector<std::string> learners;
  double tolerance = 1e-3;
  unsigned jobs = 0;  // 0: all processors
  std::vector<std::string> overrides;
  bool json = false;
};
// Declares the command and its options.
CLI::App* add_map(CLI::App& app, MapArguments& to);

// Writes the map into a folder: map.json, and a .npy file for each grid of values, a row for each
// point of the second axis. Throws InputError before anything is written.
int map_command(const MapArguments& arguments,
                const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
