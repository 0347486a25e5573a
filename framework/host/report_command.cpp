#include <spdlog/fmt/fmt.h>

#include <filesystem>
#include <iostream>
#include <thread>
#include <vector>

#include "arguments.hpp"
#include "call/host_side.hpp"
#include "command.hpp"
#include "output.hpp"
#include "report/report.hpp"

namespace firstmove::host {
namespace {

struct ReportArguments {
  Report report;
  bool page_only = false;
};

void declare_report(CLI::App& command, ReportArguments& to) {
  command.add_option("folders", to.report.folders, "results folders")->required();
  command
      .add_option("--out", to.report.out,
                  "folder for report.html and figures/ (default: the first results folder)")
      ->check(possible_folder());
  command.add_flag("--page-only", to.page_only, "write no figures as SVG and PDF files");
  command
      .add_option(
          "--tolerance", to.report.options.tolerance,
          "a run is at a point x if its distance is at most this share of half the widths of the "
          "game's box, or of |x| where that is more")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command
      .add_option("--confidence", to.report.options.confidence, "confidence level of all intervals")
      ->check(CLI::Range(0.5, 0.9999))
      ->capture_default_str();
  command.add_option("--jobs", to.report.options.jobs, "threads (default: all processors)")
      ->check(CLI::Range(1, 4096));
}

// Writes the page and prints its path. Throws InputError.
int report_command(const ReportArguments& arguments, const Context& context) {
  Report report = arguments.report;
  if (report.out.empty()) report.out = report.folders.front();
  report.files = !arguments.page_only;
  if (report.options.jobs == 0)
    report.options.jobs = std::max(1u, std::thread::hardware_concurrency());
  let_plugins_print(false);
  const std::filesystem::path page = write_report(report, context.plugin_path);
  say_what_is_kept(fmt::format("the report {} is complete", page.string()));
  std::cout << page.string() << '\n';
  return 0;
}

const RegisterCommand register_report(
    {
        .group = CommandGroup::results,
        .rank = 10,
        .name = "report",
        .summary = "write the comparison as one HTML page, and its figures as files",
    },
    declare_report, report_command);

}  // namespace
}  // namespace firstmove::host
