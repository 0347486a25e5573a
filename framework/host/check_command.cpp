#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "base/diagnostics.hpp"
#include "base/json_text.hpp"
#include "check/check.hpp"
#include "check/trust.hpp"
#include "command.hpp"
#include "compile/compiler.hpp"
#include "json.hpp"
#include "plugin/catalog.hpp"
#include "plugin/plugin_file.hpp"
#include "terminal.hpp"

namespace firstmove::host {
namespace {

struct CheckArguments {
  std::string plugin;  // an id, or the path of a library
  CheckOptions options;
  bool json = false;
};

std::filesystem::path file_of(const std::string& plugin,
                              const std::vector<std::filesystem::path>& plugin_path) {
  if (plugin.ends_with(".cpp") || plugin.ends_with(".cc") || plugin.ends_with(".c"))
    return compile_file(plugin).library;
  if (plugin.find('/') != std::string::npos || plugin.ends_with(".so")) {
    if (!std::filesystem::is_regular_file(plugin))
      throw InputError(fmt::format("there is no file {}", plugin));
    return plugin;
  }
  return plugin_file(plugin_folders(plugin_path), plugin);
}

Json document(const CheckReport& report) {
  Json findings = Json::array();
  for (const Finding& f : report.findings)
    findings.push_back({{"plugin", f.plugin},
                        {"check", f.check},
                        {"verdict", checks::result_name(f.answer.verdict)},
                        {"fault", checks::fault_name(f.answer.fault)},
                        {"text", f.answer.text},
                        {"seconds", f.seconds}});
  return {{"file", report.file.string()},
          {"sha256", report.sha256},
          {"abi", fmt::format("{}.{}", FM_ABI_MAJOR, FM_ABI_MINOR)},
          {"passed", report.passed()},
          {"failed", report.failed()},
          {"checks", findings}};
}

void print(const CheckReport& report) {
  const char* const no_color = std::getenv("NO_COLOR");
  const bool color = isatty(STDOUT_FILENO) != 0 && (!no_color || *no_color == '\0');
  const auto painted = [color](checks::CheckResult verdict) {
    const std::string text = fmt::format("{:<7}", checks::result_name(verdict));
    if (!color) return text;
    const int paint = verdict == checks::CheckResult::passed   ? 32
                      : verdict == checks::CheckResult::failed ? 31
                      : verdict == checks::CheckResult::noted  ? 33
                                                               : 2;
    return fmt::format("\033[{}m{}\033[0m", paint, text);
  };
  std::string out, plugin = "\n";
  for (const Finding& f : report.findings) {
    if (f.plugin != plugin) out += f.plugin.empty() ? report.file.string() : f.plugin;
    if (f.plugin != plugin) out += '\n';
    plugin = f.plugin;
    out += fmt::format("  {}  {:<12} {}\n", painted(f.answer.verdict), f.check, f.answer.text);
  }
  const auto failed = report.failed();
  if (failed.empty())
    out += report.whole ? "all checks passed\n" : "passed\n";
  else
    out += fmt::format("failed: {}\n", fmt::join(failed, ", "));
  std::cout << out;
}

void declare_check(CLI::App& command, CheckArguments& to) {
  command.add_option("plugin", to.plugin, "its id, the path of its library, or of a source file")
      ->required();
  command.add_option("--params", to.options.params,
                     "its parameters as a TOML table: --params '{ A = 80.0 }'");
  command
      .add_option("--seconds", to.options.limits.seconds,
                  "the longest that one check may take, in seconds")
      ->check(above_zero())
      ->capture_default_str();
  command
      .add_option("--memory", to.options.limits.gibibytes,
                  "the most memory that one check may use, in GiB")
      ->check(above_zero())
      ->capture_default_str();
  command.add_option("--only", to.options.only, "make only the check of this name");
  command.add_flag("--json", to.json, "as JSON");
}

// Returns 0, or 1 if a check failed. Stores the verdict (trust.hpp) if all checks were made.
int check_command(const CheckArguments& arguments, const Context& context) {
  CheckOptions options = arguments.options;
  const std::filesystem::path file = file_of(arguments.plugin, context.plugin_path);
  StatusLine line;
  if (!context.quiet)
    options.on_check = [&line](const std::string& check) { line.show(check + " .."); };
  const CheckReport report = check_plugin(file, options);
  line.show("");
  if (arguments.json)
    std::cout << json_text(document(report), 2) << '\n';
  else
    print(report);
  if (report.whole) keep_verdict(report);
  return report.passed() ? 0 : 1;
}

const RegisterCommand register_check(
    {
        .group = CommandGroup::plugins,
        .rank = 20,
        .name = "check",
        .summary = "check that a plugin does what the ABI requires",
    },
    declare_check, check_command);

}  // namespace
}  // namespace firstmove::host
