// firstmove: learning dynamics in games where somebody moves first. The commands, and nothing else.
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <iostream>

#include "diagnostics.hpp"
#include "flow_command.hpp"
#include "lock_in_command.hpp"
#include "manifest.hpp"
#include "map_command.hpp"
#include "plugins_command.hpp"
#include "probe_command.hpp"
#include "run_command.hpp"
#include "solve_command.hpp"
#include "spectrum_command.hpp"
#include "terminal.hpp"

namespace {

using namespace firstmove;

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
  CLI::App* run = app.add_subcommand("run", "run an experiment");
  run->add_option("manifest", run_arguments.manifest, "the experiment, a TOML file")->required();
  run->add_option("--out", run_arguments.out, "folder for the results; must not exist yet");
  run->add_option("--set", run_arguments.overrides,
                  "KEY=VALUE, changes the manifest: --set experiment.steps=100")
      ->allow_extra_args(false);
  run->add_option("--jobs", run_arguments.jobs, "threads (default: all processors)")
      ->check(CLI::Range(1, 4096));
  run->add_flag("--resume", run_arguments.resume, "go on with the results in --out");
  run->add_flag("--dry-run", run_arguments.dry_run, "show what would run, and write nothing");

  ProbeArguments probe_arguments;
  CLI::App* probe = app.add_subcommand("probe", "everything known at one joint action");
  probe->add_option("manifest", probe_arguments.manifest, "an experiment, a TOML file")->required();
  probe->add_option("--at", probe_arguments.at, "the joint action: \"x1,x2,...\"")->required();
  probe->add_option("--learner", probe_arguments.learner, "also the direction of this learner");
  probe->add_option("--eta", probe_arguments.eta,
                    "also the field of a leader that regularizes its follower's reaction by this");
  probe->add_flag("--statements", probe_arguments.statements,
                  "also the paper's propositions: hypotheses, conclusions, by how much");
  probe->add_option("--set", probe_arguments.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  probe->add_flag("--json", probe_arguments.json, "as JSON");

  SolveArguments solve_arguments;
  CLI::App* solve = app.add_subcommand("solve", "critical points in a box, classified");
  solve->add_option("manifest", solve_arguments.manifest, "an experiment, a TOML file")->required();
  solve->add_option("--box", solve_arguments.box,
                    "\"lo,hi;lo,hi;..\", a pair each coordinate (default: the game's own)");
  solve->add_option("--starts", solve_arguments.starts, "of Newton's method (default: 1000)")
      ->check(CLI::Range(1u, 10000000u));
  CLI::Option* certify = solve->add_flag(
      "--certify", solve_arguments.certify,
      "prove each point, its class, and that the box holds no other (games with a cost template)");
  solve
      ->add_option("--boxes", solve_arguments.most_boxes,
                   "that a proof may look at (default: 2000000)")
      ->needs(certify);
  solve->add_option("--set", solve_arguments.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  solve->add_flag("--json", solve_arguments.json, "as JSON");

  SpectrumArguments spectrum_arguments;
  CLI::App* spectrum =
      app.add_subcommand("spectrum", "the ends of spectra of large games, from products alone");
  spectrum->add_option("manifest", spectrum_arguments.manifest, "an experiment, a TOML file")
      ->required();
  spectrum->add_option("--at", spectrum_arguments.at,
                       "\"x1,x2,...\" or \"start\" (default: start)");
  spectrum
      ->add_option("--count", spectrum_arguments.options.count,
                   "eigenvalues at each end (default: 3)")
      ->check(CLI::Range(1, 1000));
  spectrum
      ->add_option("--tolerance", spectrum_arguments.options.tolerance,
                   "of their residuals, relative (default: 1e-8)")
      ->check(CLI::Range(1e-14, 1.0));
  spectrum
      ->add_option("--eta", spectrum_arguments.options.eta,
                   "D_22 f_2 + eta I in the Schur complement (default: 0)")
      ->check(CLI::NonNegativeNumber);
  spectrum->add_option("--set", spectrum_arguments.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  spectrum->add_flag("--json", spectrum_arguments.json, "as JSON");

  MapArguments map_arguments;
  CLI::App* map = app.add_subcommand(
      "map", "costs, fields, their zero sets and regions of attraction over two coordinates");
  map->add_option("manifest", map_arguments.manifest, "an experiment, a TOML file")->required();
  map->add_option("--out", map_arguments.out, "folder for the map; must not exist yet")->required();
  map->add_option("--box", map_arguments.box,
                  "\"lo,hi;lo,hi\", of the two coordinates (default: the game's own)");
  map->add_option("--points", map_arguments.points, "of the grid, each way (default: 200)")
      ->check(CLI::Range(2u, 10000u));
  map->add_option("--axes", map_arguments.axes,
                  "\"i,j\": the coordinates, counted from 1 (default: the first two)");
  map->add_option("--at", map_arguments.at,
                  "\"x1,x2,..\" or \"start\": where the other coordinates stay");
  map->add_option("--learner", map_arguments.learners,
                  "also where this learner ends from each point; may be repeated")
      ->allow_extra_args(false);
  map->add_option("--tolerance", map_arguments.tolerance,
                  "within which ends count as one place (default: 1e-3)")
      ->check(CLI::PositiveNumber);
  map->add_option("--jobs", map_arguments.jobs, "threads (default: all processors)")
      ->check(CLI::Range(1, 4096));
  map->add_option("--set", map_arguments.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  map->add_flag("--json", map_arguments.json, "as JSON, as in map.json");

  FlowArguments flow_arguments;
  CLI::App* flow =
      app.add_subcommand("flow", "the continuous-time limit of learning, from a point");
  flow->add_option("manifest", flow_arguments.manifest, "an experiment, a TOML file")->required();
  flow->add_option("--at", flow_arguments.at, "\"x1,x2,...\" or \"start\" (default: start)");
  flow->add_option("--time", flow_arguments.time, "how long")
      ->required()
      ->check(CLI::PositiveNumber);
  flow->add_option("--field", flow_arguments.field,
                   "simultaneous, stackelberg, reduced (the leader over reactions) or learner");
  flow->add_option("--learner", flow_arguments.learner, "whose field, with --field learner");
  flow->add_option("--tau", flow_arguments.tau, "slows the leader down (default: 1)")
      ->check(CLI::PositiveNumber);
  flow->add_option("--points", flow_arguments.points, "of the path (default: 100)")
      ->check(CLI::Range(1u, 10000000u));
  flow->add_option("--tolerance", flow_arguments.tolerance, "of each step (default: 1e-10)")
      ->check(CLI::Range(1e-14, 1.0));
  flow->add_option("--set", flow_arguments.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  flow->add_flag("--json", flow_arguments.json, "as JSON");

  ShadowArguments shadow_arguments;
  CLI::App* shadow = app.add_subcommand("shadow", "how far a run's path is from a flow");
  shadow->add_option("manifest", shadow_arguments.manifest, "an experiment, a TOML file")
      ->required();
  shadow->add_option("--learner", shadow_arguments.learner, "whose run")->required();
  shadow->add_option("--from", shadow_arguments.from, "\"k,k,..\": steps that windows begin at")
      ->required();
  shadow->add_option("--window", shadow_arguments.window, "steps of a window (default: 100)")
      ->check(CLI::PositiveNumber);
  shadow->add_option("--field", shadow_arguments.field,
                     "as in flow; the learner's own if not given");
  shadow->add_option("--replicate", shadow_arguments.replicate, "which run (default: 0)");
  shadow->add_option("--tolerance", shadow_arguments.tolerance, "of the flow (default: 1e-10)")
      ->check(CLI::Range(1e-14, 1.0));
  shadow->add_option("--set", shadow_arguments.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  shadow->add_flag("--json", shadow_arguments.json, "as JSON");

  LockInArguments lock_in_arguments;
  CLI::App* lock_in =
      app.add_subcommand("lock-in", "how often runs stay close to a point from some step on");
  lock_in->add_option("manifest", lock_in_arguments.manifest, "an experiment, a TOML file")
      ->required();
  lock_in->add_option("--target", lock_in_arguments.target, "\"x1,x2,...\"")->required();
  lock_in->add_option("--epsilon", lock_in_arguments.epsilon, "\"e,e,..\": how close")->required();
  lock_in->add_option("--from", lock_in_arguments.from, "\"n,n,..\": from which steps on")
      ->required();
  lock_in->add_option("--player", lock_in_arguments.player,
                      "whose coordinates count (default: all)");
  lock_in->add_option("--reached", lock_in_arguments.reached,
                      "\"q,n\": only runs within q of the target at step n count");
  lock_in
      ->add_option("--confidence", lock_in_arguments.confidence, "of the intervals (default: 0.95)")
      ->check(CLI::Range(0.5, 0.9999));
  lock_in
      ->add_option("--learner", lock_in_arguments.learners,
                   "only this one; may be repeated (default: all)")
      ->allow_extra_args(false);
  lock_in->add_option("--jobs", lock_in_arguments.jobs, "threads (default: all processors)")
      ->check(CLI::Range(1, 4096));
  lock_in->add_option("--set", lock_in_arguments.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  lock_in->add_flag("--json", lock_in_arguments.json, "as JSON");

  bool plugins_json = false, plugins_markdown = false;
  CLI::App* plugins = app.add_subcommand("plugins", "what is installed, from where");
  plugins->add_flag("--json", plugins_json, "as JSON");
  plugins->add_flag("--markdown", plugins_markdown, "the learners, as docs/learners.md has them")
      ->excludes("--json");

  CLI::App* schema = app.add_subcommand("schema", "a JSON Schema of manifests, for editors");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : wrong_input;
  }
  set_up_log(quiet);

  if (*run) return run_command(run_arguments, plugin_path, quiet);
  if (*probe) return probe_command(probe_arguments, plugin_path);
  if (*solve) return solve_command(solve_arguments, plugin_path);
  if (*spectrum) return spectrum_command(spectrum_arguments, plugin_path);
  if (*map) return map_command(map_arguments, plugin_path);
  if (*flow) return flow_command(flow_arguments, plugin_path);
  if (*shadow) return shadow_command(shadow_arguments, plugin_path);
  if (*lock_in) return lock_in_command(lock_in_arguments, plugin_path);
  const Catalog catalog(plugin_folders(plugin_path));
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
  } catch (const firstmove::InputError& error) {
    std::cerr << error.what() << '\n';
    return wrong_input;
  } catch (const firstmove::PluginError& error) {
    std::cerr << error.what() << '\n';
    return wrong_input;
  } catch (const std::exception& error) {
    std::cerr << "firstmove: " << error.what() << '\n';
    return 1;
  }
}
