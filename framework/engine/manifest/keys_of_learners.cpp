#include <firstmove/abi.h>

#include "base/clean_text.hpp"
#include "manifest/keys.hpp"

namespace firstmove::engine {
namespace learner_keys {

constexpr std::string_view about_names = "a sweep may not change the names of learners";

constexpr ManifestKey game[] = {
    {.key = "plugin",
     .type = KeyType::plugin,
     .required = true,
     .way = "plugin",
     .doc = "A game plugin; `firstmove plugins` lists them."},
    {.key = "source",
     .required = true,
     .way = "source",
     .pattern = "\\.(c|cc|cpp|py)$",
     .doc = "A source file beside the manifest or below it, with one game in it (formulas.md)."},
    {.key = "cost",
     .type = KeyType::strings,
     .required = true,
     .way = "formulas",
     .least_entries = 1,
     .doc = "The players' costs as formulas, one for each player (formulas.md)."},
    {.key = "players",
     .type = KeyType::sizes,
     .required = true,
     .way = "formulas",
     .minimum = 1,
     .maximum = 100'000,
     .least_entries = 1,
     .merge = Merge::whole,
     .doc = "The players of the formulas with their numbers of coordinates, in their order: "
            "`{ x = 1, y = 2 }`."},
    {.key = "let",
     .type = KeyType::string_table,
     .way = "formulas",
     .default_value = "{}",
     .doc = "Definitions that the formulas use."},
    {.key = "random",
     .type = KeyType::string_table,
     .way = "formulas",
     .default_value = "{}",
     .doc = "Random inputs of the formulas, drawn anew at each step: `{ z = \"normal(256, 16)\" }` "
            "(formulas.md)."},
    {.key = "domain",
     .type = KeyType::ranges,
     .way = "formulas",
     .otherwise = "all reals",
     .merge = Merge::whole,
     .doc = "The domain of each coordinate: `[lower, upper]` or `{ circle = [lower, upper] }`."},
    {.key = "box",
     .type = KeyType::ranges,
     .way = "formulas",
     .otherwise = "from the domain",
     .merge = Merge::whole,
     .doc = "The box in which replicates start: `[lower, upper]`."},
    {.key = "name",
     .way = "formulas",
     .default_value = "\"formulas\"",
     .pattern = "^[a-z0-9-]{1,200}$",
     .not_swept = "the name of a game does not change its runs",
     .doc = "The name of the game that the formulas define."},
    {.key = "params",
     .type = KeyType::table,
     .default_value = "{}",
     .merge = Merge::dropped,
     .doc = "The parameters of the game."},
    {.key = "teams",
     .type = KeyType::teams,
     .otherwise = "every player alone",
     .minimum = 1,
     .merge = Merge::dropped,
     .doc = "Teams of players, like `[[1, 2], [3]]`. Together they list all players in their "
            "order."},
};

constexpr ManifestKey rule = {
    .key = "rule", .type = KeyType::plugin, .required = true, .doc = "A learner plugin."};
constexpr ManifestKey params = {.key = "params",
                                .type = KeyType::table,
                                .default_value = "{}",
                                .merge = Merge::dropped,
                                .doc = "The parameters of the rule."};
constexpr ManifestKey step = {.key = "step",
                              .type = KeyType::kinds,
                              .otherwise = "required, unless the rule returns actions",
                              .minimum = 0,
                              .minimum_open = true,
                              .merge = Merge::whole,
                              .doc = "The step sizes: a number, or a table of one kind."};
constexpr ManifestKey noise = {.key = "noise",
                               .type = KeyType::kinds,
                               .default_value = "\"none\"",
                               .choices = {"none"},
                               .merge = Merge::whole,
                               .doc = "The noise on each coordinate of the direction."};
constexpr ManifestKey optimizer = {
    .key = "optimizer",
    .type = KeyType::kinds,
    .default_value = "\"plain\"",
    .choices = {"plain", "momentum", "adam", "rmsprop"},
    .merge = Merge::whole,
    .doc = "The optimizer: a table of one kind, or the name of a kind, with its default values."};

constexpr ManifestKey in_way(ManifestKey key, std::string_view way) {
  key.way = way;
  return key;
}

constexpr ManifestKey learner[] = {
    {.key = "name",
     .required = true,
     .pattern = "^(?![\\s\\S]*[\\u0000-\\u001f\\u007f])[\\s\\S]",
     .valid = [](std::string_view name) { return fault_of_name(name).empty(); },
     .rule = "not be empty, hold control characters, or have more than 255 bytes",
     .not_swept = about_names,
     .doc = "The name of the learner in results and reports."},
    in_way(rule, "rule"),
    in_way(params, "rule"),
    {.key = "players",
     .type = KeyType::tables,
     .required = true,
     .way = "players",
     .least_entries = 1,
     .merge = Merge::whole,
     .doc = "A table for each player."},
    step,
    noise,
    optimizer,
};

constexpr ManifestKey player[] = {rule, params, step, noise, optimizer};

constexpr ManifestKey cross_play[] = {
    {.key = "name",
     .required = true,
     .pattern = "^(?![\\s\\S]* \\| )(?![\\s\\S]*[\\u0000-\\u001f\\u007f])[\\s\\S]",
     .valid =
         [](std::string_view name) {
           return fault_of_name(name).empty() && name.find(" | ") == std::string_view::npos;
         },
     .rule = "not be empty, hold control characters, have more than 255 bytes, or contain ' | ', "
             "which separates the names in pairings",
     .not_swept = about_names,
     .doc = "The name of the entry."},
    rule,
    params,
    step,
    noise,
    optimizer,
};

constexpr ManifestTable tables[] = {
    {.name = "game", .heading = "[game]", .keys = game, .plugin_kind = FM_KIND_GAME},
    {.name = "learner",
     .heading = "[[learner]]",
     .keys = learner,
     .identity = "name",
     .plugin_kind = FM_KIND_LEARNER},
    {.name = "learner.players",
     .heading = "player of [[learner]]",
     .keys = player,
     .plugin_kind = FM_KIND_LEARNER},
    {.name = "cross_play",
     .heading = "[[cross_play]]",
     .keys = cross_play,
     .identity = "name",
     .plugin_kind = FM_KIND_LEARNER},
};

}  // namespace learner_keys

std::span<const ManifestTable> keys_of_learners() { return learner_keys::tables; }

}  // namespace firstmove::engine
