// firstmove report
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <vector>

#include "engine_names.hpp"
#include "report/report.hpp"

namespace firstmove::host {

struct ReportArguments {
  Report report;
  bool page_only = false;
};
// Declares the command and its options.
CLI::App* add_report(CLI::App& app, ReportArguments& to);

// Writes the page and says where. Throws InputError.
int report_command(const ReportArguments& arguments,
                   const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host
