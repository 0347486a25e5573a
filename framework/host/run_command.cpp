#include <spdlog/spdlog.h>

#include <filesystem>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "arguments.hpp"
#include "call/host_side.hpp"
#include "call/supervisor.hpp"
#include "command.hpp"
#include "experiment/experiment.hpp"
#include "output.hpp"
#include "plan_text.hpp"
#include "reproduce/lock.hpp"
#include "run_events.hpp"
#include "terminal.hpp"

namespace firstmove::host {
namespace {

struct RunArguments {
  std::filesystem::path manifest;
  std::filesystem::path out;  // empty: results/NAME, or the next free results/NAME-2, ..
  std::vector<std::string> overrides;
  unsigned jobs = 0;  // 0: all processors
  std::vector<std::filesystem::path> earlier;
  std::vector<std::string> trusted;
  bool fresh = false;
  bool resume = false;
  bool locked = false;
  bool dry_run = false;
  bool json_lines = false;
  bool json = false;  // of a dry run
};

void print_plan(const Manifest& manifest, const RunOptions& options, bool as_json) {
  const Plan plan{manifest, estimate(manifest, options.jobs), options.jobs, options.folder};
  std::cout << (as_json ? plan_json(plan) + "\n" : plan_text(plan));
}

void declare_run(CLI::App& command, RunArguments& to) {
  command.add_option("manifest", to.manifest, "the experiment, a TOML file")->required();
  command
      .add_option("--out", to.out,
                  "folder for the results; results of the same manifest there are resumed")
      ->check(possible_folder());
  command
      .add_option("--set", to.overrides,
                  "KEY=VALUE, changes the manifest: --set experiment.steps=100")
      ->allow_extra_args(false);
  command.add_option("--jobs", to.jobs, "threads (default: all processors)")
      ->check(CLI::Range(1, 4096));
  command.add_flag("--resume", to.resume, "the results in --out must exist already");
  command
      .add_option(
          "--reuse", to.earlier,
          "a results folder whose identical runs are reused, in addition to this experiment's "
          "results beside --out; may be repeated")
      ->allow_extra_args(false);
  command.add_flag("--fresh", to.fresh, "reuse no runs of earlier results")->excludes("--reuse");
  command.add_flag("--locked", to.locked,
                   "refuse to run if anything differs from the manifest's lock ('firstmove lock')");
  command
      .add_option("--trust", to.trusted,
                  "the id of a plugin that may run even if its check failed; may be repeated")
      ->allow_extra_args(false);
  command.add_flag("--json-lines", to.json_lines,
                   "report the beginning, each run as it ends, and the end on standard "
                   "output, one JSON object per line");
  CLI::Option* dry_run =
      command.add_flag("--dry-run", to.dry_run, "show what would run, and write nothing");
  command.add_flag("--json", to.json, "with --dry-run: as JSON")->needs(dry_run);
}

// Returns the exit code: 0, 1 if runs failed, or 130 if interrupted.
int run_command(const RunArguments& arguments, const Context& context) {
  if (arguments.resume && arguments.out.empty())
    throw InputError("--resume needs --out, the folder of the results to resume");
  const Catalog catalog(plugin_folders(context.plugin_path, manifest_folder(arguments.manifest)));
  Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  if (arguments.locked) check_lock(manifest);
  const std::string name = manifest.variants.front().spec.name;

  RunOptions options;
  options.folder = arguments.out;
  options.jobs =
      arguments.jobs != 0 ? arguments.jobs : std::max(1u, std::thread::hardware_concurrency());
  if (arguments.dry_run) {
    PluginHashes hashes;
    check_experiment(manifest, Distrust(manifest, hashes, arguments.trusted));
    if (options.folder.empty()) options.folder = std::filesystem::path("results") / name;
    print_plan(manifest, options, arguments.json);
    return 0;
  }
  options.resume = arguments.resume;
  options.reuse = !arguments.fresh;
  options.earlier = arguments.earlier;
  options.trusted = arguments.trusted;
  let_plugins_print(!context.quiet);
  const Terminal terminal = Terminal::of_stderr();
  options.terminal = terminal.interactive;
  options.width = terminal.width;
  options.color = terminal.color;

  if (arguments.json_lines) report_in_json_lines(options);

  const RunOutcome outcome = run_experiment(manifest, options, end_in_order());
  say_what_is_kept(fmt::format("the results in {} are kept", outcome.folder.string()));
  if (arguments.json_lines) report_end(outcome);
  if (outcome.interrupted) {
    spdlog::warn("interrupted after {} runs; resume with --resume --out {}", outcome.runs,
                 outcome.folder.string());
    return 130;
  }
  spdlog::info("results in {}", outcome.folder.string());
  if (outcome.failed == 0) return 0;
  spdlog::warn("{} of {} runs failed", outcome.failed, outcome.runs);
  return 1;
}

const RegisterCommand register_run(
    {
        .group = CommandGroup::run,
        .rank = 10,
        .name = "run",
        .summary = "run an experiment",
    },
    declare_run, run_command);

}  // namespace
}  // namespace firstmove::host
