// firstmove probe
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

struct ProbeArguments {
  std::filesystem::path manifest;
  std::string at;             // "x1,x2,.."
  std::string learner;        // empty: none
  std::optional<double> eta;  // also the regularized field
  bool statements = false;    // also the paper's statements
  std::vector<std::string> overrides;
  bool json = false;
};
// Declares the command and its options.
CLI::App* add_probe(CLI::App& app, ProbeArguments& to);

int probe_command(const ProbeArguments& arguments,
                  const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
