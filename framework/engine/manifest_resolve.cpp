#include "manifest_resolve.hpp"

#include <sstream>

#include "manifest_specs.hpp"

namespace firstmove {
namespace {

toml::table experiment_table(const ExperimentSpec& spec) {
  toml::table experiment{{"name", spec.name},
                         {"steps", static_cast<std::int64_t>(spec.steps)},
                         {"seed", static_cast<std::int64_t>(spec.seed)}};
  toml::array seeds, order;
  for (const std::uint32_t replicate : spec.replicates)
    seeds.push_back(static_cast<std::int64_t>(replicate));
  for (std::uint32_t place = 0; place < spec.place.size(); ++place)
    for (std::uint32_t p = 0; p < spec.place.size(); ++p)
      if (spec.place[p] == place) order.push_back(static_cast<std::int64_t>(p + 1));
  experiment.insert("seeds", std::move(seeds));
  experiment.insert("order", std::move(order));
  experiment.insert("start", to_toml(spec.start));
  if (spec.stop.update_norm >= 0)
    experiment.insert("stop", toml::table{{"update_norm", spec.stop.update_norm}});
  if (spec.batch != 0) experiment.insert("batch", static_cast<std::int64_t>(spec.batch));
  return experiment;
}

toml::table player_table(const PlayerSpec& player) {
  toml::table table{{"rule", player.rule.descriptor->id}, {"params", player.params.to_toml()}};
  if (player.rule.learner().direction) {
    table.insert("step", to_toml(player.step));
    insert_noise(table, player.noise);
    insert_optimizer(table, player.optimizer);
  }
  return table;
}

toml::table plugin_table(const Plugin& plugin, const Parameters& params) {
  return toml::table{{"plugin", plugin.descriptor->id}, {"params", params.to_toml()}};
}

}  // namespace

std::string resolved_text(const ExperimentSpec& spec, const toml::table* sweep) {
  toml::table manifest;
  manifest.insert("experiment", experiment_table(spec));
  manifest.insert("game", plugin_table(spec.game.plugin, spec.game.params));
  toml::array learners, observers;
  for (const LearnerSpec& learner : spec.learners) {
    toml::array players;
    for (const PlayerSpec& player : learner.players) players.push_back(player_table(player));
    learners.push_back(toml::table{{"name", learner.name}, {"players", std::move(players)}});
  }
  for (const ObserverSpec& observer : spec.observers) {
    toml::table table = plugin_table(observer.plugin, observer.params);
    table.insert("every", to_toml(observer.every));
    observers.push_back(std::move(table));
  }
  manifest.insert("learner", std::move(learners));
  if (!observers.empty()) manifest.insert("observer", std::move(observers));
  if (sweep) manifest.insert("sweep", *sweep);
  std::ostringstream out;
  out << manifest << '\n';
  return out.str();
}

}  // namespace firstmove
