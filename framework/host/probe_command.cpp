#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "analysis/direction_field.hpp"
#include "arguments.hpp"
#include "base/json_text.hpp"
#include "command.hpp"
#include "game/game.hpp"
#include "json.hpp"
#include "point/probe.hpp"
#include "probe_text.hpp"
#include "statements_text.hpp"

namespace firstmove::host {
namespace {

struct ProbeArguments {
  std::filesystem::path manifest;
  std::string at;             // "x1,x2,.."
  std::string learner;        // empty: none
  std::optional<double> eta;  // also the regularized field
  bool statements = false;    // also the paper's statements
  std::vector<std::string> overrides;
  bool json = false;
};

std::string text(const Json& value) {
  if (value.is_number()) return fmt::format("{:.17g}", value.get<double>());
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return json_text(value);
  std::vector<std::string> parts;
  for (const Json& element : value) parts.push_back(text(element));
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

void print(const Json& document, const std::string& indent) {
  for (const auto& [key, value] : document.items()) {
    if (key == "class" || key == "decides") continue;  // verdicts_text prints them
    if (value.is_object()) {
      std::cout << indent << key << '\n';
      print(value, indent + "  ");
    } else if (!value.is_null()) {
      std::cout << fmt::format("{}{:<10} {}\n", indent, key, text(value));
    }
  }
}

void declare_probe(CLI::App& command, ProbeArguments& to) {
  command.add_option("manifest", to.manifest, "an experiment, a TOML file")->required();
  command.add_option("--at", to.at, "the joint action: \"x1,x2,...\"")->required();
  command.add_option("--learner", to.learner, "also this learner's directions and their Jacobian");
  command.add_option(
      "--eta", to.eta,
      "also the field of a leader that regularizes its follower's reaction with this eta");
  command.add_flag(
      "--statements", to.statements,
      "also the paper's propositions: which hypotheses and conclusions hold, and by how much");
  command.add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command.add_flag("--json", to.json, "as JSON");
}

int probe_command(const ProbeArguments& arguments, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = single_experiment(manifest);
  const Shape shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
  const std::vector<double> x = point_argument("--at", arguments.at, spec, shape);

  const Probe found = probe(spec, x);
  Json result = probe_json(found);
  std::vector<Verdict> verdicts = found.verdicts;
  if (!arguments.learner.empty()) {
    const LearnerSpec& chosen = learner_argument(arguments.learner, spec, arguments.manifest);
    const LearnerField field = classified_field(spec, chosen, x);
    if (!field.given_up.empty())
      throw InputError(fmt::format("learner '{}': {}", chosen.name, field.given_up));
    result = probe_json(found, field);
    verdicts.insert(verdicts.end(), field.verdicts.begin(), field.verdicts.end());
  }
  std::optional<RegularizedProbe> regularized;
  if (arguments.eta) regularized = probe_regularized(spec, x, *arguments.eta);
  std::optional<Statements> checked;
  if (arguments.statements) checked = statements(spec, x);
  if (arguments.json) {
    if (regularized) result["regularized"] = regularized_json(*regularized);
    if (checked) result["statements"] = statements_json(*checked);
    std::cout << json_text(result) << '\n';
    return 0;
  }
  print(result, "");
  std::cout << verdicts_text(verdicts, "");
  if (!found.without.empty()) std::cout << found.without << '\n';
  if (regularized) {
    print({{"regularized", regularized_json(*regularized)}}, "");
    std::cout << verdicts_text(regularized->verdicts, "  ");
  }
  if (checked) std::cout << statements_text(*checked);
  return 0;
}

const RegisterCommand register_probe(
    {
        .group = CommandGroup::analysis,
        .rank = 10,
        .name = "probe",
        .summary = "print everything known at one joint action",
    },
    declare_probe, probe_command);

}  // namespace
}  // namespace firstmove::host
