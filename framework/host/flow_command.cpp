#include "flow_command.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <array>
#include <iostream>
#include <nlohmann/json.hpp>

#include "analysis/shadowing.hpp"
#include "arguments.hpp"

namespace firstmove::host {
namespace {

using json = nlohmann::ordered_json;

FlowKind kind_of(const std::string& field, const std::string& learner, const ExperimentSpec& spec,
                 const std::filesystem::path& manifest) {
  using Of = FlowKind::Of;
  constexpr std::array names{std::pair{"simultaneous", Of::simultaneous},
                             std::pair{"stackelberg", Of::stackelberg},
                             std::pair{"reduced", Of::reduced}, std::pair{"learner", Of::learner}};
  std::vector<std::string> known;
  for (const auto& [name, of] : names) {
    known.push_back(name);
    if (field != name) continue;
    if (of != Of::learner) return {of, nullptr};
    if (learner.empty()) throw InputError("--field learner needs --learner: which one's");
    return {of, &learner_argument(learner, spec, manifest)};
  }
  throw InputError(fmt::format("--field: no field '{}'; there are {}{}", field,
                               fmt::join(known, ", "), did_you_mean(field, known)));
}

}  // namespace

CLI::App* add_flow(CLI::App& app, FlowArguments& to) {
  CLI::App* command =
      app.add_subcommand("flow", "the continuous-time limit of learning, from a point");
  command->add_option("manifest", to.manifest, "an experiment, a TOML file")->required();
  command->add_option("--at", to.at, "\"x1,x2,...\" or \"start\" (default: start)");
  command->add_option("--time", to.time, "how long")->required()->check(above_zero());
  command->add_option("--field", to.field,
                      "simultaneous, stackelberg, reduced (the leader over reactions) or learner");
  command->add_option("--learner", to.learner, "whose field, with --field learner");
  command->add_option("--tau", to.tau, "slows the leader down (default: 1)")->check(above_zero());
  command->add_option("--points", to.points, "of the path (default: 100)")
      ->check(CLI::Range(1u, 10000000u));
  command->add_option("--tolerance", to.tolerance, "of each step (default: 1e-10)")
      ->check(CLI::Range(1e-14, 1.0));
  command->add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command->add_flag("--json", to.json, "as JSON");
  return command;
}

int flow_command(const FlowArguments& arguments,
                 const std::vector<std::filesystem::path>& plugin_path) {
  const Catalog catalog(plugin_folders(plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = single_experiment(manifest);
  const Shape shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
  const FlowKind kind = kind_of(arguments.field, arguments.learner, spec, arguments.manifest);
  const FlowPath path = flow(spec, kind, point_argument("--at", arguments.at, spec, shape),
                             arguments.time, arguments.points, arguments.tau, arguments.tolerance);
  if (arguments.json) {
    std::cout << json{{"field", arguments.field},
                      {"tau", arguments.tau},
                      {"tolerance", arguments.tolerance},
                      {"t", path.times},
                      {"x", path.x}}
                     .dump()
              << '\n';
    return 0;
  }
  for (std::size_t i = 0; i < path.x.size(); ++i)
    std::cout << fmt::format("t = {:<12.6g} x = ({:.9g})\n", path.times[i],
                             fmt::join(path.x[i], ", "));
  return 0;
}

CLI::App* add_shadow(CLI::App& app, ShadowArguments& to) {
  CLI::App* command = app.add_subcommand("shadow", "how far a run's path is from a flow");
  command->add_option("manifest", to.manifest, "an experiment, a TOML file")->required();
  command->add_option("--learner", to.learner, "whose run")->required();
  command->add_option("--from", to.from, "\"k,k,..\": steps that windows begin at")->required();
  command->add_option("--window", to.window, "steps of a window (default: 100)")
      ->check(above_zero());
  command->add_option("--field", to.field, "as in flow; the learner's own if not given");
  command->add_option("--replicate", to.replicate, "which run (default: 0)");
  command->add_option("--tolerance", to.tolerance, "of the flow (default: 1e-10)")
      ->check(CLI::Range(1e-14, 1.0));
  command->add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command->add_flag("--json", to.json, "as JSON");
  return command;
}

int shadow_command(const ShadowArguments& arguments,
                   const std::vector<std::filesystem::path>& plugin_path) {
  const Catalog catalog(plugin_folders(plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = single_experiment(manifest);
  const LearnerSpec& learner = learner_argument(arguments.learner, spec, arguments.manifest);
  const FlowKind kind = kind_of(arguments.field, arguments.learner, spec, arguments.manifest);
  const std::vector<std::uint64_t> from = steps_argument("--from", arguments.from);
  const std::vector<ShadowedWindow> windows = shadowing(
      spec, learner, arguments.replicate, kind, from, arguments.window, arguments.tolerance);
  if (arguments.json) {
    json all = json::array();
    for (const ShadowedWindow& w : windows)
      all.push_back({{"from", w.from}, {"distance", w.distance}});
    std::cout << json{{"learner", arguments.learner},     {"field", arguments.field},
                      {"replicate", arguments.replicate}, {"window", arguments.window},
                      {"tolerance", arguments.tolerance}, {"windows", all}}
                     .dump()
              << '\n';
    return 0;
  }
  for (const ShadowedWindow& w : windows)
    std::cout << fmt::format("from step {:<10} at most {:.6g} from the flow\n", w.from, w.distance);
  return 0;
}

}  // namespace firstmove::host
