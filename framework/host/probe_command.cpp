#include "probe_command.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <iostream>

#include "game.hpp"
#include "probe.hpp"
#include "probe_text.hpp"

namespace firstmove {
namespace {

using json = nlohmann::ordered_json;

std::vector<double> parse_point(const std::string& text, std::size_t coordinates) {
  std::vector<double> x;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    std::string part = text.substr(from, comma - from);
    part.erase(0, part.find_first_not_of(" +"));
    part.erase(part.find_last_not_of(' ') + 1);
    double value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || !std::isfinite(value))
      throw InputError(fmt::format("--at \"{}\": '{}' is not a finite number", text, part));
    x.push_back(value);
    from = comma + 1;
  }
  if (x.size() != coordinates)
    throw InputError(
        fmt::format("--at \"{}\" has {} numbers, and the joint action has {} coordinates", text,
                    x.size(), coordinates));
  return x;
}

std::string text(const json& value) {
  if (value.is_number()) return fmt::format("{:.17g}", value.get<double>());
  if (!value.is_array()) return value.dump();
  std::vector<std::string> parts;
  for (const json& element : value) parts.push_back(text(element));
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

void print(const json& document, const std::string& indent) {
  for (const auto& [key, value] : document.items()) {
    if (key == "class" || key == "decides") continue;  // print_class
    if (value.is_object()) {
      std::cout << indent << key << '\n';
      print(value, indent + "  ");
    } else if (!value.is_null()) {
      std::cout << fmt::format("{}{:<10} {}\n", indent, key, text(value));
    }
  }
}

}  // namespace

int probe_command(const ProbeArguments& arguments,
                  const std::vector<std::filesystem::path>& plugin_path) {
  const Catalog catalog(plugin_folders(plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = manifest.variants.front().spec;
  const std::size_t coordinates = Game(spec.game.plugin, spec.game.params).shape().coordinates();
  const std::vector<double> x = parse_point(arguments.at, coordinates);

  const Probe found = probe(spec, x);
  json result = probe_json(found);
  if (!arguments.learner.empty()) {
    std::vector<std::string> names;
    const LearnerSpec* chosen = nullptr;
    for (const LearnerSpec& learner : spec.learners) {
      names.push_back(learner.name);
      if (learner.name == arguments.learner) chosen = &learner;
    }
    if (!chosen)
      throw InputError(fmt::format("--learner: no learner '{}' in {}{}", arguments.learner,
                                   arguments.manifest.string(),
                                   did_you_mean(arguments.learner, names)));
    result["direction"] = probe_direction(spec, *chosen, x);
  }
  if (arguments.json) {
    std::cout << result.dump() << '\n';
  } else {
    print(result, "");
    std::cout << verdicts_text(found.verdicts, "");
    if (!found.without.empty()) std::cout << found.without << '\n';
  }
  return 0;
}

}  // namespace firstmove
