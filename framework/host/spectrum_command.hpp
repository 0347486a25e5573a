// firstmove spectrum
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "engine_names.hpp"
#include "point/spectra.hpp"

namespace firstmove::host {

struct SpectrumArguments {
  std::filesystem::path manifest;
  std::string at = "start";
  SpectrumOptions options;
  std::vector<std::string> overrides;
  bool json = false;
};
// Declares the command and its options.
CLI::App* add_spectrum(CLI::App& app, SpectrumArguments& to);

// Prints both ends of the spectra at a joint action. Throws InputError.
int spectrum_command(const SpectrumArguments& arguments,
                     const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
