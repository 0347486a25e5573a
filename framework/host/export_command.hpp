// firstmove export
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>

#include "engine_names.hpp"
#include "export/export.hpp"

namespace firstmove::host {

struct ExportArguments {
  std::filesystem::path folder, out;
  ExportFormats formats;
};
// Declares the command and its options.
CLI::App* add_export(CLI::App& app, ExportArguments& to);

// Writes the files and says where. Throws InputError.
int export_command(const ExportArguments& arguments);

}  // namespace firstmove::host
