// All learners side by side when the experiment has ended: one table, one line per learner.
#include <firstmove/observer.hpp>
#include <firstmove/table.hpp>

#include <map>

namespace {

using namespace firstmove;

struct Standings {
  static Info info() {
    return {"standings",
            "1.1.0",
            "prints one table at the end, a line per learner: median final costs, steps, failures",
            "the firstmove authors",
            "MIT",
            "",
            {}};
  }

  Standings(const Values&, const Experiment& e)
      : experiment(e), learners(e->learner_names, e->learner_names + e->learners) {}

  void finish(std::span<const fm_run* const> runs) {
    std::map<std::uint32_t, std::map<std::uint32_t, std::vector<const fm_run*>>> variants;
    for (const fm_run* run : runs) variants[run->variant][run->learner].push_back(run);
    std::string text;
    for (const auto& [variant, by_learner] : variants) text += table(by_learner) + "\n";
    if (!text.empty()) experiment.print("\n" + text);
  }

 private:
  std::string table(const std::map<std::uint32_t, std::vector<const fm_run*>>& by_learner) const {
    std::uint32_t players = 0;  // 0 in runs that could not start
    for (const auto& [learner, runs] : by_learner)
      for (const fm_run* run : runs) players = std::max(players, run->players);
    std::vector<std::string> head = {"medians"};
    for (std::uint32_t p = 0; p < players; ++p) head.push_back("cost f" + std::to_string(p + 1));
    for (const char* column : {"steps", "runs", "failed or diverged"}) head.push_back(column);
    Table table(std::move(head));
    for (const auto& [learner, runs] : by_learner) table.row(row(learners[learner], runs, players));
    const std::string variant = by_learner.begin()->second.front()->variant_label;
    return variant + (variant.empty() ? "" : "\n") + table.draw();
  }

  // Failed and diverged runs count as infinite costs; steps are those of the other runs.
  static std::vector<std::string> row(const std::string& name,
                                      const std::vector<const fm_run*>& runs,
                                      std::uint32_t players) {
    std::vector<double> steps;
    std::size_t bad = 0;
    for (const fm_run* run : runs) {
      bad += ended_badly(*run);
      if (!ended_badly(*run) && !was_skipped(*run))
        steps.push_back(static_cast<double>(run->steps));
    }
    std::vector<std::string> cells = {name};
    for (std::uint32_t p = 0; p < players; ++p)
      cells.push_back(number(median(cost_scores(runs, p))));
    cells.push_back(number(median(steps)));
    cells.push_back(std::to_string(runs.size()));
    cells.push_back(std::to_string(bad));
    return cells;
  }

  Experiment experiment;
  std::vector<std::string> learners;
};

}  // namespace

FIRSTMOVE_OBSERVER(Standings)
