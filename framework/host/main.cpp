// firstmove: learning dynamics in games where somebody moves first. The commands, and nothing else.
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>

#include "base/diagnostics.hpp"
#include "call/crash_guard.hpp"
#include "check_command.hpp"
#include "diff_command.hpp"
#include "export_command.hpp"
#include "flow_command.hpp"
#include "lock_command.hpp"
#include "lock_in_command.hpp"
#include "manifest/manifest.hpp"
#include "map_command.hpp"
#include "new_command.hpp"
#include "plugins_command.hpp"
#include "probe_command.hpp"
#include "report_command.hpp"
#include "reproduce_command.hpp"
#include "run_command.hpp"
#include "show_command.hpp"
#include "solve_command.hpp"
#include "spectrum_command.hpp"
#include "status_command.hpp"
#include "terminal.hpp"
#include "verify_command.hpp"

namespace {

using namespace firstmove::host;

// Exit codes; 1 and 130 come from run_command.
constexpr int wrong_input = 2;

void set_up_log(bool quiet) {
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(
      Terminal::of_stderr().color ? spdlog::color_mode::always : spdlog::color_mode::never);
  auto log = std::make_shared<spdlog::logger>("firstmove", sink);
  log->set_pattern("%^%l%$: %v");
  log->set_level(quiet ? spdlog::level::warn : spdlog::level::info);
  spdlog::set_default_logger(std::move(log));
}

// Commands that call plugins outside of runs: what goes wrong there ends them with a sentence.
int guarded(const std::function<int()>& command) {
  constexpr double limit = 600;  // seconds in one call
  int code = 0;
  const std::string fault = survive(limit, [&] { code = command(); });
  if (fault.empty()) return code;
  std::cerr << fault << '\n';
  return 1;
}

int run(int argc, char** argv) {
  CLI::App app("Learning dynamics in games where somebody moves first.", "firstmove");
  app.set_version_flag("--version", "firstmove " FIRSTMOVE_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  std::vector<std::filesystem::path> plugin_path;
  bool quiet = false;
  app.add_option("--plugin-path", plugin_path,
                 "a folder with plugins, looked in before all others; may be repeated")
      ->allow_extra_args(false);
  app.add_flag("-q,--quiet", quiet, "only warnings and errors");

  RunArguments run_arguments;
  CLI::App* run = add_run(app, run_arguments);
  StatusArguments status_arguments;
  CLI::App* status = add_status(app, status_arguments);
  ReportArguments report_arguments;
  CLI::App* report = add_report(app, report_arguments);
  ExportArguments export_arguments;
  CLI::App* exporting = add_export(app, export_arguments);
  ReproduceArguments reproduce_arguments;
  CLI::App* reproduce = add_reproduce(app, reproduce_arguments);
  DiffArguments diff_arguments;
  CLI::App* diff = add_diff(app, diff_arguments);
  LockArguments lock_arguments;
  CLI::App* lock = add_lock(app, lock_arguments);
  ShowArguments show_arguments;
  CLI::App* show = add_show(app, show_arguments);
  ProbeArguments probe_arguments;
  CLI::App* probe = add_probe(app, probe_arguments);
  SolveArguments solve_arguments;
  CLI::App* solve = add_solve(app, solve_arguments);
  SpectrumArguments spectrum_arguments;
  CLI::App* spectrum = add_spectrum(app, spectrum_arguments);
  MapArguments map_arguments;
  CLI::App* map = add_map(app, map_arguments);
  FlowArguments flow_arguments;
  CLI::App* flow = add_flow(app, flow_arguments);
  ShadowArguments shadow_arguments;
  CLI::App* shadow = add_shadow(app, shadow_arguments);
  LockInArguments lock_in_arguments;
  CLI::App* lock_in = add_lock_in(app, lock_in_arguments);
  NewArguments new_arguments;
  CLI::App* make_new = add_new(app, new_arguments);
  CheckArguments check_arguments;
  CLI::App* check = add_check(app, check_arguments);

  bool plugins_json = false, plugins_markdown = false, plugins_verify = false;
  CLI::App* plugins = app.add_subcommand("plugins", "what is installed, from where");
  plugins->add_flag("--json", plugins_json, "as JSON");
  plugins->add_flag("--markdown", plugins_markdown, "the learners, as docs/learners.md has them")
      ->excludes("--json");
  plugins
      ->add_flag("--verify", plugins_verify,
                 "whether every plugin file can be used and is the one that SHA256SUMS lists")
      ->excludes("--markdown");

  CLI::App* schema = app.add_subcommand("schema", "a JSON Schema of manifests, for editors");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : wrong_input;
  }
  set_up_log(quiet);

  if (*run) return run_command(run_arguments, plugin_path, quiet);
  if (*status) return status_command(status_arguments, plugin_path);
  if (*report) return report_command(report_arguments, plugin_path);
  if (*exporting) return export_command(export_arguments);
  if (*reproduce)
    return guarded([&] { return reproduce_command(reproduce_arguments, plugin_path); });
  if (*diff) return diff_command(diff_arguments);
  if (*lock) return lock_command(lock_arguments, plugin_path);
  if (*show) return guarded([&] { return show_command(show_arguments, plugin_path); });
  if (*probe) return guarded([&] { return probe_command(probe_arguments, plugin_path); });
  if (*solve) return guarded([&] { return solve_command(solve_arguments, plugin_path); });
  if (*spectrum) return guarded([&] { return spectrum_command(spectrum_arguments, plugin_path); });
  if (*map) return guarded([&] { return map_command(map_arguments, plugin_path); });
  if (*flow) return guarded([&] { return flow_command(flow_arguments, plugin_path); });
  if (*shadow) return guarded([&] { return shadow_command(shadow_arguments, plugin_path); });
  if (*lock_in) return guarded([&] { return lock_in_command(lock_in_arguments, plugin_path); });
  if (*make_new) return new_command(new_arguments, plugin_path);
  if (*check) return check_command(check_arguments, plugin_path, quiet);
  const Catalog catalog(plugin_folders(plugin_path));
  if (plugins_verify) return verify_command(catalog.folders(), plugins_json);
  if (*plugins)
    return plugins_command(catalog, plugins_markdown ? PluginsForm::markdown
                                    : plugins_json   ? PluginsForm::json
                                                     : PluginsForm::text);
  if (*schema) std::cout << manifest_schema(catalog) << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const firstmove::engine::InputError& error) {
    std::cerr << error.what() << '\n';
    return wrong_input;
  } catch (const firstmove::engine::PluginError& error) {
    std::cerr << error.what() << '\n';
    return wrong_input;
  } catch (const std::exception& error) {
    std::cerr << "firstmove: " << error.what() << '\n';
    return 1;
  }
}
