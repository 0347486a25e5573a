#include <spdlog/fmt/fmt.h>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "analysis/shadowing.hpp"
#include "arguments.hpp"
#include "base/json_text.hpp"
#include "command.hpp"
#include "json.hpp"

namespace firstmove::host {
namespace {

struct ShadowArguments {
  std::filesystem::path manifest;
  std::string learner, field = "learner", from;
  std::uint32_t replicate = 0;
  std::uint64_t window = 100;
  double tolerance = 1e-10;
  std::vector<std::string> overrides;
  bool json = false;
};

void declare_shadow(CLI::App& command, ShadowArguments& to) {
  command.add_option("manifest", to.manifest, "an experiment, a TOML file")->required();
  command.add_option("--learner", to.learner, "the learner of the run")->required();
  command.add_option("--from", to.from, "\"k,k,..\": the steps at which windows begin")->required();
  command.add_option("--window", to.window, "length of a window in steps (default: 100)")
      ->check(above_zero());
  command.add_option("--field", to.field,
                     "as for flow (default: learner, the learner's own field)");
  command.add_option("--replicate", to.replicate, "the replicate of the run (default: 0)");
  command.add_option("--tolerance", to.tolerance, "error tolerance of the flow (default: 1e-10)")
      ->check(CLI::Range(1e-14, 1.0));
  command.add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command.add_flag("--json", to.json, "as JSON");
}

// Prints how far a run's path is from the flow, window by window. Throws InputError.
int shadow_command(const ShadowArguments& arguments, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = single_experiment(manifest);
  const LearnerSpec& learner = learner_argument(arguments.learner, spec, arguments.manifest);
  const FlowKind kind =
      flow_kind_argument(arguments.field, arguments.learner, spec, arguments.manifest);
  const std::vector<std::uint64_t> from = steps_argument("--from", arguments.from);
  const std::vector<ShadowedWindow> windows = shadowing(
      spec, learner, arguments.replicate, kind, from, arguments.window, arguments.tolerance);
  if (arguments.json) {
    Json all = Json::array();
    for (const ShadowedWindow& w : windows)
      all.push_back({{"from", w.from}, {"distance", w.distance}});
    std::cout << json_text(Json{{"learner", arguments.learner},
                                {"field", arguments.field},
                                {"replicate", arguments.replicate},
                                {"window", arguments.window},
                                {"tolerance", arguments.tolerance},
                                {"windows", all}})
              << '\n';
    return 0;
  }
  for (const ShadowedWindow& w : windows)
    std::cout << fmt::format("from step {:<10} at most {:.6g} from the flow\n", w.from, w.distance);
  return 0;
}

const RegisterCommand register_shadow(
    {
        .group = CommandGroup::analysis,
        .rank = 60,
        .name = "shadow",
        .summary = "measure how far a run's path is from a flow",
    },
    declare_shadow, shadow_command);

}  // namespace
}  // namespace firstmove::host
