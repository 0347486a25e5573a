#include "manifest/read_game_plugin.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "manifest/reading.hpp"

namespace firstmove::engine {
namespace {

// Cross-play needs to know the number of players to form its pairings, so there every game must be
// playable.
bool may_be_unplayable(const Reading& reading) { return !reading.manifest.contains("cross_play"); }
bool skips_games(const Reading& reading) {
  return reading.manifest["experiment"]["refused"] == "skip" && may_be_unplayable(reading);
}

// Lists of players that together are 1, 2, .., n: the coordinates of a team must be contiguous in
// the joint action.
void read_teams(Reading& reading, const toml::node& node, KeyReader& in) {
  Teams teams;
  std::uint32_t next = 1;
  bool valid = node.is_array();
  for (const toml::node& team : valid ? *node.as_array() : toml::array()) {
    valid = valid && team.is_array() && !team.as_array()->empty();
    if (!valid) break;
    teams.emplace_back();
    for (const toml::node& player : *team.as_array()) {
      valid = valid && player.is_integer() && player.value<std::int64_t>() == next;
      teams.back().push_back(next++ - 1);
    }
  }
  if (!valid || next != reading.shape->players() + 1)
    return in.mistake(
        node, fmt::format("teams must list the players 1 to {} in their order, like [[1, 2], [3]], "
                          "and is {}",
                          reading.shape->players(), shown(node)));
  reading.spec.game.teams = std::move(teams);
  reading.shape = shape_of(reading.spec.game, reading.spec.budget.call);
}

// Creates the game to learn its shape; a game that refuses to be created is a mistake or is
// skipped.
void read_shape(Reading& reading, KeyReader& in, const GameSpec& game, toml::table from_source) {
  const std::size_t before = reading.mistakes.size();
  reading.spec.game = game;
  if (game.refusal.empty())
    reading.spec.game.params = read_params(reading, in, game.plugin, std::move(from_source));
  const toml::table& table = in.raw();
  const toml::node *params = table.get("params"), *teams = table.get("teams"),
                   *name = table.get(table.contains("source") ? "source" : "plugin");
  try {
    if (!game.refusal.empty()) throw PluginFailure(FM_FAILED, game.refusal);
    if (reading.mistakes.size() == before)
      reading.shape = shape_of(reading.spec.game, reading.spec.budget.call);
    if (teams && reading.shape) read_teams(reading, *teams, in);
  } catch (const PluginFailure& failure) {
    reading.spec.game.refusal = failure.what();
    if (skips_games(reading)) return;
    if (!game.refusal.empty()) return reading.mistake(name ? *name : table, game.refusal);
    const Mistake refused{where(params ? *params
                                : name ? *name
                                       : table),
                          fmt::format("game '{}' refuses its parameters: {}",
                                      game.plugin.descriptor->id, failure.what())};
    if (reading.refusals && may_be_unplayable(reading))
      reading.refusals->push_back(refused);
    else
      reading.mistakes.push_back(refused);
  }
}

}  // namespace

void read_game(Reading& reading, const toml::table& table) {
  KeyReader in(table, manifest_table("game"), reading.mistakes);
  toml::table from_source;
  const double limit = std::min(load_limit, reading.spec.budget.call);
  if (const auto game = read_game_plugin(in, reading.catalog, limit, from_source))
    read_shape(reading, in, *game, std::move(from_source));
  if (!in.way().empty()) in.refuse_other_ways(in.way());
  in.refuse_unknown_keys();
}

}  // namespace firstmove::engine
