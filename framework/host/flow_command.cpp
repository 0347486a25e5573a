#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "analysis/flow.hpp"
#include "arguments.hpp"
#include "base/json_text.hpp"
#include "command.hpp"
#include "json.hpp"

namespace firstmove::host {
namespace {

struct FlowArguments {
  std::filesystem::path manifest;
  std::string at = "start", field = "simultaneous", learner;
  double time = 0, tau = 1, tolerance = 1e-10;
  std::uint32_t points = 100;
  std::vector<std::string> overrides;
  bool json = false;
};

void declare_flow(CLI::App& command, FlowArguments& to) {
  command.add_option("manifest", to.manifest, "an experiment, a TOML file")->required();
  command.add_option("--at", to.at, "\"x1,x2,...\" or \"start\" (default: start)");
  command.add_option("--time", to.time, "end time of the flow")->required()->check(above_zero());
  command.add_option(
      "--field", to.field,
      "simultaneous, stackelberg, reduced (the leader over the reactions) or learner");
  command.add_option("--learner", to.learner,
                     "with --field learner: the learner whose field is followed");
  command.add_option("--tau", to.tau, "factor of the leader's field (default: 1)")
      ->check(above_zero());
  command.add_option("--points", to.points, "number of points of the path (default: 100)")
      ->check(CLI::Range(1u, 10000000u));
  command.add_option("--tolerance", to.tolerance, "error tolerance of each step (default: 1e-10)")
      ->check(CLI::Range(1e-14, 1.0));
  command.add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command.add_flag("--json", to.json, "as JSON");
}

// Prints the path of a flow. Throws InputError.
int flow_command(const FlowArguments& arguments, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = single_experiment(manifest);
  const Shape shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
  const FlowKind kind =
      flow_kind_argument(arguments.field, arguments.learner, spec, arguments.manifest);
  const FlowPath path = flow(spec, kind, point_argument("--at", arguments.at, spec, shape),
                             arguments.time, arguments.points, arguments.tau, arguments.tolerance);
  if (arguments.json) {
    std::cout << json_text(Json{{"field", arguments.field},
                                {"tau", arguments.tau},
                                {"tolerance", arguments.tolerance},
                                {"t", path.times},
                                {"x", path.x}})
              << '\n';
    return 0;
  }
  for (std::size_t i = 0; i < path.x.size(); ++i)
    std::cout << fmt::format("t = {:<12.6g} x = ({:.9g})\n", path.times[i],
                             fmt::join(path.x[i], ", "));
  return 0;
}

const RegisterCommand register_flow(
    {
        .group = CommandGroup::analysis,
        .rank = 50,
        .name = "flow",
        .summary = "follow the continuous-time limit of learning from a point",
    },
    declare_flow, flow_command);

}  // namespace
}  // namespace firstmove::host
