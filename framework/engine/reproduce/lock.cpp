#include "reproduce/lock.hpp"

#include <spdlog/fmt/fmt.h>
#include <toml++/toml.h>

#include <map>
#include <sstream>

#include "base/clean_text.hpp"
#include "base/diagnostics.hpp"
#include "base/text_file.hpp"
#include "base/toml_text.hpp"
#include "experiment/used_plugins.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

toml::table lock_of(const Manifest& manifest) {
  PluginHashes hashes;
  Provenance here = provenance_here();
  here.program = hashes.of_program();
  // Without the host's kernel, which does not affect the bits, and the commit of the manifest,
  // which the lock becomes a part of.
  toml::table firstmove;
  for (const ProvenancePart& part : provenance_parts)
    if (part.text != &Provenance::host && part.text != &Provenance::manifest_commit)
      firstmove.insert(part.column, here.*part.text);
  toml::table plugins;
  for (const PluginRecord& p : plugins_of(manifest, hashes)) {
    plugins.insert(p.kind, toml::table{});
    plugins[p.kind].as_table()->insert(p.id, toml::table{{"version", p.version},
                                                         {"sha256", p.sha256},
                                                         {"compiler", p.compiler},
                                                         {"flags", p.flags}});
  }
  toml::table settings;
  for (const Setting& s : manifest.settings) settings.insert(s.key, s.value);
  return toml::table{{"firstmove", std::move(firstmove)},
                     {"plugin", std::move(plugins)},
                     {"settings", std::move(settings)}};
}

// The values of a lock, by dotted keys: "plugin.game.torus.sha256".
void flatten(const toml::table& table, const std::string& lead,
             std::map<std::string, std::string>& to) {
  for (const auto& [key, value] : table)
    if (const toml::table* inner = value.as_table())
      flatten(*inner, lead + std::string(key.str()) + ".", to);
    else
      to[lead + std::string(key.str())] = value.value_or<std::string>("not a string");
}

}  // namespace

fs::path lock_file(const fs::path& manifest) {
  return fs::path(manifest).replace_extension(".lock");
}

std::string lock_text(const Manifest& manifest) {
  std::ostringstream text;
  text << "# What 'firstmove run --locked "
       << clean_text(manifest.file.filename().string(), longest_text, KeptControls::nothing)
       << "' requires. Written by 'firstmove lock'; run it again to update this file.\n"
       << lock_of(manifest) << '\n';
  return text.str();
}

void check_lock(const Manifest& manifest) {
  const fs::path file = lock_file(manifest.file);
  if (!fs::exists(file))
    throw InputError(fmt::format("--locked: there is no {}; run 'firstmove lock {}' to write it",
                                 file.string(), manifest.file.string()));
  std::map<std::string, std::string> was, is;
  try {
    flatten(parse_toml(read_text(file), file.string()), "", was);
  } catch (const toml::parse_error& error) {
    throw InputError({{fmt::format("{}:{}:{}", file.string(), error.source().begin.line,
                                   error.source().begin.column),
                       std::string(error.description())}});
  }
  flatten(lock_of(manifest), "", is);
  std::vector<Mistake> mistakes;
  const auto say = [&](const std::string& what) { mistakes.push_back({file.string(), what}); };
  for (const auto& [key, value] : was)
    if (const auto now = is.find(key); now == is.end())
      say(fmt::format("{} was '{}' and is missing", key, value));
    else if (now->second != value)
      say(fmt::format("{} was '{}' and is '{}'", key, value, now->second));
  for (const auto& [key, value] : is)
    if (!was.contains(key)) say(fmt::format("{} was missing and is '{}'", key, value));
  if (mistakes.empty()) return;
  mistakes.push_back({"", fmt::format("--locked: nothing was run; if these changes are intended, "
                                      "run 'firstmove lock {}' to update the lock",
                                      manifest.file.string())});
  throw InputError(std::move(mistakes));
}

}  // namespace firstmove::engine
