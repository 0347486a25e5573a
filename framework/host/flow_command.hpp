// firstmove flow, firstmove shadow
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

struct FlowArguments {
  std::filesystem::path manifest;
  std::string at = "start", field = "simultaneous", learner;
  double time = 0, tau = 1, tolerance = 1e-10;
  std::uint32_t points = 100;
  std::vector<std::string> overrides;
  bool json = false;
};
// Declares the command and its options.
CLI::App* add_flow(CLI::App& app, FlowArguments& to);
// Prints the path of a flow. Throws InputError.
int flow_command(const FlowArguments& arguments,
                 const std::vector<std::filesystem::path>& plugin_path);

struct ShadowArguments {
  std::filesystem::path manifest;
  std::string learner, field = "learner", from;
  std::uint32_t replicate = 0;
  std::uint64_t window = 100;
  double tolerance = 1e-10;
  std::vector<std::string> overrides;
  bool json = false;
};
// Declares the command and its options.
CLI::App* add_shadow(CLI::App& app, ShadowArguments& to);
// Prints how far a run's path is from the flow, window by window. Throws InputError.
int shadow_command(const ShadowArguments& arguments,
                   const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
