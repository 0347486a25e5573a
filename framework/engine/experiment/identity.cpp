#include "experiment/identity.hpp"

#include <spdlog/fmt/fmt.h>

#include <sstream>

#include "base/sha256.hpp"
#include "manifest/read_specs.hpp"

namespace firstmove::engine {
namespace {

toml::table rule_of(const PlayerSpec& player, PluginHashes& hashes) {
  toml::table table{{"rule", player.rule.descriptor->id},
                    {"file", hashes.of(player.rule)},
                    {"params", player.params.to_toml()},
                    {"step", to_toml(player.step)}};
  insert_noise(table, player.noise);
  insert_optimizer(table, player.optimizer);
  return table;
}

toml::table experiment_of(const ExperimentSpec& spec) {
  toml::array place;
  for (const std::uint32_t p : spec.place) place.push_back(static_cast<std::int64_t>(p));
  return toml::table{
      {"steps", static_cast<std::int64_t>(spec.steps)},
      {"seed", static_cast<std::int64_t>(spec.seed)},
      {"start", to_toml(spec.start)},
      {"stop", spec.stop.update_norm},
      {"place", std::move(place)},
      {"warnings", spec.warnings},
      {"budget", toml::table{{"products", static_cast<std::int64_t>(spec.budget.products)},
                             {"seconds", spec.budget.seconds},
                             {"call", spec.budget.call}}},
      {"outcome",
       toml::table{{"tolerance", spec.outcome.tolerance}, {"bound", spec.outcome.bound}}}};
}

toml::table game_of(const GameSpec& game, PluginHashes& hashes) {
  toml::array teams;
  for (const auto& team : game.teams) {
    toml::array members;
    for (const std::uint32_t p : team) members.push_back(static_cast<std::int64_t>(p));
    teams.push_back(std::move(members));
  }
  return toml::table{{"plugin", game.plugin.descriptor->id},
                     {"file", hashes.of(game.plugin)},
                     {"params", game.params.to_toml()},
                     {"teams", std::move(teams)}};
}

// Only observers that watch runs: the others record nothing in them.
toml::table observers_of(const std::vector<ObserverSpec>& observers, PluginHashes& hashes) {
  toml::table all;
  for (const ObserverSpec& observer : observers)
    if (observer.plugin.observer().open)
      all.insert(std::to_string(all.size() + 1),
                 toml::table{{"plugin", observer.plugin.descriptor->id},
                             {"file", hashes.of(observer.plugin)},
                             {"params", observer.params.to_toml()},
                             {"every", to_toml(observer.every)}});
  return all;
}

void write_lines(const toml::table& table, const std::string& prefix, std::ostream& out) {
  for (const auto& [key, value] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const toml::table* inner = value.as_table())
      write_lines(*inner, name + ".", out);
    else
      out << name << " = " << toml_text(value) << '\n';
  }
}

}  // namespace

const std::string& PluginHashes::of_file(const std::string& file) {
  std::string& hash = by_file_[file];
  if (hash.empty()) hash = sha256_of_file(file);
  return hash;
}

Identity identity_of(const ExperimentSpec& spec, const LearnerSpec& learner, PluginHashes& hashes) {
  toml::table players;
  for (std::size_t p = 0; p < learner.players.size(); ++p)
    players.insert(std::to_string(p + 1), rule_of(learner.players[p], hashes));
  const toml::table all{
      {"firstmove", toml::table{{"version", FIRSTMOVE_VERSION}, {"file", hashes.of_program()}}},
      {"abi", fmt::format("{}.{}", FM_ABI_MAJOR, FM_ABI_MINOR)},
      {"experiment", experiment_of(spec)},
      {"game", game_of(spec.game, hashes)},
      {"player", std::move(players)},
      {"observer", observers_of(spec.observers, hashes)}};
  std::ostringstream text;
  write_lines(all, "", text);
  return {text.str(), sha256(text.str())};
}

std::string run_key(const Identity& identity, const ExperimentSpec& spec, std::uint32_t replicate,
                    std::size_t position) {
  const bool by_position = std::holds_alternative<GridStart>(spec.start);
  return sha256(fmt::format("{} {} {}", identity.hash, replicate, by_position ? position : 0));
}

std::map<std::string, std::string> identity_lines(const std::string& text) {
  std::map<std::string, std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const std::size_t equals = line.find(" = ");
    if (equals != std::string::npos) lines[line.substr(0, equals)] = line.substr(equals + 3);
  }
  return lines;
}

std::vector<std::string> identity_differences(const std::string& now, const std::string& then) {
  const auto is = identity_lines(now), was = identity_lines(then);
  std::vector<std::string> said;
  for (const auto& [key, value] : is) {
    const auto old = was.find(key);
    if (old != was.end() && old->second == value) continue;
    if (key.ends_with(".file"))
      said.push_back(fmt::format("{} is a different build", key.substr(0, key.size() - 5)));
    else if (old == was.end())
      said.push_back(fmt::format("{} is {} and was not set", key, value));
    else
      said.push_back(fmt::format("{} is {} and was {}", key, value, old->second));
  }
  for (const auto& [key, value] : was)
    if (!is.contains(key)) said.push_back(fmt::format("{} is not set and was {}", key, value));
  return said;
}

}  // namespace firstmove::engine
