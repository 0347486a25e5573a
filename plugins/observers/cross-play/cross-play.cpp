// The final costs of every rule against every rule, at the end of a cross-play: one matrix per
// player.
#include <firstmove/observer.hpp>
#include <firstmove/table.hpp>

#include <algorithm>
#include <map>

namespace {

using namespace firstmove;

using Pairing = std::vector<std::string>;  // the entry in each player's place

// "A | B" as A and B.
Pairing parts_of(const std::string& name) {
  Pairing parts;
  std::size_t begin = 0;
  for (std::size_t bar; (bar = name.find(" | ", begin)) != std::string::npos; begin = bar + 3)
    parts.push_back(name.substr(begin, bar - begin));
  parts.push_back(name.substr(begin));
  return parts;
}

struct CrossPlay {
  static Info info() {
    return {"cross-play",
            "1.1.0",
            "prints the median final costs of every pairing of [[cross_play]], a matrix per player",
            "the firstmove authors",
            "MIT",
            "",
            {}};
  }

  CrossPlay(const Values&, const Experiment& e)
      : experiment(e), learners(e->learner_names, e->learner_names + e->learners) {}

  void finish(std::span<const fm_run* const> runs) {
    std::map<std::uint32_t, std::vector<const fm_run*>> variants;
    for (const fm_run* run : runs)
      if (pairing(*run).size() == run->players && run->players > 1)
        variants[run->variant].push_back(run);
    std::string text;
    for (const auto& [variant, all] : variants) text += tables(all);
    if (!text.empty()) experiment.print("\n" + text);
  }

 private:
  using Cell = std::vector<const fm_run*>;

  // The median, of which failed and diverged runs are part with infinite costs.
  static std::string text_of(const Cell& runs, std::uint32_t player) {
    const auto bad = static_cast<std::size_t>(std::count_if(
        runs.begin(), runs.end(), [](const fm_run* run) { return ended_badly(*run); }));
    const std::string count = std::to_string(bad) + " failed or diverged";
    if (bad > 0 && bad == runs.size()) return "all " + count;
    return number(median(cost_scores(runs, player))) + (bad == 0 ? "" : " (" + count + ")");
  }

  Pairing pairing(const fm_run& run) const { return parts_of(learners[run.learner]); }

  std::string tables(const std::vector<const fm_run*>& runs) const {
    std::string text;
    for (std::uint32_t player = 0; player < runs.front()->players; ++player) {
      std::map<Pairing, Cell> cells;
      std::vector<std::string> entries;  // in the order of the manifest
      for (const fm_run* run : runs) {
        const Pairing seats = pairing(*run);
        if (std::find(entries.begin(), entries.end(), seats.back()) == entries.end())
          entries.push_back(seats.back());
        cells[seats].push_back(run);
      }
      text.append("cost f").append(std::to_string(player + 1)).append(", medians");
      if (*runs.front()->variant_label) text += std::string("  ") + runs.front()->variant_label;
      text.append("\n").append(runs.front()->players == 2 ? matrix(entries, cells, player)
                                                          : list(cells, player));
      text += "\n";
    }
    return text;
  }

  // Rows: the rules of player 1; columns: those of player 2.
  static std::string matrix(const std::vector<std::string>& entries,
                            const std::map<Pairing, Cell>& cells, std::uint32_t player) {
    std::vector<std::string> head = {"player 1 \\ 2"};
    head.insert(head.end(), entries.begin(), entries.end());
    Table table(head);
    for (const std::string& first : entries) {
      std::vector<std::string> row = {first};
      for (const std::string& second : entries) {
        const auto cell = cells.find({first, second});
        row.push_back(cell == cells.end() ? "" : text_of(cell->second, player));
      }
      table.row(std::move(row));
    }
    return table.draw();
  }

  static std::string list(const std::map<Pairing, Cell>& cells, std::uint32_t player) {
    Table table({"players 1, 2, ..", "cost"});
    for (const auto& [seats, cell] : cells) {
      std::string name;
      for (const std::string& seat : seats) name += (name.empty() ? "" : " | ") + seat;
      table.row({name, text_of(cell, player)});
    }
    return table.draw();
  }

  Experiment experiment;
  std::vector<std::string> learners;
};

}  // namespace

FIRSTMOVE_OBSERVER(CrossPlay)
