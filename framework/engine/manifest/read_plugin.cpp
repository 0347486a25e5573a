#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "manifest/reading.hpp"

namespace firstmove::engine {

std::optional<Plugin> read_plugin(Reading& reading, KeyReader& in, std::string* refusal) {
  const auto& keys = in.keys().keys;
  const ManifestKey& key = *std::find_if(
      keys.begin(), keys.end(), [](const ManifestKey& k) { return k.type == KeyType::plugin; });
  const std::int32_t kind = in.keys().plugin_kind;
  // Required here, even where the record requires it in one way only: the caller has checked that.
  const toml::node* node = in.need(std::string(key.key));
  const auto id = in.text(node);
  if (!id) return std::nullopt;
  try {
    return reading.catalog.find(kind, *id, std::min(load_limit, reading.spec.budget.call));
  } catch (const BrokenLibrary& broken) {
    if (!refusal || !reading.spec.skip_refused) {
      in.mistake(*node, broken.what());
      return std::nullopt;
    }
    *refusal = broken.what();
    return absent_plugin(kind, *id, broken.file);
  } catch (const PluginError& error) {
    in.mistake(*node, error.what());
    return std::nullopt;
  }
}

Parameters read_params(Reading& reading, KeyReader& in, const Plugin& plugin,
                       toml::table from_source) {
  const toml::table* given = in.table(in.find("params"));
  for (const auto& [key, value] : from_source)
    if (given && given->contains(key))
      in.mistake(*given->get(key), fmt::format("'{}' is set by the source file", key.str()));
  if (!from_source.empty()) {
    for (const auto& [key, value] : given ? *given : toml::table()) from_source.insert(key, value);
    given = &from_source;
  }
  const std::size_t before = reading.mistakes.size();
  Parameters params(
      *plugin.descriptor, given,
      fmt::format("{} '{}'", kind_name(plugin.descriptor->kind), plugin.descriptor->id),
      reading.mistakes);
  // Without `params`, a missing parameter has the place of the table that should hold them.
  for (std::size_t i = before; i < reading.mistakes.size(); ++i)
    if (reading.mistakes[i].where.empty()) reading.mistakes[i].where = where(in.raw());
  return params;
}

}  // namespace firstmove::engine
