#include <spdlog/fmt/fmt.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "base/json_text.hpp"
#include "command.hpp"
#include "json.hpp"
#include "manifest/manifest.hpp"

namespace firstmove::host {
namespace {

struct ShowArguments {
  std::filesystem::path manifest;
  std::vector<std::string> overrides;
  bool origin = false;
  bool json = false;
};

Json to_json(const std::string& toml) {
  std::ostringstream text;
  text << toml::json_formatter(toml::parse(toml));
  return Json::parse(text.str());
}

Json document(const Manifest& manifest) {
  Json settings = Json::array();
  for (const Setting& s : manifest.settings)
    settings.push_back(
        {{"key", s.key}, {"value", to_json("value = " + s.value)["value"]}, {"origin", s.origin}});
  return {{"manifest", to_json(manifest.resolved)},
          {"variants", manifest.variants.size()},
          {"settings", settings}};
}

// One line per setting: key = value, then its origin, in a column of its own where the line is not
// too long.
void print_origins(const std::vector<Setting>& settings) {
  constexpr std::size_t widest = 56;
  std::size_t width = 0;
  for (const Setting& s : settings)
    if (const std::size_t own = s.key.size() + 3 + s.value.size(); own <= widest)
      width = std::max(width, own);
  for (const Setting& s : settings)
    std::cout << fmt::format("{:<{}}  # {}\n", s.key + " = " + s.value, width, s.origin);
}

void declare_show(CLI::App& command, ShowArguments& to) {
  command.add_option("manifest", to.manifest, "the experiment, a TOML file")->required();
  command.add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command.add_flag("--origin", to.origin,
                   "print each value with the file and line, or the override, that set it");
  command.add_flag("--json", to.json, "the manifest, and each value with its origin, as JSON");
}

int show_command(const ShowArguments& arguments, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  if (arguments.json)
    std::cout << json_text(document(manifest), 2) << '\n';
  else if (arguments.origin)
    print_origins(manifest.settings);
  else
    std::cout << manifest.resolved;
  return 0;
}

const RegisterCommand register_show(
    {
        .group = CommandGroup::run,
        .rank = 30,
        .name = "show",
        .summary = "print the final manifest, with includes, overrides and defaults applied",
    },
    declare_show, show_command);

}  // namespace
}  // namespace firstmove::host
