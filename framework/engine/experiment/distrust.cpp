#include "experiment/distrust.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <set>

namespace firstmove::engine {
namespace {

std::vector<Plugin> plugins_played(const ExperimentSpec& spec, const LearnerSpec& learner) {
  std::vector<Plugin> plugins = {spec.game.plugin};
  for (const PlayerSpec& player : learner.players) plugins.push_back(player.rule);
  for (const ObserverSpec& observer : spec.observers) plugins.push_back(observer.plugin);
  return plugins;
}

}  // namespace

Distrust::Distrust(const Manifest& manifest, PluginHashes& hashes,
                   const std::vector<std::string>& trusted) {
  std::set<std::string> seen;
  for (const Variant& variant : manifest.variants)
    for (const LearnerSpec& learner : variant.spec.learners)
      for (const Plugin& plugin : plugins_played(variant.spec, learner)) {
        if (plugin.file.empty()) continue;  // it is of this program
        const std::string file = plugin.file.string(), id = plugin.descriptor->id;
        if (!seen.insert(file).second) continue;
        const GameSpec& game = variant.spec.game;
        const bool is_game = file == game.plugin.file.string();
        const bool vouched = std::find(trusted.begin(), trusted.end(), id) != trusted.end();
        const TrustStatus status = trust_of(plugin.file, hashes.of(plugin));
        if (status.trust == Trust::unchecked && !vouched) {
          unchecked_.push_back(is_game && !game.source.empty() ? game.source.string() : id);
        } else if (status.trust == Trust::failed) {
          const std::string reason =
              fmt::format("plugin '{}' failed its check: {}", id, fmt::join(status.failed, ", "));
          if (vouched)
            vouched_.push_back(reason);
          else
            failed_.emplace(file, reason);
        }
      }
}

std::string Distrust::reason(const ExperimentSpec& spec, std::uint32_t learner) const {
  for (const Plugin& plugin : plugins_played(spec, spec.learners[learner]))
    if (const auto found = failed_.find(plugin.file.string()); found != failed_.end())
      return found->second;
  return "";
}

std::vector<std::string> Distrust::warnings() const {
  std::vector<std::string> lines;
  if (!unchecked_.empty())
    lines.push_back(fmt::format("unchecked plugin{} '{}'; run 'firstmove check {}'{}",
                                unchecked_.size() == 1 ? "" : "s", fmt::join(unchecked_, "', '"),
                                unchecked_.front(),
                                unchecked_.size() == 1 ? "" : " and likewise for the others"));
  if (!vouched_.empty())
    lines.push_back(fmt::format("trusted with --trust although the check failed: {}",
                                fmt::join(vouched_, "; ")));
  return lines;
}

}  // namespace firstmove::engine
