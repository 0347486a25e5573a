#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <iostream>

#include "base/json_text.hpp"
#include "check/trust.hpp"
#include "command.hpp"
#include "experiment/identity.hpp"
#include "json.hpp"
#include "learners_page.hpp"
#include "parameter_text.hpp"
#include "plugin/catalog.hpp"
#include "plugins_verify.hpp"

namespace firstmove::host {
namespace {

struct PluginsArguments {
  bool json = false, markdown = false, verify = false;
};

Json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json parameter_json(const fm_parameter& p) {
  Json choices = Json::array();
  for (const char* const* choice = p.choices; choice && *choice; ++choice)
    choices.push_back(*choice);
  return {{"name", p.name},
          {"type", type_name(p)},
          {"required", p.required != 0},
          {"default", p.default_value ? Json(p.default_value) : Json()},
          {"minimum", number_or_null(p.minimum)},
          {"minimum_open", p.minimum_open != 0},
          {"maximum", number_or_null(p.maximum)},
          {"maximum_open", p.maximum_open != 0},
          {"choices", choices},
          {"doc", p.doc}};
}

Json rule_json(const fm_rule* rule) {
  if (!rule) return {};
  return {{"direction", rule->direction}, {"needs", rule->needs},
          {"cost", rule->cost},           {"players", rule->players},
          {"converges", rule->converges}, {"slower", rule->slower != 0}};
}

Json document(const Catalog& catalog, const Catalog::Listing& listing) {
  Json plugins = Json::array(), broken = Json::array(), folders = Json::array();
  PluginHashes hashes;
  for (const auto& folder : catalog.folders()) folders.push_back(folder.string());
  for (const Catalog::Listed& listed : listing.plugins) {
    const fm_descriptor& d = *listed.plugin.descriptor;
    Json parameters = Json::array(), hides = Json::array();
    const TrustStatus trust = trust_of(listed.plugin.file, hashes.of(listed.plugin));
    for (std::uint32_t i = 0; i < d.parameter_count; ++i)
      parameters.push_back(parameter_json(*d.parameters[i]));
    for (const auto& file : listed.hides) hides.push_back(file.string());
    plugins.push_back(
        {{"kind", kind_name(d.kind)},
         {"id", d.id},
         {"version", d.version},
         {"summary", d.summary},
         {"authors", d.authors},
         {"licence", d.licence},
         {"citation", d.citation},
         {"rule", d.kind == FM_KIND_LEARNER ? rule_json(listed.plugin.rule()) : Json()},
         {"file", listed.plugin.file.string()},
         {"sha256", hashes.of(listed.plugin)},
         {"trust", trust_name(trust.trust)},
         {"failed", trust.failed},
         {"hides", hides},
         {"abi",
          fmt::format("{}.{}", listed.plugin.library->abi_major, listed.plugin.library->abi_minor)},
         {"parameters", parameters}});
  }
  for (const Catalog::Broken& b : listing.broken)
    broken.push_back({{"file", b.file.string()}, {"reason", b.reason}});
  return {{"folders", folders}, {"plugins", plugins}, {"broken", broken}};
}

std::string about(const TrustStatus& status) {
  return status.failed.empty()
             ? trust_name(status.trust)
             : fmt::format("failed its check: {}", fmt::join(status.failed, ", "));
}

std::string about(const fm_rule* rule) {
  if (!rule) return "";
  return fmt::format(
      "    direction: {}\n    needs: {}; a step costs: {}\n    for: {}\n    converges: {}\n",
      rule->direction, rule->needs, rule->cost, rule->players, rule->converges);
}

void print(const Catalog& catalog, const Catalog::Listing& listing) {
  const char* const no_color = std::getenv("NO_COLOR");
  const bool color = isatty(STDOUT_FILENO) != 0 && (!no_color || *no_color == '\0');
  const auto strong = [color](const std::string& text) {
    return color ? "\033[1m" + text + "\033[0m" : text;
  };
  std::string out;
  PluginHashes hashes;
  for (const Catalog::Listed& listed : listing.plugins) {
    const fm_descriptor& d = *listed.plugin.descriptor;
    out +=
        fmt::format("{}  {}  {}\n    {}\n", strong(d.id), kind_name(d.kind), d.version, d.summary);
    if (*d.citation) out += fmt::format("    from {}\n", d.citation);
    if (d.kind == FM_KIND_LEARNER) out += about(listed.plugin.rule());
    out += fmt::format("    by {}, {}; {}\n", d.authors, d.licence, listed.plugin.file.string());
    out += fmt::format("    {}; ABI {}.{}\n",
                       about(trust_of(listed.plugin.file, hashes.of(listed.plugin))),
                       listed.plugin.library->abi_major, listed.plugin.library->abi_minor);
    for (const auto& file : listed.hides) out += fmt::format("    hides {}\n", file.string());
    for (std::uint32_t i = 0; i < d.parameter_count; ++i) {
      const fm_parameter& p = *d.parameters[i];
      out += fmt::format("      {:<12} {}{}, {}: {}\n", p.name, type_name(p), range_of(p),
                         p.required        ? std::string("required")
                         : p.default_value ? fmt::format("default {}", p.default_value)
                                           : std::string("optional"),
                         p.doc);
    }
    out += '\n';
  }
  for (const Catalog::Broken& b : listing.broken)
    out +=
        fmt::format("{}  cannot be used\n    {}\n\n", strong(b.file.filename().string()), b.reason);
  out += "folders searched:\n";
  for (const auto& folder : catalog.folders()) out += fmt::format("    {}\n", folder.string());
  std::cout << out;
}

void declare_plugins(CLI::App& command, PluginsArguments& to) {
  command.add_flag("--json", to.json, "as JSON");
  command.add_flag("--markdown", to.markdown, "the learners, as the page docs/learners.md")
      ->excludes("--json");
  command
      .add_flag("--verify", to.verify,
                "check that every plugin file can be used and is the one listed in SHA256SUMS")
      ->excludes("--markdown");
}

// Returns the exit code: 0, or 1 if --verify finds something wrong. Throws InputError.
int plugins_command(const PluginsArguments& arguments, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path));
  if (arguments.verify) return verify_plugins(catalog.folders(), arguments.json);
  if (arguments.markdown)
    std::cout << learners_page(catalog);
  else if (arguments.json)
    std::cout << json_text(document(catalog, catalog.list()), 2) << '\n';
  else
    print(catalog, catalog.list());
  return 0;
}

const RegisterCommand register_plugins(
    {
        .group = CommandGroup::plugins,
        .rank = 10,
        .name = "plugins",
        .summary = "list the installed plugins and where they are",
    },
    declare_plugins, plugins_command);

}  // namespace
}  // namespace firstmove::host
