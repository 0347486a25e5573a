#include <spdlog/fmt/fmt.h>

#include "manifest/reading.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_pairings = 4096;

// Every entry in every player's place against every other entry and itself.
void pair_up(Reading& reading, const toml::node& node, std::uint32_t players,
             std::set<std::string>& names) {
  ExperimentSpec& spec = reading.spec;
  std::size_t count = 1;
  for (std::uint32_t p = 0; p < players; ++p) {
    count *= spec.cross_play.size();
    if (count > most_pairings)
      return reading.mistake(node, fmt::format("cross_play of {} entries in a game of {} players "
                                               "makes more than {} pairings",
                                               spec.cross_play.size(), players, most_pairings));
  }
  for (std::size_t pairing = 0; pairing < count; ++pairing) {
    LearnerSpec learner;
    std::size_t rest = pairing, unit = count;
    for (std::uint32_t p = 0; p < players; ++p) {
      unit /= spec.cross_play.size();
      const CrossPlaySpec& entry = spec.cross_play[rest / unit];
      rest %= unit;
      learner.name += (p == 0 ? "" : " | ") + entry.name;
      learner.players.push_back(entry.player);
      learner.entries.push_back(entry.name);
    }
    if (!names.insert(learner.name).second)
      reading.mistake(node,
                      fmt::format("a learner has the name of the pairing '{}'", learner.name));
    spec.learners.push_back(std::move(learner));
  }
}

}  // namespace

void read_cross_play(Reading& reading, const toml::array& list, std::set<std::string>& names) {
  const std::size_t before = reading.mistakes.size();
  auto& entries = reading.spec.cross_play;
  for (const toml::node& element : list) {
    const toml::table* table = element.as_table();
    if (!table) {
      reading.mistake(element, "each entry must be a table, written [[cross_play]]");
      continue;
    }
    KeyReader in(*table, manifest_table("cross_play"), reading.mistakes);
    CrossPlaySpec entry;
    if (const auto name = in.text_at("name")) {
      entry.name = *name;
      for (const CrossPlaySpec& other : entries)
        if (other.name == *name)
          in.mistake(*table->get("name"),
                     fmt::format("two entries of cross_play are named '{}'", *name));
    }
    entry.player = read_player(reading, in, *table, false);
    in.refuse_unknown_keys();
    entries.push_back(std::move(entry));
  }
  if (list.empty()) reading.mistake(list, "there must be at least one [[cross_play]]");
  if (reading.shape && reading.mistakes.size() == before)
    pair_up(reading, list, reading.shape->players(), names);
}

}  // namespace firstmove::engine
