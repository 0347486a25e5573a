#include "experiment/used_plugins.hpp"

#include <map>

#include "provenance/built_with.hpp"

namespace firstmove::engine {

std::vector<PluginRecord> plugins_of(const Manifest& manifest, PluginHashes& hashes) {
  std::map<std::pair<int, std::string>, Plugin> used;
  const auto use = [&used](const Plugin& p) {
    used.emplace(std::pair(p.descriptor->kind, p.descriptor->id), p);
  };
  for (const Variant& variant : manifest.variants) {
    use(variant.spec.game.plugin);
    for (const LearnerSpec& learner : variant.spec.learners)
      for (const PlayerSpec& player : learner.players) use(player.rule);
    for (const ObserverSpec& observer : variant.spec.observers) use(observer.plugin);
  }
  std::vector<PluginRecord> records;
  for (const auto& [key, plugin] : used) {
    const BuiltWith built = built_with(plugin.file);
    records.push_back({kind_name(key.first), key.second, plugin.descriptor->version,
                       plugin.file.string(), hashes.of(plugin), built.compiler, built.flags});
  }
  return records;
}

}  // namespace firstmove::engine
