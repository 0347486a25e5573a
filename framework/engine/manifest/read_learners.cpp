#include <spdlog/fmt/fmt.h>

#include "manifest/read_specs.hpp"
#include "manifest/reading.hpp"

namespace firstmove::engine {
namespace {

// A rule whose plugin could not be loaded cannot check its parameters.
Parameters unchecked_params(KeyReader& in) {
  const toml::table* given = in.table(in.find("params"));
  return given ? Parameters(*given) : Parameters();
}

void read_player_list(Reading& reading, const toml::array& list, const toml::table& table,
                      LearnerSpec& learner) {
  for (const toml::node& element : list) {
    const toml::table* player = element.as_table();
    if (!player) {
      reading.mistake(element, "each player must be a table like { rule = \"gradient-play\" }");
      continue;
    }
    KeyReader own(*player, manifest_table("learner.players"), reading.mistakes,
                  fmt::format("player {} of [[learner]]", learner.players.size() + 1));
    learner.players.push_back(read_player(reading, own, table, false));
    own.refuse_unknown_keys();
  }
}

void read_players(Reading& reading, KeyReader& in, LearnerSpec& learner) {
  const toml::node *players = in.find("players"), *rule = in.find("rule");
  // Checked here too: players that set their own values never read these.
  if (const toml::node* step = in.find("step")) read_step(*step, in);
  if (const toml::node* noise = in.find("noise")) read_noise(*noise, in);
  if (const toml::node* optimizer = in.find("optimizer")) read_optimizer(*optimizer, in);
  if (!players) {
    if (!rule)
      return in.mistake("[[learner]] needs 'rule', for every player, or 'players', a list");
    const PlayerSpec player = read_player(reading, in, in.raw(), true);
    learner.players.assign(reading.shape ? reading.shape->players() : 1, player);
    return;
  }
  const toml::node* params = in.find("params");
  if (rule) in.mistake(*rule, "a learner has either 'rule' or 'players', not both");
  if (params && !rule)
    in.mistake(*params, "params belong beside the rule that uses them, in the tables of 'players'");
  const toml::array* list = in.array(players);
  if (!list) return;
  if (reading.shape && list->size() != reading.shape->players())
    in.mistake(*players, fmt::format("the game '{}' has {} players, and this learner gives rules "
                                     "for {}",
                                     reading.spec.game.plugin.descriptor->id,
                                     reading.shape->players(), list->size()));
  read_player_list(reading, *list, in.raw(), learner);
}

void read_learner_list(Reading& reading, const toml::array& list, std::set<std::string>& names) {
  for (const toml::node& element : list) {
    const toml::table* table = element.as_table();
    if (!table) {
      reading.mistake(element, "each learner must be a table, written [[learner]]");
      continue;
    }
    KeyReader in(*table, manifest_table("learner"), reading.mistakes);
    LearnerSpec learner;
    if (const auto name = in.text_at("name")) {
      learner.name = *name;
      if (!names.insert(*name).second)
        in.mistake(*table->get("name"), fmt::format("two learners are named '{}'", *name));
    }
    read_players(reading, in, learner);
    in.refuse_unknown_keys();
    reading.spec.learners.push_back(std::move(learner));
  }
  if (list.empty()) reading.mistake(list, "there must be at least one [[learner]]");
}

}  // namespace

PlayerSpec read_player(Reading& reading, KeyReader& own, const toml::table& learner, bool shared) {
  PlayerSpec player;
  const auto rule = read_plugin(reading, own, &player.refusal);
  if (rule) {
    player.rule = *rule;
    player.params =
        player.refusal.empty() ? read_params(reading, own, *rule) : unchecked_params(own);
  }
  // A rule that returns actions, not directions, has no use for a step, noise or an optimizer.
  const bool returns_actions = rule && rule->learner().direction == nullptr;
  const auto find = [&](const char* key) -> const toml::node* {
    const toml::node* node = own.find(key);
    if (node && returns_actions && !shared)
      own.mistake(*node, fmt::format("rule '{}' returns its action directly and takes no {}",
                                     rule->descriptor->id, key));
    if (returns_actions) return nullptr;
    if (!node) node = learner.get(key);
    return node ? node : default_of(own.keys().at(key));
  };
  if (const toml::node* node = find("step")) {
    if (auto step = read_step(*node, own)) player.step = std::move(*step);
  } else if (!returns_actions) {
    own.mistake(fmt::format("{} needs 'step', like step = {{ power = [1.0, 1.0] }}", own.name()));
  }
  if (const toml::node* node = find("noise"))
    if (auto noise = read_noise(*node, own)) player.noise = *noise;
  if (const toml::node* node = find("optimizer"))
    if (auto optimizer = read_optimizer(*node, own)) player.optimizer = *optimizer;
  return player;
}

void read_learners(Reading& reading, KeyReader& root) {
  std::set<std::string> names;
  if (const toml::array* list = root.list_at("learner")) read_learner_list(reading, *list, names);
  if (const toml::array* list = root.list_at("cross_play")) read_cross_play(reading, *list, names);
}

}  // namespace firstmove::engine
